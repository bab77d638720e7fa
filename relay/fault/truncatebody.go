package fault

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// truncateBody sends the first half of what was signed, as a request that is whole.
type truncateBody struct{}

func (truncateBody) entry() Entry {
	return Entry{
		Name: "truncate-body", Stage: relay.SignedStage, Places: senderOnly(),
		Meaning: "something between cuts large bodies: half of it arrives, with a Content-Length that fits",
		Expect:  "the receiver refuses it, by its signature before it reads the JSON, and books nothing",
		Example: "faults add truncate-body --first 1",
	}
}

func (truncateBody) check(string) error { return nil }

func (truncateBody) signed(_ string, s *relay.Signed) string {
	whole := len(s.Body)
	s.Body = s.Body[:whole/2]
	return fmt.Sprintf("the first %d of %d bytes were sent", len(s.Body), whole)
}
