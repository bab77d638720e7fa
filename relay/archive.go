package relay

import (
	"context"
	"time"
)

// Archive is what people and programs read of a store: everything, in pages, newest first unless asked otherwise.
type Archive interface {
	// Events returns a page of events and the cursor of the next page; empty at the end.
	Events(ctx context.Context, query EventQuery) (events []Event, next string, err error)
	// Event returns one event. ErrNotFound when there is none.
	Event(ctx context.Context, id string) (*Event, error)

	// Deliveries returns a page of deliveries, without bodies unless these are asked for, and the cursor of the next page; empty at the end.
	Deliveries(ctx context.Context, query DeliveryQuery) (deliveries []Delivery, next string, err error)
	// Delivery returns one delivery with its body. ErrNotFound when there is none.
	Delivery(ctx context.Context, id string) (*Delivery, error)
	// Attempts returns all attempts of a delivery, oldest first.
	Attempts(ctx context.Context, deliveryID string) ([]Attempt, error)
	// Outcomes returns what the newest MaxOutcomes attempts of deliveries meant, oldest first, by the deliveries' ids. One without
	// attempts, or that is gone, is left out.
	Outcomes(ctx context.Context, deliveryIDs []string) (map[string][]AttemptOutcome, error)

	// Incoming returns one incoming request, headers and body included. ErrNotFound when there is none.
	Incoming(ctx context.Context, id string) (*Incoming, error)
	// IncomingRequests returns a page of incoming requests without headers and bodies, and the cursor of the next page; empty
	// at the end.
	IncomingRequests(ctx context.Context, query IncomingQuery) (page []Incoming, next string, err error)

	// CountIncoming counts the incoming requests by verdict, since the last Reset: those that are not kept any more, too. Verdicts
	// without any are left out.
	CountIncoming(ctx context.Context) (map[IncomingVerdict]int, error)

	// LastAnswer tells what a subscription's receiver answered last; zero where nothing was sent to it yet. Replays to
	// another URL do not count.
	LastAnswer(ctx context.Context, subscriptionID string) (LastAnswer, error)

	// CountDeliveries counts the deliveries that a filter takes by state; states without any are left out.
	CountDeliveries(ctx context.Context, filter Filter, now time.Time) (map[DeliveryState]int, error)

	// GroupDeliveries counts the deliveries that a filter takes by what they have in common, the largest group first; of
	// equal ones the one with the newest delivery.
	GroupDeliveries(ctx context.Context, query GroupQuery) (Grouped, error)

	// SampleAttempts returns the attempts of the newest deliveries, newest first, with what their deliveries have come to. more is true
	// when older ones were left out. It looks at those of no more than SampleReach deliveries, whatever the filter takes.
	SampleAttempts(ctx context.Context, query SampleQuery) (samples []AttemptSample, more bool, err error)

	// Health says why nothing can be stored right now: an error that wraps ErrUnavailable.
	Health(ctx context.Context) error

	// Reset removes all events, deliveries, attempts and incoming requests, product records and idempotency keys. Subscriptions
	// stay, and so do records of ApplicationKind.
	Reset(ctx context.Context) error
}

// LastAnswer is what a subscription's receiver answered last.
type LastAnswer struct {
	SuccessAt time.Time // when the newest attempt began that the product counts as success; zero: there was none
	FailureAt time.Time // likewise, of those it does not
	// Status and Body are the newest attempt's; zero and nil where no answer came, or where it is not kept any more.
	Status int
	Body   []byte
}

// EventQuery selects a page of events.
type EventQuery struct {
	Provider string // empty: all
	Type     string // empty: all
	Subject  string // of Event.Subject; empty: all
	Cursor   string // empty: the first page; otherwise what the page before gave. An unreadable one is an InputError.
	Limit    int    // zero means 100, at most 1,000
}

// DeliveryQuery selects a page of deliveries.
type DeliveryQuery struct {
	Filter  Filter
	EventID string    // empty: all
	Now     time.Time // what age is measured from
	Cursor  string
	Limit   int // zero means 100, at most 1,000

	// OldestFirst turns the order round. A cursor names a place and no direction: the same one goes on either way.
	OldestFirst bool

	// Bounded looks at a bounded number of deliveries, for those who wait for the answer: a page may then be short, or empty,
	// though there is a next one that goes on from there. Without it, a page is short at the end only.
	Bounded bool

	// BodyBytes asks for the bodies, too: a page ends with the delivery whose body brings them to so many bytes or more. Zero
	// means none. Bounded means nothing then.
	BodyBytes int
}
