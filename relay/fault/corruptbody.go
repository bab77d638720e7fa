package fault

import (
	"bytes"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// corruptBody changes one bit of what was signed.
type corruptBody struct{}

func (corruptBody) entry() Entry {
	return Entry{
		Name: "corrupt-body", Stage: relay.SignedStage, Places: senderOnly(),
		Meaning: "one byte is another when it arrives, somewhere in the body",
		Expect:  "the receiver refuses it, since the signature does not fit; where a product signs nothing, it must not trust the amounts blindly",
		Example: "faults add corrupt-body --first 1",
	}
}

func (corruptBody) check(string) error { return nil }

func (corruptBody) signed(_ string, s *relay.Signed) string {
	if len(s.Body) == 0 {
		return "not applied: the body is empty"
	}
	at := int(s.Draw * float64(len(s.Body)))
	s.Body = bytes.Clone(s.Body)
	s.Body[at] ^= 1 // ASCII stays ASCII
	return fmt.Sprintf("the byte at %d was changed", at)
}
