package relay

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
)

// Owed is a delivery that was addressed to the mock.
type Owed struct {
	DeliveryID string
	EventID    string
	Provider   string
	DedupKey   string // see DedupKey
	State      DeliveryState
}

// Booked is what the mock's books hold of the webhooks with one key.
type Booked struct {
	Provider  string
	DedupKey  string
	Reference string // that it was given; empty where there was nothing to book
	Postings  int    // under this key
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

// Reconciliation says, event by event, whether the books hold what was delivered to them, and once.
type Reconciliation struct {
	Events        int // that were addressed to the mock
	OK            int // booked once
	NothingToBook int // taken, and they carry no amount
	// Unacknowledged are those of OK and NothingToBook of which the sender has no success: the answer was lost, or is still awaited.
	Unacknowledged int

	Missing     Findings // delivered, and not in the books
	Doubled     Findings // booked more than once
	Undelivered Findings // not delivered, and not in the books

	Postings  int // in the books
	Unmatched int // of the postings, those that belong to no event: of webhooks that somebody else sent, or before a reset
}

// Findings are events of one kind: all are counted, and the first MaxFindings are named, by event id.
type Findings struct {
	Count  int
	Events []Finding
}

// Finding is one event and what is known of it.
type Finding struct {
	EventID     string
	Provider    string
	DeliveryIDs []string
	References  []string
	Postings    int
}

// Reconciled reports whether nothing is missing and nothing doubled. What is not delivered is the sender's to tell.
func (r *Reconciliation) Reconciled() bool { return r.Missing.Count == 0 && r.Doubled.Count == 0 }

// Reconcile holds deliveries to the mock against its books. The deliveries must have been read before the books, so that
// what is delivered has been booked by then. It is pure.
func Reconcile(owed []Owed, books []Booked, postings int) Reconciliation {
	byKey := make(map[accepted]*Booked, len(books))
	for i := range books {
		byKey[accepted{books[i].Provider, books[i].DedupKey}] = &books[i]
	}
	events := map[string]*Finding{}
	delivered, keys := map[string]bool{}, map[string]map[accepted]bool{}
	for i := range owed {
		o := &owed[i]
		f := events[o.EventID]
		if f == nil {
			f = &Finding{EventID: o.EventID, Provider: o.Provider}
			events[o.EventID], keys[o.EventID] = f, map[accepted]bool{}
		}
		f.DeliveryIDs = append(f.DeliveryIDs, o.DeliveryID)
		delivered[o.EventID] = delivered[o.EventID] || o.State == Delivered
		keys[o.EventID][accepted{o.Provider, o.DedupKey}] = true
	}
	result := Reconciliation{Events: len(events), Postings: postings, Unmatched: postings}
	matched := map[accepted]bool{}
	for _, id := range slices.Sorted(maps.Keys(events)) {
		f := events[id]
		seen := false
		for key := range keys[id] {
			book := byKey[key]
			if book == nil {
				continue
			}
			seen = true
			f.Postings += book.Postings
			if book.Reference != "" {
				f.References = append(f.References, book.Reference)
			}
			if !matched[key] {
				matched[key] = true
				result.Unmatched -= book.Postings
			}
		}
		slices.Sort(f.References)
		slices.Sort(f.DeliveryIDs)
		result.place(f, seen, delivered[id])
	}
	return result
}

// accepted is what the books tell webhooks apart by.
type accepted struct{ provider, key string }

func (r *Reconciliation) place(f *Finding, seen, delivered bool) {
	switch {
	case f.Postings > 1:
		r.Doubled.add(f)
		return
	case f.Postings == 1:
		r.OK++
	case seen && len(f.References) == 0:
		r.NothingToBook++
	case seen || delivered:
		r.Missing.add(f)
		return
	default:
		r.Undelivered.add(f)
		return
	}
	if !delivered {
		r.Unacknowledged++
	}
}

func (f *Findings) add(finding *Finding) {
	f.Count++
	if len(f.Events) < MaxFindings {
		f.Events = append(f.Events, *finding)
	}
}
