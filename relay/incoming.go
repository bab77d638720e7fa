package relay

import "time"

// Incoming is a request that somebody made at a hook of the relay, which takes a real product's webhooks in, with what was made
// of it.
type Incoming struct {
	ID         string // inc_…
	Hook       string // the hook's name, such as "fintoro"
	Provider   string
	ReceivedAt time.Time
	// RemoteAddr is who called, an address without a port: what a named proxy says, and else the connection's.
	RemoteAddr string
	// Request is what came: URL is the path behind the hook with its query, as MaskURL shows it. Headers are whole, hop-by-hop ones
	// left out; the store seals them, since they may hold a key, and every view masks them.
	Request Request
	Verdict IncomingVerdict
	// Problem is why it was rejected, such as the explainer's line, or a remark; empty otherwise.
	Problem string

	EventType string // as far as it could be read
	DialectID string // the product's own identity of it; empty where it has none
	// EventID is the event that it became; of a Repeated one the event of the first. Empty where it became none.
	EventID string
	Status  int // what was answered; zero where the answer is the app's, or was not known yet when this was stored
}

// IncomingVerdict is what the relay made of a request.
type IncomingVerdict string

// The verdicts on incoming requests.
const (
	IncomingVerified   IncomingVerdict = "verified"   // it proved who sent it, and goes on to the targets
	IncomingUnverified IncomingVerdict = "unverified" // it did not, or nothing could, and it goes on all the same, as was asked for
	IncomingRepeated   IncomingVerdict = "repeated"   // verified, and seen before with the same identity and body: it goes on no second time
	IncomingRejected   IncomingVerdict = "rejected"   // it did not prove who sent it, and goes nowhere
	IncomingProbe      IncomingVerdict = "probe"      // the product asks whether the URL answers
)

// IncomingVerdicts are all verdicts on incoming requests.
func IncomingVerdicts() []IncomingVerdict {
	return []IncomingVerdict{IncomingVerified, IncomingUnverified, IncomingRepeated, IncomingRejected, IncomingProbe}
}

// GoesOn reports whether a request with this verdict becomes an event with deliveries.
func (v IncomingVerdict) GoesOn() bool { return v == IncomingVerified || v == IncomingUnverified }

// Told is what an incoming request says, as far as a body tells it: Event's fields of these names. A type that the product is
// not known to have is taken, and so is none at all.
type Told struct {
	Type       string
	Data       []byte
	Context    []byte
	DialectID  string
	OccurredAt time.Time // zero: when it was received
}

// Taken is an incoming request as it was stored, with what it became.
type Taken struct {
	Incoming   Incoming // with its ID; Repeated where it was found to be, whatever it was given as
	Event      *Event   // nil where it became none; of a Repeated one, that of the first
	Deliveries []Delivery
}

// IncomingQuery selects a page of incoming requests, newest first.
type IncomingQuery struct {
	Hook     string          // empty: all
	Provider string          // empty: all
	Verdict  IncomingVerdict // empty: all
	Cursor   string          // empty: the first page
	Limit    int             // zero means 100, at most 1,000
}
