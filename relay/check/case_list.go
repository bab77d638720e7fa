package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// listCases are about headers that hold several signatures, or come in several forms.
func listCases() []Case {
	lists := onlyOf("its header holds one signature alone", "moneybird", "bookkeeper")
	refused := asCases([]forgery{
		{
			id: "signature/no-known-scheme", title: "refuses a list without any signature of a known scheme", level: Must, skip: lists,
			source: func(s *Session) Source { return s.factSource("rotation") },
			rule:   "of several signatures one must be right: where there is none that can be checked, none is",
			remedy: "ask whether any of them is right, and not whether none is wrong: of an empty list, every and all are true",
			make:   noKnownScheme,
		},
		{
			id: "signature/under-other-scheme", title: "refuses the digits of a right signature under another scheme", level: Should, skip: lists,
			source: func(s *Session) Source { return s.factSource("rotation") },
			rule:   "what a scheme that is not known means, nobody knows: it is passed over",
			remedy: "take only what v1 names",
			make: func(s *Session, w Webhook) ([]forged, error) {
				other, err := s.listed(w, func(right, _ string) []string { return []string{"v0" + strings.TrimPrefix(right, "v1")} })
				if err != nil {
					return nil, err
				}
				bare, err := s.listed(w, func(right, _ string) []string { return []string{right[len("v1="):]} })
				const bug = "it takes a signature whatever its scheme is called"
				return []forged{{"a webhook whose only signature is called v0", bug, other}, {"a webhook whose right signature has no v1 before it", bug, bare}}, err
			},
		},
	})
	for _, t := range []taking{
		{
			id: "signature/second-valid", title: "takes a webhook whose second signature is the right one", level: Should, skip: lists,
			source: func(s *Session) Source { return s.factSource("rotation") },
			rule:   "while a secret is replaced there is a signature for each, and any one that is right will do",
			remedy: "try every v1 in the header before the webhook is refused",
			make: inList("a webhook with a wrong signature before the right one", "it looks at the first signature alone, or wants all of them right",
				func(right, wrong string) []string { return []string{wrong, right} }),
		},
		{
			id: "signature/first-valid", title: "takes a webhook whose first signature is the right one", level: Should, skip: lists,
			source: func(s *Session) Source { return s.factSource("rotation") },
			rule:   "while a secret is replaced there is a signature for each, and any one that is right will do",
			remedy: "stop at the first v1 that is right, and keep all of them when the header is taken apart: a map keeps the last",
			make: inList("a webhook with a wrong signature behind the right one", "it keeps the last signature alone, or wants all of them right",
				func(right, wrong string) []string { return []string{right, wrong} }),
		},
		{
			id: "signature/unknown-scheme-beside", title: "takes a right signature beside one of an unknown scheme", level: Should, skip: lists,
			source: func(s *Session) Source { return s.factSource("rotation") },
			rule:   "schemes that are not known are passed over, so that new ones can come",
			remedy: "pass over what is not called v1, wherever it stands",
			make: func(s *Session, w Webhook) ([]right, error) {
				before, err := s.listed(w, func(right, _ string) []string { return []string{"v9" + strings.TrimPrefix(right, "v1"), right} })
				if err != nil {
					return nil, err
				}
				again, err := s.Usual()
				if err != nil {
					return nil, err
				}
				behind, err := s.listed(again, func(right, wrong string) []string { return []string{right, "v1a" + strings.TrimPrefix(wrong, "v1")} })
				const bug = "it stumbles over a scheme that it does not know"
				return []right{
					{what: "a webhook with a signature called v9 before the right one", bug: bug, request: before},
					{what: "a webhook with a signature called v1a behind the right one", bug: bug, request: behind},
				}, err
			},
		},
		{
			id: "signature/twice", title: "copes with a signature header that comes twice", level: Should, source: goodPractice,
			rule:   "a header that comes twice is joined, or one of the two is taken, as the server likes: refused or taken, it must not break the code",
			remedy: "expect a list where a text is expected, and answer 400 or 401",
			make:   headerTwice,
		},
		{
			id: "signature/upper-case", title: "needs no upper-case hex", level: Hint, source: goodPractice,
			skip:   onlyOf("it does not write hex", "fintoro", "moneybird", "silverfin"),
			rule:   "the product writes lower-case digits: to take upper-case ones as well does no harm, and is not needed",
			remedy: "answer 401 or take it",
			make: func(s *Session, w Webhook) ([]right, error) {
				request, err := s.dressed(w, Signing{}, func(p proof) string { return strings.ToUpper(p.Value) })
				return []right{{what: "a webhook whose signature is in upper case", request: request, either: true}}, err
			},
		},
	} {
		refused = append(refused, t.asCase())
	}
	return refused
}

// separator stands between signatures in a list.
func (s *Session) separator() string {
	if s.Traits.Name == "moneybird" {
		return ","
	}
	return " "
}

// listed writes the signatures of a list anew, given the right one and a wrong one, each with its v1.
func (s *Session) listed(w Webhook, list func(right, wrong string) []string) (Request, error) {
	request, err := s.Signed(w, Signing{})
	if err != nil {
		return Request{}, err
	}
	wrong, err := s.dressed(w, Signing{}, func(p proof) string { return p.otherAt(3) })
	if err != nil {
		return Request{}, err
	}
	first := func(r Request) (at int, kept []string, signature string) {
		at = slices.IndexFunc(r.Headers, func(h relay.Header) bool { return s.proves(h.Name) })
		for part := range strings.SplitSeq(r.Headers[at].Value, s.separator()) {
			if !strings.HasPrefix(part, "v1") {
				kept = append(kept, part)
			} else if signature == "" {
				signature = part
			}
		}
		return at, kept, signature
	}
	at, kept, right := first(request)
	_, _, other := first(wrong)
	request.Headers[at].Value = strings.Join(append(kept, list(right, other)...), s.separator())
	return request, nil
}

func inList(what, bug string, list func(right, wrong string) []string) func(*Session, Webhook) ([]right, error) {
	return func(s *Session, w Webhook) ([]right, error) {
		request, err := s.listed(w, list)
		return []right{{what: what, bug: bug, request: request}}, err
	}
}

func noKnownScheme(s *Session, w Webhook) ([]forged, error) {
	const bug = "it looks for a signature that is wrong, and where there is none to check it finds none"
	var all []forged
	for _, v := range []struct {
		what string
		list func(right, wrong string) []string
	}{
		{"a webhook whose list has no signature at all", func(string, string) []string { return nil }},
		{"a webhook whose only signature is a wrong one called v2", func(_, wrong string) []string { return []string{"v2" + strings.TrimPrefix(wrong, "v1")} }},
	} {
		request, err := s.listed(w, v.list)
		if err != nil {
			return nil, err
		}
		all = append(all, forged{v.what, bug, request})
	}
	return all, nil
}

// headerTwice sends each proving header twice, a wrong and a right one in either order.
func headerTwice(s *Session, w Webhook) ([]right, error) {
	var all []right
	for _, order := range []string{"wrong and right", "right and wrong"} {
		request, err := s.Signed(w, Signing{})
		if err != nil {
			return nil, err
		}
		wrong, err := s.dressed(w, Signing{}, func(p proof) string { return p.otherAt(0) })
		if err != nil {
			return nil, err
		}
		var headers []relay.Header
		for i, h := range request.Headers {
			pair := []relay.Header{h}
			if s.proves(h.Name) {
				pair = []relay.Header{wrong.Headers[i], h}
				if order == "right and wrong" {
					slices.Reverse(pair)
				}
			}
			headers = append(headers, pair...)
		}
		request.Headers = headers
		all = append(all, right{what: fmt.Sprintf("a webhook with %s twice, %s", headersOf(s), order), request: request, either: true})
		if w, err = s.Usual(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
