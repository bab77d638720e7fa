package relay

import (
	"context"
	"time"
)

// Queue is what the engine needs of a store. relay/sqlite implements it; relay/queuetest is its contract.
// Every write returns after the commit. When a write cannot be made now (disk full, locked), the error wraps
// ErrUnavailable and nothing of the call was stored. All methods are safe for concurrent use.
type Queue interface {
	// Publish stores a batch in one transaction: all of it or nothing. When the batch's key was used before with the
	// same fingerprint, nothing is stored and the first batch's event ids come back with repeated true; with another
	// fingerprint the error wraps ErrConflict. It sets the Row of the deliveries.
	Publish(ctx context.Context, batch Batch) (eventIDs []string, repeated bool, err error)

	// Take stores an incoming request with what it becomes, in one transaction, and returns it as it was stored: as
	// Incoming.Behind has it where an earlier one is like it. Where that makes it Repeated, nothing but the request is stored.
	// Of those that were rejected, and of probes, the newest KeptAside each are kept. It sets the Row of the deliveries.
	Take(ctx context.Context, taking Taking) (Incoming, error)

	// MarkSending notes that an attempt has begun, and waits for nothing: the note is stored a little later, unless a
	// Settle of the same delivery takes it back before, and what cannot be stored is lost. A delivery found pending after
	// a crash is merely sent again.
	MarkSending(mark SendingMark)

	// Begin notes that an attempt has begun that must be made at most once, and returns after the commit: found after a
	// crash, its delivery becomes unknown. ErrConflict when the delivery is not pending.
	Begin(ctx context.Context, mark SendingMark) error

	// Settle stores an attempt and its delivery's next state in one transaction. ErrNotFound when the delivery was
	// removed meanwhile. A final state that a person or the end of the subscription brought about meanwhile stays, unless
	// the attempt was delivered: then overtaken is true, and only the attempt is stored.
	Settle(ctx context.Context, settlement Settlement) (overtaken bool, err error)

	// Postpone puts off the next attempt of a pending delivery, and returns the delivery as it is then, without its body; nil
	// where it is not pending any more.
	Postpone(ctx context.Context, p Postponement) (*Delivery, error)

	// Due returns pending deliveries of a subscription in order, whenever they are due. None: an empty slice, nil error.
	Due(ctx context.Context, query DueQuery) ([]Due, error)

	// Load returns deliveries with their bodies and what they pass on, in the order of ids. Those that are gone are left out, and
	// so are later ones once those before measure maxBytes (Delivery.Bytes).
	Load(ctx context.Context, ids []string, maxBytes int) ([]*Delivery, error)

	// Delivery returns one delivery with its body. ErrNotFound when there is none.
	Delivery(ctx context.Context, id string) (*Delivery, error)

	// FirstReference returns the reference of the first delivery that its subscription's receiver accepted of what a delivery
	// is about (Event.Subject), the delivery itself left out; empty where there is none.
	FirstReference(ctx context.Context, d *Delivery) (string, error)

	// Change moves deliveries to a new state by hand: retry now, cancel, the end of a subscription. Only those whose
	// state is still From change; they come back as they are after it, without bodies.
	Change(ctx context.Context, change StateChange) ([]Delivery, error)

	// Recover turns every delivery found sending into a pending one, due at now, with an aborted attempt that costs no
	// try, and those that Begin marked into unknown ones. It returns how many there were. The engine calls it once, before
	// anything else.
	Recover(ctx context.Context, now time.Time) (int, error)

	// EndOwed ends what is pending or held for subscriptions that have expired or are disabled (failed), what is pending for
	// those that are gone (canceled), and holds what is pending for paused ones, in case a crash came between. It returns how many it ended.
	// The engine calls it once, after Recover.
	EndOwed(ctx context.Context, now time.Time) (int, error)

	// Published returns the event ids that were stored under an idempotency key; found is false when the key is new.
	// Another fingerprint is ErrConflict.
	Published(ctx context.Context, key string, fingerprint []byte) (eventIDs []string, found bool, err error)

	// KeepLastID keeps the running number of the newest id where something else than an event was made.
	KeepLastID(ctx context.Context, last uint64) error

	// KeepClock keeps where a virtual clock stands, never an earlier time than before, and stores with it what MarkSending
	// noted by then: once the clock has been moved, what has begun is found sending.
	KeepClock(ctx context.Context, now time.Time) error

	// Counters returns the running numbers to continue from.
	Counters(ctx context.Context) (Counters, error)
}

// Batch is what one publish stores.
type Batch struct {
	Publications   []Publication
	IdempotencyKey string    // empty: none
	Fingerprint    []byte    // of the request, compared when the key comes again
	LastID         uint64    // the running number of the newest id, kept for Counters
	Events         uint64    // the running number of the newest event, kept likewise
	Clock          time.Time // see KeepClock; zero where the clock is no virtual one
}

// Publication is one event with the deliveries made of it. A replay has deliveries of an event that is stored already.
type Publication struct {
	Event      *Event // nil for a replay
	Deliveries []Delivery
	Records    []Record
}

// Taking is what one incoming request stores.
type Taking struct {
	Incoming    Incoming
	Publication Publication // of a request that goes on; otherwise empty
	LastID      uint64      // as of a Batch
	Events      uint64
	Clock       time.Time
}

// SendingMark says that an attempt of a delivery began.
type SendingMark struct {
	DeliveryID string
	StartedAt  time.Time
}

// Postponement puts an attempt off.
type Postponement struct {
	DeliveryID string
	Until      time.Time
	Faults     []AppliedFault // that did it; the next Settle takes them off the delivery
	Counts     []FaultCount
}

// Settlement is the end of one attempt.
type Settlement struct {
	Attempt Attempt
	Row     int64 // the delivery's, where it is known
	// AnswerOf is the subscription whose last answer this is; empty for a replay to another URL.
	AnswerOf string
	Next     Next
	// SameBody says that the attempt sent the delivery's own body, which need not be stored again.
	SameBody bool
	Records  []Record
	Faults   []FaultCount
	Clock    time.Time // see KeepClock; zero where the clock is no virtual one
}

// Next is the state of a delivery after an attempt.
type Next struct {
	State     DeliveryState
	Reason    string
	Reference string
	DueAt     time.Time // of the next attempt; zero when final
	SettledAt time.Time // zero unless final
	CostsTry  bool      // false for an aborted attempt
}

// DueQuery asks for the pending deliveries of one subscription.
type DueQuery struct {
	SubscriptionID string
	// Ordered lists them in the order of their ids, which is that of publication; otherwise by (due, id).
	Ordered bool
	Limit   int
}

// Due is a pending delivery as the scheduler keeps it in memory.
type Due struct {
	DeliveryID     string
	SubscriptionID string
	DueAt          time.Time
}

// StateChange moves deliveries by hand. Exactly one of DeliveryID and SubscriptionID is set; of a subscription's, at
// most Limit are changed (zero: all).
type StateChange struct {
	DeliveryID     string
	SubscriptionID string
	From           []DeliveryState
	To             DeliveryState
	Reason         string
	DueAt          time.Time // when To is Pending; zero keeps what it was, or takes Now where it was none
	Limit          int
	Now            time.Time // becomes SettledAt when To is final
}

// Counters are running numbers that outlive a process.
type Counters struct {
	LastID uint64 // see Batch.LastID
	Events uint64 // the running number of the newest event: see Batch.Events
	// Latest is when the newest delivery was made; zero when there is none.
	Latest time.Time
	// Clock is where a virtual clock stood last; zero when there was none.
	Clock time.Time
}

// Record is a piece of a product's own state: JSON by (provider, kind, key). A nil Value deletes it.
type Record struct {
	Provider string
	Kind     string
	Key      string
	Value    []byte
	// Secret lets the store seal the value: it never stands in a file in the clear.
	Secret bool
}

// Records is where a product's own state lives.
type Records interface {
	// Record returns one value. ErrNotFound when there is none.
	Record(ctx context.Context, provider, kind, key string) ([]byte, error)
	// ListRecords returns those that a query selects, in the order of their keys. None: an empty slice, nil error.
	ListRecords(ctx context.Context, query RecordQuery) ([]Record, error)
	// PutRecords stores all of them in one transaction.
	PutRecords(ctx context.Context, records []Record) error
}

// RecordQuery selects records of one kind.
type RecordQuery struct {
	Provider string
	Kind     string
	Prefix   string // that the keys begin with; empty: all
	After    string // the last key of the page before; empty: the first page
	Limit    int    // zero means 100, at most 1,000
}

// SubscriptionStore keeps subscriptions. The engine holds all of them in memory and is the only writer.
type SubscriptionStore interface {
	Subscriptions(ctx context.Context) ([]Subscription, error)
	// PutSubscription inserts or replaces one by its ID.
	PutSubscription(ctx context.Context, sub *Subscription) error
	// PutSubscriptions is PutSubscription for several, with records beside them, in one transaction.
	PutSubscriptions(ctx context.Context, subs []*Subscription, records []Record) error
	// DeleteSubscription removes one; its deliveries stay.
	DeleteSubscription(ctx context.Context, id string) error
}

// FaultStore keeps fault rules.
type FaultStore interface {
	FaultRules(ctx context.Context) ([]FaultRule, error)
	// PutFaultRule inserts or replaces one by its ID.
	PutFaultRule(ctx context.Context, rule *FaultRule) error
	// CountFaults notes what rules have counted, unless more is noted already. A rule that is gone is no error.
	CountFaults(ctx context.Context, counts []FaultCount) error
	// DeleteFaultRule removes one, or all when id is empty.
	DeleteFaultRule(ctx context.Context, id string) error
}
