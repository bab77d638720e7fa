package relay

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// MaxAsideBytes is how much of the body of a rejected request, or of a probe, is kept. Our choice.
const MaxAsideBytes = 64 << 10

// Take stores a request that came in, and where it goes on, the event that it tells with a delivery to each of the
// subscriptions named, in one transaction; it returns after the commit. The engine fills in the ID, and ReceivedAt where it
// is zero, and leaves hop-by-hop headers out. One that repeats another becomes no event. A subscription that is gone, or
// takes nothing new, gets nothing, and Problem says so. An error that wraps ErrUnavailable: nothing can be stored now.
func (e *Engine) Take(ctx context.Context, in Incoming, told Told, to []string) (Taken, error) {
	dialect, err := e.Dialect(in.Provider)
	if err != nil {
		return Taken{}, err
	}
	now := e.Clock.Now()
	in.ID = e.ids.New(IncomingPrefix, now)
	if in.ReceivedAt.IsZero() {
		in.ReceivedAt = now
	}
	in.ReceivedAt, in.Request.URL = in.ReceivedAt.UTC(), MaskURL(in.Request.URL)
	in.Request.Headers = EndToEnd(in.Request.Headers)
	in.EventType, in.DialectID = cmp.Or(in.EventType, told.Type), cmp.Or(in.DialectID, told.DialectID)
	if in.Verdict == IncomingRejected || in.Verdict == IncomingProbe {
		in.cut()
	}
	if !in.Verdict.GoesOn() {
		stored, err := e.Store.Take(ctx, Taking{Incoming: in, LastID: e.ids.Last(), Clock: e.virtualNow()})
		if err != nil {
			return Taken{}, err
		}
		e.tellIncoming(stored)
		return Taken{Incoming: stored}, nil
	}
	e.fate.RLock()
	defer e.fate.RUnlock()
	p := e.passedOn(dialect, &in, told, now, e.targets(&in, to))
	batch := Batch{Publications: []Publication{p}}
	e.hold(&batch)
	stored, err := e.Store.Take(ctx, Taking{Incoming: in, Publication: p, LastID: e.ids.Last(), Events: e.events.Load(), Clock: e.virtualNow()})
	if err == nil {
		e.tellIncoming(stored)
	}
	e.release(&batch, err == nil && stored.Verdict != IncomingRepeated)
	switch {
	case err != nil:
		return Taken{}, err
	case stored.Verdict != IncomingRepeated:
		return Taken{Incoming: stored, Event: p.Event, Deliveries: p.Deliveries}, nil
	}
	first, err := e.Store.Event(ctx, stored.EventID)
	if err != nil { // it is stored all the same, and whoever sent it may know
		e.Log.Error("read the event that a request repeats", "incoming", stored.ID, "error", err)
	}
	return Taken{Incoming: stored, Event: first}, nil
}

// cut keeps the beginning of a body that nobody needs whole.
func (in *Incoming) cut() {
	if whole := len(in.Request.Body); whole > MaxAsideBytes {
		in.Request.Body = bytes.Clone(in.Request.Body[:MaxAsideBytes])
		in.addProblem(fmt.Sprintf("of the body's %d bytes the first %d are kept", whole, MaxAsideBytes))
	}
}

// tellIncoming tells the watchers of a request that is stored.
func (e *Engine) tellIncoming(in Incoming) {
	e.tally.took(&in)
	in.Request.Headers, in.Request.Body = nil, nil
	e.Changes.Add(Change{Kind: IncomingTaken, At: in.ReceivedAt, Incoming: &in, ID: in.ID})
}

// targets are the subscriptions that get a request. The caller holds fate.
func (e *Engine) targets(in *Incoming, to []string) []*Subscription {
	var subs []*Subscription
	for _, id := range to {
		sub := e.subscription(id)
		switch {
		case sub == nil:
			in.addProblem(id + " did not get it: there is no such subscription")
		case sub.Provider != in.Provider:
			in.addProblem(fmt.Sprintf("%s did not get it: it is a subscription of %s", id, sub.Provider))
		case !sub.State.Takes():
			in.addProblem(fmt.Sprintf("%s did not get it: it is %s", id, sub.State))
		case !slices.Contains(subs, sub):
			subs = append(subs, sub)
		}
	}
	return subs
}

// ifJSON is a text where it is strict JSON, which an event's is; else nothing. What came is in the delivery's body all the same.
func ifJSON(text []byte) []byte {
	if CheckJSON(text) != nil {
		return nil
	}
	return text
}

// passedOn makes the event that a request tells, and its deliveries.
func (e *Engine) passedOn(dialect Dialect, in *Incoming, told Told, now time.Time, to []*Subscription) Publication {
	event := &Event{
		ID: e.ids.New(EventPrefix, now), Provider: in.Provider, Type: in.EventType, DialectID: in.DialectID,
		Data: ifJSON(told.Data), Context: ifJSON(told.Context), OccurredAt: told.OccurredAt.UTC(), CreatedAt: now,
	}
	if told.OccurredAt.IsZero() {
		event.OccurredAt = in.ReceivedAt
	}
	event.Subject = dialect.Subject(event)
	in.EventID = event.ID
	e.events.Add(1)
	p := Publication{Event: event}
	for _, sub := range to {
		d := Delivery{
			ID: e.ids.New(DeliveryPrefix, now), EventID: event.ID, SubscriptionID: sub.ID, Provider: event.Provider, Type: event.Type,
			URL: sub.URLFor(event.Type), IncomingID: in.ID, Passed: in.Request.Headers, DialectID: event.DialectID, Body: in.Request.Body,
			State: Pending, DueAt: now, CreatedAt: now,
		}
		switch {
		case d.URL == "":
			d.State, d.Reason, d.DueAt, d.SettledAt = Failed, ReasonNoTarget, time.Time{}, now
		case sub.State == Paused:
			d.State = Held
		}
		p.Deliveries = append(p.Deliveries, d)
	}
	return p
}
