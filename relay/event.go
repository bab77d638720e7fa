package relay

import "time"

// Event is something that happened at a provider. It never changes once published.
type Event struct {
	ID       string // evt_…
	Provider string // the dialect's name, such as "fintoro"
	Type     string // the product's own name of the event, such as "invoices.paid"

	// DialectID is the identity that the product itself gives the event on the wire; empty where it gives none.
	DialectID string

	// Subject is what the event is about in the product's own words: a kind of record, a slash and its id, such as
	// invoice/4812. Empty where it is about no record.
	Subject string

	// Data is the business part as JSON: what `data` replaces.
	Data []byte

	// Context is what the dialect needs beside Data to write a body, as a JSON object that only the dialect and
	// its samples read.
	Context []byte

	OccurredAt time.Time // when it happened, by the engine's clock unless told otherwise
	CreatedAt  time.Time // when it was published, by the engine's clock
}

// EventType is one kind of event that a product sends.
type EventType struct {
	Name    string
	Meaning string // one line
}
