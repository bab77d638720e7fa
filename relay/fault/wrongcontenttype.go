package fault

import (
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// wrongContentType says that the body is something else.
type wrongContentType struct{}

func (wrongContentType) entry() Entry {
	return Entry{
		Name: "wrong-content-type", Value: "TYPE", Default: "text/plain", Stage: relay.SignedStage, Places: senderOnly(),
		Meaning: "the same JSON under another Content-Type, after a change at the product or by a proxy",
		Expect:  "the receiver reads the raw bytes and verifies them: it books, or refuses with 415, and never takes an empty body for the event",
		Example: "faults add wrong-content-type=application/x-www-form-urlencoded --first 1",
	}
}

func (wrongContentType) check(value string) error {
	if !headerText(value) {
		return mistake("wrong-content-type", value, "what can stand in a header", "text/plain")
	}
	return nil
}

func (wrongContentType) signed(value string, s *relay.Signed) string {
	s.Headers = slices.DeleteFunc(slices.Clone(s.Headers), func(h relay.Header) bool { return strings.EqualFold(h.Name, "Content-Type") })
	s.Headers = append(s.Headers, relay.Header{Name: "Content-Type", Value: value})
	return "sent as " + value
}
