package relay

import (
	"cmp"
	"maps"
	"slices"
)

// Reconcile holds deliveries to the mock against its books, event by event. The deliveries must have been read before booked,
// and booked before postings, so that what is delivered is booked by then. It is pure.
//
// It is careful with what it calls differing: the amount of a document only where every webhook about it that the mock took is
// known and none of them told what the books show.
func Reconcile(owed []Owed, booked []Booked, postings []BookedPosting) Reconciliation {
	m := newMockBooks(booked, postings)
	events := map[string]*mockEvent{}
	for _, o := range oldestFirst(owed) {
		m.meet(events, o)
	}
	result := Reconciliation{Events: len(events), Items: len(postings)}
	ids := slices.Sorted(maps.Keys(events))
	for _, id := range ids {
		m.match(events[id])
	}
	for _, id := range ids {
		m.place(&result, events[id])
	}
	for i := range postings {
		p := &postings[i]
		if !m.matched[p] {
			result.Unmatched++
		}
		if len(p.Breaches) > 0 {
			result.Breached.add(p)
		}
	}
	return result
}

// accepted is what the books tell webhooks apart by.
type accepted struct{ provider, key string }

// named is a document, or a reference, of a product.
type named struct{ provider, name string }

// mockBooks are the books, ready to be looked into.
type mockBooks struct {
	byKey       map[accepted]*Booked
	ofKey       map[accepted][]*BookedPosting
	ofDocument  map[named][]*BookedPosting
	byReference map[named]*BookedPosting
	owedKeys    map[accepted]bool // of deliveries that are looked at
	versions    map[named]*versions
	matched     map[*BookedPosting]bool
	doubles     map[named]*double // of documents that were looked at
}

// versions are what webhooks that the mock took say of a document.
type versions struct {
	worths  []Worth
	unclear bool   // one of them does not say what the document is worth
	newest  string // the id of the newest event
}

func newMockBooks(booked []Booked, postings []BookedPosting) *mockBooks {
	m := &mockBooks{
		byKey: make(map[accepted]*Booked, len(booked)), ofKey: make(map[accepted][]*BookedPosting, len(postings)),
		ofDocument: map[named][]*BookedPosting{}, byReference: make(map[named]*BookedPosting, len(postings)),
		owedKeys: map[accepted]bool{}, versions: map[named]*versions{}, matched: make(map[*BookedPosting]bool, len(postings)), doubles: map[named]*double{},
	}
	for i := range booked {
		m.byKey[accepted{booked[i].Provider, booked[i].DedupKey}] = &booked[i]
	}
	for i := range postings {
		p := &postings[i]
		key := accepted{p.Provider, p.DedupKey}
		m.ofKey[key] = append(m.ofKey[key], p)
		m.byReference[named{p.Provider, p.Reference}] = p
		if p.Document != "" {
			document := named{p.Provider, p.Document}
			m.ofDocument[document] = append(m.ofDocument[document], p)
		}
	}
	return m
}

// mockEvent is an event that was addressed to the mock.
type mockEvent struct {
	Finding
	keys      map[accepted]bool
	worths    []Worth // of deliveries that the mock took
	kept      []string
	delivered bool
	taken     bool
	waiting   bool
	state     DeliveryState // of the newest delivery

	own       []*BookedPosting // that its webhooks led to, or that it was answered with
	documents []named          // that it is about
	booked    bool             // these have postings, of whatever webhook
	gone      bool             // the mock gave it a reference that is not in the books
}

// meet notes a delivery with its event.
func (m *mockBooks) meet(events map[string]*mockEvent, o *Owed) {
	e := events[o.EventID]
	if e == nil {
		e = &mockEvent{Finding: Finding{EventID: o.EventID, Provider: o.Provider}, keys: map[accepted]bool{}}
		events[o.EventID] = e
	}
	key := accepted{o.Provider, o.DedupKey}
	m.owedKeys[key], e.keys[key] = true, true
	e.DeliveryIDs = append(e.DeliveryIDs, o.DeliveryID)
	e.delivered = e.delivered || o.State == Delivered
	if o.Reference != "" {
		e.kept = append(e.kept, o.Reference)
	}
	e.state = o.State // the newest comes last
	if book := m.byKey[key]; book != nil && !book.Waiting {
		e.worths = append(e.worths, o.Worth)
		if e.Document = cmp.Or(e.Document, o.Worth.Document); o.Worth.Document != "" {
			document := named{o.Provider, o.Worth.booked()}
			e.about(document)
			m.tell(document, o)
		}
	}
}

// tell notes what a webhook that was taken says of a document.
func (m *mockBooks) tell(document named, o *Owed) {
	v := m.versions[document]
	if v == nil {
		v = &versions{}
		m.versions[document] = v
	}
	v.newest = max(v.newest, o.EventID)
	if o.Worth.Total == "" {
		v.unclear = v.unclear || !o.Worth.Deleted
		return
	}
	v.worths = append(v.worths, o.Worth)
}

// match finds the postings of an event.
func (m *mockBooks) match(e *mockEvent) {
	for _, key := range slices.SortedFunc(maps.Keys(e.keys), func(a, b accepted) int { return cmp.Compare(a.key, b.key) }) {
		book := m.byKey[key]
		e.own = append(e.own, m.ofKey[key]...)
		if book == nil {
			continue
		}
		e.taken, e.waiting = true, e.waiting || book.Waiting
		if book.Reference == "" {
			continue
		}
		e.References = append(e.References, book.Reference)
		if p := m.byReference[named{book.Provider, book.Reference}]; p != nil {
			e.own = append(e.own, p)
		} else {
			e.gone = true
		}
	}
	e.own = distinct(e.own)
	for _, p := range e.own {
		m.matched[p] = true
		e.References = append(e.References, p.Reference)
		e.about(named{p.Provider, p.Document})
	}
	e.about(named{e.Provider, e.Document})
	e.booked = slices.ContainsFunc(e.documents, func(document named) bool { return len(m.ofDocument[document]) > 0 })
	e.Bookings = len(e.own)
	slices.Sort(e.References)
	e.References = slices.Compact(e.References)
	slices.Sort(e.DeliveryIDs)
}

func (e *mockEvent) about(document named) {
	if document.name != "" && !slices.Contains(e.documents, document) {
		e.documents = append(e.documents, document)
	}
}

// place says what is to be said of an event.
func (m *mockBooks) place(r *Reconciliation, e *mockEvent) {
	switch {
	case m.doubled(e):
		r.Doubled.add(&e.Finding)
	case m.differing(e):
		r.Differing.add(&e.Finding)
	case len(e.own) > 0 && !e.gone, e.taken && e.booked && !e.gone:
		r.fine(&r.OK, e.delivered)
	case e.waiting:
		r.Waiting++
	case e.taken && len(e.References) == 0:
		r.fine(&r.NothingToBook, e.delivered)
	case e.taken || e.delivered:
		e.Differences = []Difference{{In: BookingsAspect, Expected: "1", Found: "0"}}
		r.Missing.add(&e.Finding)
	default:
		r.leave(&e.Finding, e.state)
	}
}

func (b *Breached) add(p *BookedPosting) {
	b.Count++
	if len(b.Postings) < MaxFindings {
		b.Postings = append(b.Postings, Breach{Reference: p.Reference, Breaches: p.Breaches})
	}
}

// distinct keeps the first of each.
func distinct(postings []*BookedPosting) []*BookedPosting {
	if len(postings) < 2 {
		return postings
	}
	seen := make(map[*BookedPosting]bool, len(postings))
	return slices.DeleteFunc(postings, func(p *BookedPosting) bool {
		again := seen[p]
		seen[p] = true
		return again
	})
}

// oldestFirst are deliveries in the order of their ids.
func oldestFirst(owed []Owed) []*Owed {
	sorted := make([]*Owed, len(owed))
	for i := range owed {
		sorted[i] = &owed[i]
	}
	slices.SortStableFunc(sorted, func(a, b *Owed) int { return cmp.Compare(a.DeliveryID, b.DeliveryID) })
	return sorted
}
