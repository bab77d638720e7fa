package relay

import (
	"net/http"
	"time"
)

// FaultStage is when in the course of an attempt a fault acts. Of the rules that hit one attempt, those of an earlier stage
// act first, and those of one stage in the order in which they were added.
type FaultStage int

// The stages. The zero FaultStage is that of a fault that the catalogue does not know.
const (
	PlanStage    FaultStage = iota + 1 // before the attempt starts: it is put off
	SignStage                          // on what is signed: body, secret, time
	SignedStage                        // on what was signed: headers and body
	RequestStage                       // while the request goes out
	AnswerStage                        // on the answer, after the receiver has done its work
	DetailStage                        // when a record is read at the product's API
	FileStage                          // when a document's file is read there
)

// String is the stage in a few words, for people.
func (s FaultStage) String() string {
	switch s {
	case PlanStage:
		return "before it starts"
	case SignStage:
		return "before it is signed"
	case SignedStage:
		return "after it is signed"
	case RequestStage:
		return "while it is sent"
	case AnswerStage:
		return "on the answer"
	case DetailStage:
		return "on the read of a record"
	case FileStage:
		return "on the read of a file"
	}
	return "never"
}

// Faults knows how each fault of the catalogue behaves. Package relay/fault has it. Each method but the first two is called
// for rules of its own stage alone, and notes on hit what it did.
type Faults interface {
	// Check validates a rule's name, value and place, fills in the fault's own place where the rule names none, and its
	// Stage. An error is an InputError.
	Check(rule *FaultRule) error

	// Stage is when a rule's fault acts; zero for one that is not known.
	Stage(rule *FaultRule) FaultStage

	// Plan tells for how long an attempt is put off, more than zero. draw is the rule's random number for this attempt, in [0, 1).
	Plan(rule *FaultRule, hit *AppliedFault, draw float64) time.Duration

	// Sign changes what is signed.
	Sign(rule *FaultRule, hit *AppliedFault, unsigned *Unsigned)

	// Signed changes what was signed.
	Signed(rule *FaultRule, hit *AppliedFault, signed *Signed)

	// Wire wraps the transport for one attempt. Of the stages RequestStage and AnswerStage.
	Wire(rule *FaultRule, hit *AppliedFault, next http.RoundTripper) http.RoundTripper
}

// Unsigned is an attempt about to be signed. Body and Secrets are shared: a fault replaces them and writes into neither.
type Unsigned struct {
	SignInput
	Traits *Traits
	Draw   float64 // the rule's random number for this attempt, in [0, 1)
}

// Signed is an attempt about to be sent. Body is shared: a fault replaces it and does not write into it.
type Signed struct {
	Headers []Header
	Body    []byte
	Traits  *Traits
	Draw    float64 // the rule's random number for this attempt, in [0, 1)
}
