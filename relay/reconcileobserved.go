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
// Events about one document are looked at together, since an app books a document once however much it hears of it. An item
// belongs to an event by the event's id, a delivery's, or the identity on the wire; to a document by its name or the id in
// it; else to the event for which the app answered its reference. Amounts and currencies are compared where both sides tell
// them, without signs; what an item of a document says must be what one of the events about it told.
func ReconcileObserved(owed []Owed, items []ObservedItem) Reconciliation {
	x := &appIndex{subjects: map[named]*subject{}, byIdentity: map[string]*identified{}, byName: map[string]*holders{}, byReference: map[string]*holders{}, held: map[nameOf]bool{}}
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
	held      []*holders      // of each of its names
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

// present reports whether something in the list may be about it, though that has several that it may be about.
func (s *subject) present() bool {
	return slices.ContainsFunc(s.held, func(h *holders) bool { return h.claimed })
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
	case found > 0 || s.present():
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
