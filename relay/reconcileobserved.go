package relay

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ReconcileObserved holds deliveries to an app against the list in which the app tells what it has booked. It is pure.
//
// Events about one document are looked at together, since an app books a document once however much it hears of it. An item belongs to
// an event by the event's id, a delivery's, or the identity on the wire; to a document by its name or the id in it; else to the event for
// which the app answered its reference. Amounts and currencies are compared where both sides tell them, without signs; what an
// item of a document says must be what one of the events about it told.
func ReconcileObserved(owed []Owed, items []ObservedItem) Reconciliation {
	x := &appIndex{subjects: map[named]*subject{}, byIdentity: map[string][]*appEvent{}, byName: map[string][]nameOf{}, byReference: map[string][]*appEvent{}}
	events := map[string]*appEvent{}
	for _, o := range oldestFirst(owed) {
		x.meet(events, o)
	}
	result := Reconciliation{Events: len(events), Items: len(items)}
	for i := range items {
		if !x.assign(&items[i]) {
			result.Unmatched++
			if len(result.Strangers) < MaxFindings {
				result.Strangers = append(result.Strangers, items[i])
			}
		}
	}
	all := slices.SortedFunc(maps.Values(x.subjects), func(a, b *subject) int { return cmp.Compare(a.EventID, b.EventID) })
	result.Documents = len(all)
	for _, s := range all {
		s.place(&result)
	}
	return result
}

// subject is what an app books once: a document with all events about it, or an event that is about none.
type subject struct {
	Finding
	events    []*appEvent
	items     []*ObservedItem // that name the document
	names     []string        // by which of its names each of these does; empty: by a reference
	present   bool            // something in the list may be about it: which of several is not clear
	delivered bool
	bookable  bool
	deleted   bool // the app may have heard that it is gone
	owed      bool // something that is to be booked was delivered
	state     DeliveryState
}

// appEvent is one event of a subject.
type appEvent struct {
	*subject
	worths  []Worth
	answers []string
	items   []*ObservedItem // that name the event
}

// appIndex finds what an item is about.
type appIndex struct {
	subjects    map[named]*subject
	byIdentity  map[string][]*appEvent
	byName      map[string][]nameOf
	byReference map[string][]*appEvent
}

// nameOf is a subject under one of its names, written out.
type nameOf struct {
	*subject
	name string
}

// meet notes a delivery with its event and subject. Deliveries come in the order of their ids.
func (x *appIndex) meet(events map[string]*appEvent, o *Owed) {
	e := events[o.EventID]
	if e == nil {
		name := cmp.Or(o.Worth.Document, o.Subject, o.EventID)
		s := x.subjects[named{o.Provider, name}]
		if s == nil {
			s = &subject{Finding: Finding{Provider: o.Provider, Document: cmp.Or(o.Worth.Document, o.Subject)}}
			x.subjects[named{o.Provider, name}] = s
		}
		e = &appEvent{subject: s}
		s.events = append(s.events, e)
		s.EventID = max(s.EventID, o.EventID)
		events[o.EventID] = e
		for _, name := range []string{o.Worth.Document, o.Subject} {
			if name != "" {
				add(x.byName, name, nameOf{s, name})
				add(x.byName, name[strings.LastIndexByte(name, '/')+1:], nameOf{s, name})
			}
		}
		add(x.byIdentity, o.EventID, e)
	}
	add(x.byIdentity, o.DeliveryID, e)
	add(x.byIdentity, o.DedupKey, e)
	if o.Reference != "" {
		e.answers = append(e.answers, o.Reference)
		add(x.byReference, o.Reference, e)
	}
	e.worths = append(e.worths, o.Worth)
	e.DeliveryIDs = append(e.DeliveryIDs, o.DeliveryID)
	e.delivered = e.delivered || o.State == Delivered
	e.bookable = e.bookable || o.Bookable
	e.owed = e.owed || o.Bookable && o.State == Delivered
	e.deleted = e.deleted || o.Worth.Deleted && (o.Tried || o.State == Delivered)
	e.state = o.State
}

// add notes under a name what is not there yet.
func add[T comparable](to map[string][]T, name string, value T) {
	if !slices.Contains(to[name], value) {
		to[name] = append(to[name], value)
	}
}

// assign finds what an item is about, and reports whether there is anything.
func (x *appIndex) assign(item *ObservedItem) bool {
	ids := slices.DeleteFunc([]string{item.EventID, item.ID, item.DocumentID}, func(id string) bool { return id == "" })
	for _, id := range ids {
		if found := x.byIdentity[id]; len(found) == 1 { // Finpilo's is that of a document: it may have been sent more than once
			found[0].items = append(found[0].items, item)
			return true
		}
	}
	for _, id := range ids {
		if found := x.byName[id]; len(found) > 0 {
			claim(found, item)
			return true
		}
	}
	for _, reference := range append(ids, item.Reference) {
		if found := x.byReference[reference]; reference != "" && len(found) > 0 {
			var subjects []nameOf
			for _, e := range found {
				if name := (nameOf{e.subject, ""}); !slices.Contains(subjects, name) {
					subjects = append(subjects, name)
				}
			}
			claim(subjects, item)
			return true
		}
	}
	return false
}

// claim gives an item to its subject. Where it may be about several, those that are to be booked come first; if there are
// several even then, nothing is said but that they are there.
func claim(subjects []nameOf, item *ObservedItem) {
	if bookable := slices.DeleteFunc(slices.Clone(subjects), func(s nameOf) bool { return !s.bookable }); len(bookable) > 0 {
		subjects = bookable
	}
	if len(subjects) == 1 {
		s := subjects[0].subject
		s.items, s.names = append(s.items, item), append(s.names, subjects[0].name)
		return
	}
	for _, s := range subjects {
		s.present = true
	}
}

// place says what is to be said of a subject.
func (s *subject) place(r *Reconciliation) {
	found := len(s.items)
	for _, e := range s.events {
		found += len(e.items)
	}
	s.Bookings = found
	s.References = s.references()
	doubled := s.doubled()
	differences := s.differing()
	switch {
	case doubled > 1:
		s.Differences = []Difference{{In: BookingsAspect, Expected: "1", Found: strconv.Itoa(doubled)}}
		r.Doubled.add(&s.Finding)
	case len(differences) > 0:
		s.Differences = differences
		r.Differing.add(&s.Finding)
	case found > 0 || s.present:
		r.fine(&r.OK, s.delivered)
	case !s.bookable || s.deleted:
		r.fine(&r.NothingToBook, s.delivered)
	case s.owed:
		s.Differences = []Difference{{In: BookingsAspect, Expected: "1", Found: "0"}}
		r.Missing.add(&s.Finding)
	default:
		r.leave(&s.Finding, s.state)
	}
}

// references are those that the app's list gives, without repetition.
func (s *subject) references() []string {
	var all []string
	for item := range s.every {
		if item.Reference != "" {
			all = append(all, item.Reference)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// every goes through all items of a subject.
func (s *subject) every(yield func(*ObservedItem) bool) {
	for _, item := range s.items {
		if !yield(item) {
			return
		}
	}
	for _, e := range s.events {
		for _, item := range e.items {
			if !yield(item) {
				return
			}
		}
	}
}

// doubled is how often the document, or one of the events, was booked in one kind. A document that stands once in the list, and
// once more by one of its events or by another name, may be the same booking.
func (s *subject) doubled() int {
	most := mostOfAKind(s.items, s.names)
	for _, e := range s.events {
		most = max(most, mostOfAKind(e.items, nil))
	}
	return most
}

func mostOfAKind(items []*ObservedItem, names []string) int {
	type booking struct{ name, kind string }
	of, most := map[booking]int{}, 0
	for i, item := range items {
		b := booking{kind: strings.ToLower(item.Kind)}
		if names != nil {
			b.name = names[i]
		}
		of[b]++
		most = max(most, of[b])
	}
	return most
}
