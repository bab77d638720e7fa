package relay

import (
	"crypto/sha256"
	"fmt"
)

// Owed is a delivery as a reconciliation looks at it.
type Owed struct {
	DeliveryID string
	EventID    string
	Provider   string
	DedupKey   string // see DedupKey
	Subject    string // the event's
	State      DeliveryState
	Tried      bool   // an attempt was made: the receiver may know of it, whatever it answered
	Reference  string // what the receiver answered as its own

	// Bookable is false where it is known that nothing is to be booked for it.
	Bookable bool
	Worth    Worth
}

// DedupKey is what a receiver takes two webhooks of a delivery for the same one by: the identity on the wire, or where the
// product sends none, a hash of the body. Source: the dialects; the hash is our choice.
func DedupKey(d *Delivery) string {
	if d.DialectID != "" {
		return d.DialectID
	}
	sum := sha256.Sum256(d.Body)
	return fmt.Sprintf("sha256:%x", sum)
}
