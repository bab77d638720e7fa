package relay

import "time"

// Samples is the catalogue of event types and their sample data. Package fixtures has it.
type Samples interface {
	// Types lists a product's event types in its own order; nil for an unknown product.
	Types(provider string) []EventType

	// Groups lists names that stand for several types, such as Moneybird's; nil where the product has none.
	Groups(provider string) []string

	// Sample draws data for one event. No two keys give equal samples; the same seed and key always do.
	// An unknown provider or type is an error.
	Sample(provider, eventType string, draw Draw) (Sample, error)
}

// Draw is what a sample is drawn from.
type Draw struct {
	Chance Chance
	Key    string    // stable and unique, such as the event's running number
	Number uint64    // a running number, never twice in one store: what makes document numbers unique
	Now    time.Time // when the event occurs; dates in the sample lie around it

	// ContextOnly leaves Data empty: the event brings its own.
	ContextOnly bool

	// BaseURL is where the products' APIs are served, such as http://127.0.0.1:7117, without a trailing slash.
	BaseURL string
	// FileURL is what the URLs of files begin with. Empty means BaseURL.
	FileURL string
}

// Sample is made-up data for one event.
type Sample struct {
	// Data is the business part as JSON: Finpilo's document, Fintoro's resource, Moneybird's entity (null when
	// deleted), Silverfin's section (empty where the event has none), Bookkeeper's data.
	Data []byte
	// Context is a JSON object of what else the dialect writes around it.
	Context []byte
}

// Known is what is known of a record that a product's read API shows; the rest is made up.
type Known struct {
	ID        uint64
	Company   uint64    // whose it is, from 1
	MadeAt    time.Time // when it was made
	ChangedAt time.Time // when it changed last
	Changes   int       // how often it changed
	Paid      bool

	// Record is what events told by PublishRequest.Record, a JSON object: it stands over what is made up, and its total with
	// tax, where it tells one, decides the lines and payments that are. Empty: nothing.
	Record []byte
}
