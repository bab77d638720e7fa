package relay

import "time"

// Delivery is one Event owed to one Subscription, over all its attempts. Its body is rendered once, when it is made.
type Delivery struct {
	ID             string // dlv_…
	Row            int64  // the store's own number of it, which makes settling cheap; zero where it was not asked for
	EventID        string
	SubscriptionID string
	Provider       string
	Type           string // the event's type
	// URL is where it went when it was made; attempts go where the subscription points by then. Read from the store it has
	// no credentials (MaskURL) unless it is Redirected.
	URL string

	// Redirected marks a replay that goes to a URL of its own, wherever its subscription points.
	Redirected bool
	// SignedAt is what its signed timestamps say, of a replay with the original's time; zero: the time of each attempt.
	SignedAt time.Time

	// IncomingID is the incoming request whose bytes and headers are passed on; empty where the dialect signs a body of ours.
	IncomingID string
	// Passed are that request's headers, which go out as they came. Lists leave them nil.
	Passed []Header
	// Edited marks a replay of it with another body or identity than what came in: the dialect signs it.
	Edited bool

	// DialectID is the identity on the wire that stays the same over all attempts; empty where the product has none.
	DialectID string

	// Body is what is sent. Lists leave it nil.
	Body []byte

	State     DeliveryState
	Reason    string // one of the Reason constants, or empty
	Reference string // what the receiver answered as its own reference, such as INV-2026-0042
	ReplayOf  string // the delivery that this one repeats; empty for an original

	DueAt time.Time // of the next attempt; zero when final
	// Postponed are the faults that have put off the next attempt; they are kept on it.
	Postponed []AppliedFault
	CreatedAt time.Time
	SettledAt time.Time // when it became final; zero before

	// AttemptCount is how many attempts were made, aborted ones included; Tries leaves those out.
	AttemptCount int
	Tries        int

	LastStatus   int     // HTTP status of the newest attempt; zero when it had none
	LastOutcome  Outcome // of the newest attempt; empty before the first
	LastDuration time.Duration
	LastError    string
	LastFaults   int // how many faults hit the newest attempt
}

// Bytes is how much memory a delivery's body takes, and the headers that it passes on.
func (d *Delivery) Bytes() int {
	bytes := len(d.Body)
	for i := range d.Passed {
		bytes += len(d.Passed[i].Name) + len(d.Passed[i].Value)
	}
	return bytes
}
