package check

import (
	"bytes"
	"context"
	"slices"
)

// bodyCases are about which bytes the proof covers.
func bodyCases() []Case {
	return append(asCases([]forgery{
		{
			id: "signature/other-body", title: "refuses another body under a right signature", level: Must, skip: signing,
			rule:   "a signature is for one body: with another it is worth nothing",
			remedy: "compute the HMAC over the body that came with this request",
			make: func(s *Session, w Webhook) ([]forged, error) {
				other, err := s.Usual()
				if err != nil {
					return nil, err
				}
				request, err := s.Signed(w, Signing{})
				request.Body = other.Body
				return []forged{{"the body of one webhook with the signature of another", "it does not compute the signature over the body", request}}, err
			},
		},
		{
			id: "signature/changed-byte", title: "refuses a body with one digit changed", level: Must, skip: signing,
			rule:   "one digit more or less is another amount, or another invoice",
			remedy: "compute the HMAC over every byte of the body",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.Signed(w, Signing{})
				request.Body = oneDigitChanged(w.Body)
				return []forged{{"a webhook with one digit of its body changed after signing", "it does not sign the whole body", request}}, err
			},
		},
		{
			id: "signature/respaced-body", title: "refuses the same JSON with other blanks under the old signature", level: Must, skip: signing,
			rule:   "it is the bytes that are signed, and not what a parser makes of them",
			remedy: "compute the HMAC over the raw body, before a parser takes it: express.raw, request.get_data, php://input, io.ReadAll",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.Signed(w, Signing{})
				request.Body = respaced(w.Body)
				return []forged{{
					"a webhook whose JSON got blanks after it was signed",
					"it writes the parsed JSON again and signs that (re-serialised), so that bytes may change unseen", request,
				}}, err
			},
		},
		{
			id: "signature/of-nothing", title: "refuses the signature of an empty body on a full one", level: Must, skip: signing,
			rule:   "the signature of an empty body is the same for every webhook, and fits none",
			remedy: "read the body before the HMAC is computed, and only once: a stream that a parser has read is empty",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.Signed(w, Signing{Body: []byte{}})
				return []forged{{"a webhook with the signature of an empty body", "it signs an empty body, whatever came", request}}, err
			},
		},
	}), oddlyWritten())
}

// oddlyWritten is the other side of respaced-body: real JSON is not always written as one's own library would.
func oddlyWritten() Case {
	return Case{
		ID: "signature/oddly-written", Title: "takes JSON that is written in an unusual way", Level: Should, Source: goodPractice,
		Rule: func(s *Session) string {
			return "JSON may be written with blanks and escapes, and means the same: how " + s.Traits.Title + " writes it may change any day"
		},
		Remedy: "compute the HMAC over the raw body, before a parser takes it, and read the JSON with a parser",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			w, err := s.Usual()
			if err != nil {
				return Finding{}, err
			}
			w.Body = oddly(w.Body)
			request, err := s.Signed(w, Signing{})
			if err != nil {
				return Finding{}, err
			}
			const what = "a right webhook whose JSON has blanks and escapes"
			found := s.Accepts(s.Send(ctx, what, request), what)
			switch {
			case found.Verdict != Fail:
			case signing(s) != "":
				found.Detail += ": it reads JSON without a parser"
			default:
				found.Detail += ": it writes the parsed JSON again and signs that (re-serialised), or reads JSON without a parser"
			}
			return found, nil
		},
	}
}

// oneDigitChanged changes the last digit of a body; what was JSON still is.
func oneDigitChanged(body []byte) []byte {
	at := bytes.LastIndexAny(body, "123456789")
	changed := slices.Clone(body)
	if at < 0 {
		return append(changed, ' ')
	}
	changed[at] = '1' + (changed[at]-'0')%9
	return changed
}
