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
	met := make(map[string]*mockEvent, len(owed))
	for _, o := range oldestFirst(owed) {
		m.meet(met, o)
	}
	result := Reconciliation{Events: len(met), Items: len(postings)}
	events := slices.SortedFunc(maps.Values(met), func(a, b *mockEvent) int { return cmp.Compare(a.EventID, b.EventID) })
	for _, e := range events {
		m.match(e)
	}
	for _, e := range events {
		m.place(&result, e)
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
	keys        map[accepted]*keyed
	documents   map[named]*documented
	byReference map[named]*BookedPosting
	matched     map[*BookedPosting]bool
}

// keyed is all that is known of one key.
type keyed struct {
	key      string
	book     *Booked // nil: nothing was accepted
	postings []*BookedPosting
	owed     bool // by a delivery that is looked at
}

// documented is all that is known of one document.
type documented struct {
	postings []*BookedPosting
	versions *versions // nil: no webhook that the mock took tells of it
	double   *double   // nil: it was not looked at
}

// versions are what webhooks that the mock took say of a document.
type versions struct {
	worths  []Worth
	unclear bool   // one of them does not say what the document is worth
	gone    bool   // one of them says that it is gone for good
	newest  string // the id of the newest event
}

func newMockBooks(booked []Booked, postings []BookedPosting) *mockBooks {
	m := &mockBooks{
		keys: make(map[accepted]*keyed, len(booked)), documents: make(map[named]*documented, len(postings)),
		byReference: make(map[named]*BookedPosting, len(postings)), matched: make(map[*BookedPosting]bool, len(postings)),
	}
	for i := range booked {
		m.keyed(booked[i].Provider, booked[i].DedupKey).book = &booked[i]
	}
	for i := range postings {
		p := &postings[i]
		key := m.keyed(p.Provider, p.DedupKey)
		key.postings = append(key.postings, p)
		m.byReference[named{p.Provider, p.Reference}] = p
		if p.Document != "" {
			document := m.document(p.Provider, p.Document)
			document.postings = append(document.postings, p)
		}
	}
	return m
}

// keyed finds a key, or notes it.
func (m *mockBooks) keyed(provider, key string) *keyed {
	k := m.keys[accepted{provider, key}]
	if k == nil {
		k = &keyed{key: key}
		m.keys[accepted{provider, key}] = k
	}
	return k
}

// document finds a document, or notes it.
func (m *mockBooks) document(provider, name string) *documented {
	d := m.documents[named{provider, name}]
	if d == nil {
		d = &documented{}
		m.documents[named{provider, name}] = d
	}
	return d
}

// mockEvent is an event that was addressed to the mock.
type mockEvent struct {
	Finding
	keys      []*keyed
	worths    []Worth // of deliveries that the mock took
	kept      []string
	delivered bool
	taken     bool
	waiting   bool
	state     DeliveryState // of the newest delivery

	own       []*BookedPosting // that its webhooks led to, or that it was answered with
	documents []*documented    // that it is about
	booked    bool             // these have postings, of whatever webhook
	gone      bool             // the mock gave it a reference that is not in the books
}

// meet notes a delivery with its event.
func (m *mockBooks) meet(events map[string]*mockEvent, o *Owed) {
	e := events[o.EventID]
	if e == nil {
		e = &mockEvent{Finding: Finding{EventID: o.EventID, Provider: o.Provider}}
		events[o.EventID] = e
	}
	key := m.keyed(o.Provider, o.DedupKey)
	key.owed = true
	e.keys = append(e.keys, key)
	e.DeliveryIDs = append(e.DeliveryIDs, o.DeliveryID)
	e.delivered = e.delivered || o.State == Delivered
	if o.Reference != "" {
		e.kept = append(e.kept, o.Reference)
	}
	e.state = o.State // the newest comes last
	if key.book != nil && !key.book.Waiting {
		e.worths = append(e.worths, o.Worth)
		e.Document = cmp.Or(e.Document, o.Worth.Document)
		m.hear(e, &o.Worth)
		for i := range o.Worth.Parts {
			m.hear(e, &o.Worth.Parts[i])
		}
	}
}

// hear notes what an event that was taken says of a document, or of a part of one.
func (m *mockBooks) hear(e *mockEvent, w *Worth) {
	if w.Document == "" {
		return
	}
	document := m.document(e.Provider, w.booked())
	e.about(document)
	document.tell(e.EventID, w)
}

// tell notes what a webhook that was taken says of a document.
func (d *documented) tell(event string, w *Worth) {
	if d.versions == nil {
		d.versions = &versions{}
	}
	v := d.versions
	v.newest = max(v.newest, event)
	switch {
	case w.Deleted:
		v.gone = true
	case w.Total == "":
		v.unclear = true
	default:
		v.worths = append(v.worths, *w)
	}
}

// match finds the postings of an event.
func (m *mockBooks) match(e *mockEvent) {
	slices.SortFunc(e.keys, func(a, b *keyed) int { return cmp.Compare(a.key, b.key) })
	e.keys = slices.Compact(e.keys)
	for _, key := range e.keys {
		e.own = append(e.own, key.postings...)
		book := key.book
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
		if p.Document != "" {
			e.about(m.document(p.Provider, p.Document))
		}
	}
	if e.Document != "" {
		e.about(m.document(e.Provider, e.Document))
	}
	e.booked = slices.ContainsFunc(e.documents, func(d *documented) bool { return len(d.postings) > 0 })
	e.Bookings = len(e.own)
	slices.Sort(e.References)
	e.References = slices.Compact(e.References)
	slices.Sort(e.DeliveryIDs)
}

func (e *mockEvent) about(document *documented) {
	if !slices.Contains(e.documents, document) {
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
