package check

import (
	"context"
	"slices"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

// forgery is a case of requests that a receiver must refuse.
type forgery struct {
	id, title string
	level     Level
	rule      string                  // what is demanded
	source    func(s *Session) Source // nil: that of the product's proof, which is told behind the rule
	remedy    string
	skip      func(s *Session) string
	make      func(s *Session, w Webhook) ([]forged, error)
}

// forged is one such request.
type forged struct {
	what    string // "a webhook without a signature"
	bug     string // which bug takes it, behind "so "; empty: what Refuses says
	request Request
}

func (f forgery) asCase() Case {
	rule := func(*Session) string { return f.rule }
	if f.source == nil {
		f.source = func(s *Session) Source { return s.factSource("auth") }
		rule = func(s *Session) string { return f.rule + "; " + s.proofRule() }
	}
	return Case{
		ID: f.id, Title: f.title, Level: f.level, Remedy: f.remedy, Source: f.source,
		Rule: rule,
		Skip: func(s *Session) string {
			if why := s.unproven(); why != "" || f.skip == nil {
				return why
			}
			return f.skip(s)
		},
		Run: func(ctx context.Context, s *Session) (Finding, error) { return s.refusesAll(ctx, f.make) },
	}
}

// asCases makes the cases of forgeries.
func asCases(forgeries []forgery) []Case {
	cases := make([]Case, len(forgeries))
	for i, f := range forgeries {
		cases[i] = f.asCase()
	}
	return cases
}

// refusesAll sends what must be refused. The first that is taken is the finding; else one that was not refused well; else the last.
func (s *Session) refusesAll(ctx context.Context, makes func(*Session, Webhook) ([]forged, error)) (Finding, error) {
	w, err := s.Usual()
	if err != nil {
		return Finding{}, err
	}
	forgeries, err := makes(s, w)
	if err != nil {
		return Finding{}, err
	}
	if len(forgeries) == 0 {
		return Skipped("nothing of the kind can be made of this secret"), nil
	}
	var found Finding
	for i, f := range forgeries {
		x := s.Send(ctx, f.what, f.request)
		one := s.Refuses(x, f.what)
		if one.Verdict == Warn && x.Status() >= 500 {
			one.Detail = "it " + Answer(&x) + " to " + f.what + ": its code broke on it"
			one.Remedy = "catch what the check throws and answer 401, as timingSafeEqual in Node throws where lengths differ; keep 5xx for faults of your own"
		}
		if s.refusing(&x) {
			one = Passed("it " + Answer(&x) + " to " + f.what + ", as to all that it refuses")
		}
		if one.Verdict == Fail && f.bug != "" {
			one.Detail = "it " + Answer(&x) + " to " + f.what + ": " + f.bug
		}
		if one.Verdict == Fail {
			if one, err = s.orAfterAnswer(ctx, makes, i, x, one); err != nil {
				return Finding{}, err
			}
		}
		if x.Response == nil {
			one = s.downAfter(ctx, one, x)
		}
		if one.Verdict == Fail {
			return one, nil
		}
		if found.Verdict != Warn {
			found = one
		}
	}
	if found.Verdict == Pass && s.checksLate {
		found.Detail = "it booked nothing for " + each(forgeries)
	} else if found.Verdict == Pass {
		found.Detail = "it refused " + each(forgeries)
	}
	return found, nil
}

// each names what was refused.
func each(forgeries []forged) string {
	switch first, more := forgeries[0].what, len(forgeries)-1; more {
	case 0:
		return first
	case 1:
		return first + " and " + forgeries[1].what
	default:
		return first + ", and " + strconv.Itoa(more) + " more of the kind"
	}
}

// downAfter looks whether a request that got no answer took the receiver down.
func (s *Session) downAfter(ctx context.Context, found Finding, last Exchange) Finding {
	w, err := s.Usual()
	if err != nil {
		return found
	}
	request, err := s.Signed(w, Signing{})
	if err != nil {
		return found
	}
	const what = "a right webhook after it"
	after := s.Send(ctx, what, request)
	if after.Response != nil {
		return found
	}
	found = Broken(found.Detail+"; since then it "+Answer(&after)+" to right webhooks either: one bad request ends it", last, after)
	found.Remedy = "catch what the check throws, and answer 401: in Node, timingSafeEqual throws where lengths differ, and an error that nobody catches ends the process"
	return found
}

// unproven says why a receiver cannot be asked to refuse anything; empty where it can.
func (s *Session) unproven() string {
	switch {
	case s.trusts != "":
		return s.trusts
	case len(s.Secrets) > 0 && slices.ContainsFunc(s.Secrets, func(secret string) bool { return secret != "" }):
		return ""
	case s.Traits.Name == "finpilo":
		return "no key was given with --secret: Finpilo proves itself by a key alone, and sends none where none is set"
	case s.Traits.Name == "moneybird":
		return "no --secret was given: checking Moneybird-Signature is optional, so this receiver may go without"
	}
	return "" // one that checks refuses the right webhook already
}

// proofRule says how the product proves who sends.
func (s *Session) proofRule() string {
	if s.Traits.Name == "finpilo" {
		return "Finpilo sends the key in " + s.fact("auth")
	}
	return s.Traits.Title + " signs with " + s.fact("auth") + ", over " + s.fact("signed_bytes")
}

// fact is what is known of the product by a name; empty where nothing is.
func (s *Session) fact(name string) string {
	i := slices.IndexFunc(s.Traits.Facts, func(f relay.Fact) bool { return f.Name == name })
	if i < 0 {
		return ""
	}
	return s.Traits.Facts[i].Value
}

// goodPractice is the source of what no product demands.
func goodPractice(*Session) Source { return GoodPractice }

// onlyOf skips a case for all but some products, with the reason.
func onlyOf(why string, names ...string) func(*Session) string {
	return func(s *Session) string {
		if slices.Contains(names, s.Traits.Name) {
			return ""
		}
		return why
	}
}

// signing skips a case for a product that signs nothing.
func signing(s *Session) string {
	if s.Traits.Name == "finpilo" {
		return "Finpilo signs nothing"
	}
	return ""
}
