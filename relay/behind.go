package relay

import "fmt"

// KeptAside is how many of the newest rejected requests, and of the newest probes, are kept; older ones are removed. Our choice.
const KeptAside = 1000

// EarlierIncoming is a verified request of the same provider and hook that is stored already, and is like a new one: it has the
// same body, or the same identity. Where the product sends an identity, both must have it.
type EarlierIncoming struct {
	ID       string
	EventID  string
	SameBody bool // and the same identity, where there is one
}

// Behind is a request as it is to be stored behind an earlier one; nil for none. A verified one with the same identity and body
// is Repeated. One with another body is not: nothing that a product sent may be lost. Without an identity two equal bodies may
// be two events.
func (in Incoming) Behind(earlier *EarlierIncoming) Incoming {
	switch {
	case earlier == nil || in.Verdict != IncomingVerified:
	case !earlier.SameBody:
		in.addProblem(fmt.Sprintf("%s came with the same identity and another body", earlier.ID))
	case in.DialectID == "":
		in.addProblem(fmt.Sprintf("%s came with the same body; without an identity on the wire that may be another event", earlier.ID))
	default:
		in.Verdict, in.EventID = IncomingRepeated, earlier.EventID
		in.addProblem(fmt.Sprintf("it repeats %s", earlier.ID))
	}
	return in
}

// addProblem adds a remark.
func (in *Incoming) addProblem(text string) {
	if in.Problem != "" {
		in.Problem += "; "
	}
	in.Problem += text
}
