package check

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Taken reports whether the product counts an answer as success.
func (s *Session) Taken(x *Exchange) bool {
	return x.Response != nil && x.Error == "" && s.Dialect.Judge(x.Response).Success
}

// Answer says what came, as part of a sentence: "answered 204", "gave no answer: …".
func Answer(x *Exchange) string {
	if x.Response == nil {
		return "gave no answer (" + relay.Visible(x.Error) + ")"
	}
	if x.Error != "" {
		return fmt.Sprintf("answered %d, but %s", x.Response.Status, relay.Visible(x.Error))
	}
	return fmt.Sprintf("answered %d", x.Response.Status)
}

// taken is Taken, or the answer that it also gives to a right webhook: where that is no success to the product, it was said once.
func (s *Session) taken(x *Exchange) bool {
	return s.Taken(x) || s.usual != 0 && x.Error == "" && x.Status() == s.usual
}

// Accepts is the finding on a webhook that must be taken.
func (s *Session) Accepts(x Exchange, what string) Finding {
	if s.taken(&x) {
		return Passed("it " + Answer(&x) + " to " + what)
	}
	return Broken(fmt.Sprintf("it %s to %s; %s counts %s as success", Answer(&x), what, s.Traits.Title, s.Traits.SuccessRule), x)
}

// refusing reports whether an answer is the one that it gives to all that proves nothing: where that is no 4xx, it was said once.
func (s *Session) refusing(x *Exchange) bool { return s.refusal != 0 && x.Status() == s.refusal }

// Refuses is the finding on a request that must be refused: a 4xx is right, any other refusal lets the product try again as if the
// receiver were broken, and a success took it.
func (s *Session) Refuses(x Exchange, what string) Finding {
	status := x.Status()
	switch {
	case status >= 400 && status <= 499:
		return Passed("it " + Answer(&x) + " to " + what)
	case status >= 200 && status <= 299:
		return Broken(fmt.Sprintf("it %s to %s, so it took it", Answer(&x), what), x)
	}
	return Finding{
		Verdict: Warn, Detail: fmt.Sprintf("it %s to %s, which is a refusal that says nothing", Answer(&x), what),
		Remedy: "answer 401 where the proof of the sender is wrong or missing, and keep 5xx for faults of your own", Exchanges: []Exchange{x},
	}
}
