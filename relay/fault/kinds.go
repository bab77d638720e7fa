package fault

import (
	"net/http"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fault is one way to break something. What it does it tells by one of the interfaces below, which its stage asks for.
type fault interface {
	entry() Entry

	// check validates what stands behind the =, or what that is by default.
	check(value string) error
}

// planFault puts an attempt off.
type planFault interface {
	plan(value string, draw float64) (d time.Duration, note string)
}

// signFault changes what is signed.
type signFault interface {
	sign(value string, u *relay.Unsigned) (note string)
}

// signedFault changes what was signed.
type signedFault interface {
	signed(value string, s *relay.Signed) (note string)
}

// wireFault works on the exchange as the sender makes it.
type wireFault interface {
	wire(value string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper
}

// receiverFault is a fault of the mock that replyFault cannot tell. It writes hit.Note before it calls next, since the
// receipt is stored in there.
type receiverFault interface {
	receiver(value string, hit *relay.AppliedFault, next http.Handler) http.Handler
}

// replyFault turns an answer into another, in the same way at either end.
type replyFault interface {
	// spoil changes the answer, and says what the sender sees.
	spoil(value string, r *reply) (note string)

	// instead says what a receiver does, in the past tense. work tells whether it does its own work before.
	instead(value string) (note string, work bool)
}

// readFault is a fault of the product's API.
type readFault interface {
	read(value string) relay.ReadFault
}

const (
	notApplied     = "not applied: the rule's value cannot be used"
	notOfThisPlace = "not applied: it is no fault of this kind"
)
