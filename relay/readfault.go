package relay

import "time"

// ReadFaultHeader marks an answer of a product's API that a fault's rule struck: NAME[=VALUE], the rule's id, and where the
// fault changed nothing "; not applied: " and why. It stands once for each rule. Source: our choice, no product has it.
const ReadFaultHeader = "X-Ledgerhook-Fault"

// ReadFault is what a read of a product's API does wrong. Package relay/emulate does it, in the product's own shapes. The
// zero ReadFault is none. At most one of Status, Stale and Differs is set.
type ReadFault struct {
	// Status refuses the read: 404, 429 or a 5xx.
	Status int
	// RetryAfter is said along with Status; zero for nothing.
	RetryAfter time.Duration
	// Stale answers with the record as it was before the newest event about it; 404 where it did not exist then.
	Stale bool
	// Differs answers with another state than the newest event told.
	Differs bool
	// Slow lets the answer come in pieces over this time.
	Slow time.Duration
}
