package relay

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
)

// MaxDataBytes is the most that an event's data, and a body, may measure.
const MaxDataBytes = 1 << 20

// PublishRequest asks for one event.
type PublishRequest struct {
	Provider       string
	Type           string
	Data           []byte     // JSON that replaces the business part of the sample; empty: the sample
	Set            []SetValue // edits of the rendered bodies, in order
	OccurredAt     time.Time  // zero: now
	SubscriptionID string     // send to this one only; empty: to all that take the type
	Context        []byte     // replaces the sample's context: the product's own API knows what is around its event
	// Record is a JSON object: what a read of the record tells from now on, where the event itself only names it. It is laid
	// over what earlier events told, where null takes that back, and over the sample. Empty: nothing new. Only for a dialect with Traits.ThinEvents.
	Record []byte `json:",omitempty"` // so that a key's fingerprint without one stays what it was
}

// Published is an event with its deliveries, as stored.
type Published struct {
	Event      Event
	Deliveries []Delivery
}

// EventError says which of several requests for events, counted from 0, is the first with a mistake.
type EventError struct {
	Index int
	Err   error
}

func (e *EventError) Error() string { return fmt.Sprintf("events[%d]: %v", e.Index, e.Err) }

// Unwrap is the mistake.
func (e *EventError) Unwrap() error { return e.Err }

// Publish stores events with their deliveries in one transaction, all or nothing, and returns after the commit. With an
// idempotency key, the same requests again return what was stored the first time (repeated is true); other requests
// under the same key are ErrConflict. Mistakes in a request are InputErrors, and then nothing was stored; an EventError
// around one says in which of several requests it is.
func (e *Engine) Publish(ctx context.Context, requests []PublishRequest, idempotencyKey string) (published []Published, repeated bool, err error) {
	batch := Batch{IdempotencyKey: idempotencyKey}
	if idempotencyKey != "" {
		text, err := json.Marshal(requests, json.Deterministic(true))
		if err != nil {
			return nil, false, fmt.Errorf("fingerprint the request: %w", err)
		}
		sum := sha256.Sum256(text)
		batch.Fingerprint = sum[:]
		ids, found, err := e.Store.Published(ctx, idempotencyKey, batch.Fingerprint)
		if err != nil {
			return nil, false, err
		}
		if found {
			published, err = e.stored(ctx, ids)
			return published, true, err
		}
	}
	e.fate.RLock()
	defer e.fate.RUnlock()
	for i := range requests {
		publication, err := e.prepare(&requests[i])
		if err != nil && len(requests) > 1 {
			err = &EventError{Index: i, Err: err}
		}
		if err != nil {
			return nil, false, err
		}
		batch.Publications = append(batch.Publications, publication)
	}
	batch.LastID, batch.Events, batch.Clock = e.ids.Last(), e.events.Load(), e.virtualNow()
	e.hold(&batch)
	eventIDs, repeated, err := e.Store.Publish(ctx, batch)
	e.release(&batch, err == nil && !repeated)
	if err != nil {
		return nil, false, err
	}
	if repeated { // the same request came twice at once
		published, err = e.stored(ctx, eventIDs)
		return published, true, err
	}
	for _, p := range batch.Publications {
		published = append(published, Published{Event: *p.Event, Deliveries: p.Deliveries})
	}
	return published, false, nil
}

// stored reads events back that were published before, with the deliveries they were published with.
func (e *Engine) stored(ctx context.Context, eventIDs []string) ([]Published, error) {
	published := make([]Published, 0, len(eventIDs))
	for _, id := range eventIDs {
		event, err := e.Store.Event(ctx, id)
		if err != nil {
			return nil, err
		}
		p := Published{Event: *event}
		for query := (DeliveryQuery{EventID: id, Now: e.Clock.Now(), Limit: 1000}); ; {
			page, next, err := e.Store.Deliveries(ctx, query)
			if err != nil {
				return nil, err
			}
			p.Deliveries = append(p.Deliveries, page...)
			if query.Cursor = next; next == "" {
				break
			}
		}
		p.Deliveries = slices.DeleteFunc(p.Deliveries, func(d Delivery) bool { return d.ReplayOf != "" })
		slices.Reverse(p.Deliveries) // the newest came first
		published = append(published, p)
	}
	return published, nil
}

// hold keeps the lines from starting what is about to be stored, so that nobody hears of its end before its beginning.
func (e *Engine) hold(batch *Batch) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range batch.Publications {
		for j := range batch.Publications[i].Deliveries {
			d := &batch.Publications[i].Deliveries[j]
			if l := e.lines[d.SubscriptionID]; l != nil {
				l.hold(d.ID)
				e.inFlight++
			}
		}
	}
}

// release tells the watchers of what was stored and lets the lines have it; where nothing was stored, it is forgotten.
func (e *Engine) release(batch *Batch, stored bool) {
	var changes []Change
	for i := range batch.Publications {
		p := &batch.Publications[i]
		if p.Event != nil {
			event := *p.Event
			event.Data, event.Context = nil, nil
			changes = append(changes, Change{Kind: EventPublished, At: event.CreatedAt, Event: &event, ID: event.ID})
		}
		for _, d := range p.Deliveries {
			d.Body, d.Passed = nil, nil
			changes = append(changes, Change{Kind: DeliveryChanged, At: d.CreatedAt, Delivery: &d})
		}
	}
	if stored {
		for i := range changes {
			if changes[i].Kind == EventPublished {
				e.tally.published(changes[i].Event.Provider)
			}
		}
		e.Changes.Add(changes...)
	}
	var moved []Due // by a person, who saw them before the lines did
	e.mu.Lock()
	for i := range batch.Publications {
		for j := range batch.Publications[i].Deliveries {
			d := &batch.Publications[i].Deliveries[j]
			l := e.lines[d.SubscriptionID]
			if l == nil {
				continue
			}
			due := Due{DeliveryID: d.ID, SubscriptionID: d.SubscriptionID, DueAt: d.DueAt}
			switch {
			case !stored || d.State != Pending:
				e.settled(l, d.ID, nil)
			case l.flying[d.ID].doubt:
				moved = append(moved, due)
			default:
				e.settled(l, d.ID, &due)
				l.foresee(d)
			}
		}
	}
	e.look()
	e.mu.Unlock()
	for _, due := range moved {
		e.land(due, &due)
	}
}
