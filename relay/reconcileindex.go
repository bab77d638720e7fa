package relay

import (
	"cmp"
	"slices"
	"strings"
)

// appIndex finds what an item is about. However many share a name, each step takes the same time.
type appIndex struct {
	subjects    map[named]*subject
	byIdentity  map[string]*identified
	byName      map[string]*holders
	byReference map[string]*holders
	held        map[nameOf]bool
}

// identified is the event that an identity belongs to, or that it belongs to several.
type identified struct {
	*appEvent
	shared bool
}

// nameOf is a subject under one of its names, written out; empty: by a reference.
type nameOf struct {
	*subject
	name string
}

// holders are those that have a name.
type holders struct {
	all     []nameOf
	claimed bool // by an item, and which of them it means is not clear
	settled bool // all was brought down to those that count
}

// meet notes a delivery with its event and subject. Deliveries come in the order of their ids.
func (x *appIndex) meet(events map[string]*appEvent, o *Owed) {
	e := events[o.EventID]
	if e == nil {
		e = &appEvent{subject: x.subjectOf(o)}
		e.events = append(e.events, e)
		e.EventID = max(e.EventID, o.EventID)
		events[o.EventID] = e
		x.identify(o.EventID, e)
	}
	x.identify(o.DeliveryID, e)
	x.identify(o.DedupKey, e)
	for _, name := range []string{o.Worth.Document, o.Subject} {
		if name != "" {
			x.hold(x.byName, name, nameOf{e.subject, name})
			x.hold(x.byName, name[strings.LastIndexByte(name, '/')+1:], nameOf{e.subject, name})
		}
	}
	if o.Reference != "" {
		e.answers = append(e.answers, o.Reference)
		x.hold(x.byReference, o.Reference, nameOf{e.subject, ""})
	}
	e.worths = append(e.worths, o.Worth)
	e.DeliveryIDs = append(e.DeliveryIDs, o.DeliveryID)
	e.delivered = e.delivered || o.State == Delivered
	e.bookable = e.bookable || o.Bookable
	e.owed = e.owed || o.Bookable && o.State == Delivered
	e.deleted = e.deleted || o.Worth.Deleted && (o.Tried || o.State == Delivered)
	e.state = o.State
}

// subjectOf is what a delivery's event is about.
func (x *appIndex) subjectOf(o *Owed) *subject {
	name := named{o.Provider, cmp.Or(o.Worth.Document, o.Subject, o.EventID)}
	s := x.subjects[name]
	if s == nil {
		s = &subject{Finding: Finding{Provider: o.Provider, Document: cmp.Or(o.Worth.Document, o.Subject)}}
		x.subjects[name] = s
	}
	return s
}

func (x *appIndex) identify(id string, e *appEvent) {
	switch known := x.byIdentity[id]; {
	case known == nil:
		x.byIdentity[id] = &identified{appEvent: e}
	case known.appEvent != e:
		known.shared = true
	}
}

func (x *appIndex) hold(in map[string]*holders, key string, name nameOf) {
	h := in[key]
	if h == nil {
		h = &holders{}
		in[key] = h
	}
	// Under a bare id and under its whole name: the key tells these apart.
	if mark := (nameOf{name.subject, key + "\x00" + name.name}); !x.held[mark] {
		x.held[mark] = true
		h.all = append(h.all, name)
		name.held = append(name.held, h)
	}
}

// assign finds what an item is about, and reports whether there is anything.
func (x *appIndex) assign(item *ObservedItem) bool {
	ids := []string{item.EventID, item.ID, item.DocumentID}
	for _, id := range ids {
		if found := x.byIdentity[id]; id != "" && found != nil && !found.shared { // Finpilo's is that of a document: it may have been sent more than once
			found.items = append(found.items, item)
			return true
		}
	}
	for _, id := range ids {
		if found := x.byName[id]; id != "" && found != nil {
			found.claim(item)
			return true
		}
	}
	for _, reference := range append(ids, item.Reference) {
		if found := x.byReference[reference]; reference != "" && found != nil {
			found.claim(item)
			return true
		}
	}
	return false
}

// claim gives an item to its subject. Where it may be about several, those that are to be booked come first; if there are
// several even then, nothing is said but that they are there.
func (h *holders) claim(item *ObservedItem) {
	if !h.settled {
		h.settled = true
		if bookable := slices.DeleteFunc(slices.Clone(h.all), func(s nameOf) bool { return !s.bookable }); len(bookable) > 0 {
			h.all = bookable
		}
	}
	if len(h.all) > 1 {
		h.claimed = true
		return
	}
	s := h.all[0].subject
	s.items, s.names = append(s.items, item), append(s.names, h.all[0].name)
}
