package relay

import "time"

// Receipt is what the mock received, with its verdict.
type Receipt struct {
	ID         string // rcp_…
	Row        int64  // its place in the store; zero before it is stored
	Provider   string
	ReceivedAt time.Time
	Verdict    Verdict
	Problem    string // why it was refused, or a remark; empty otherwise
	EventType  string // as far as it could be read
	DedupKey   string // what this product's receiver deduplicates by; empty when it could not be read
	Reference  string // the posting's accountingReferenceId; empty when nothing was booked
	Request    Request
	Status     int // what was answered
	Answer     []byte
	Faults     []AppliedFault
	Fetches    []Fetch  // what was read, or is to be read, for it
	Breaches   []string // what the checks found wrong with its postings; empty when they are sound
}

// Verdict is what the mock made of a request.
type Verdict string

// The verdicts.
const (
	Accepted   Verdict = "accepted"   // verified and new
	Duplicate  Verdict = "duplicate"  // verified, and seen before: nothing was booked again
	Rejected   Verdict = "rejected"   // the signature or key is wrong or missing
	Unreadable Verdict = "unreadable" // not this product's body
	Unhandled  Verdict = "unhandled"  // a fault answered instead, or the receiver itself broke
)

// ReceiptQuery selects a page of receipts.
type ReceiptQuery struct {
	Provider string  // empty: all
	Verdict  Verdict // empty: all
	Cursor   string  // empty: the first page
	Limit    int     // zero means 100, at most 1,000
}
