package relay

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
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
}

// Published is an event with its deliveries, as stored.
type Published struct {
	Event      Event
	Deliveries []Delivery
}

// Publish stores events with their deliveries in one transaction, all or nothing, and returns after the commit. With an
// idempotency key, the same requests again return what was stored the first time (repeated is true); other requests
// under the same key are ErrConflict. Mistakes in a request are InputErrors, and then nothing was stored.
func (e *Engine) Publish(ctx context.Context, requests []PublishRequest, idempotencyKey string) (published []Published, repeated bool, err error) {
	batch := Batch{IdempotencyKey: idempotencyKey}
	if idempotencyKey != "" {
		text, err := json.Marshal(requests, json.Deterministic(true))
		if err != nil {
			return nil, false, fmt.Errorf("fingerprint the request: %w", err)
		}
		sum := sha256.Sum256(text)
		batch.Fingerprint = sum[:]
	}
	if idempotencyKey != "" {
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
		if err != nil {
			return nil, false, err
		}
		batch.Publications = append(batch.Publications, publication)
	}
	batch.LastID, batch.Events = e.ids.Last(), e.events.Load()
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
	e.wakeUp()
	return published, false, nil
}

// prepare makes one event and renders its deliveries.
func (e *Engine) prepare(request *PublishRequest) (Publication, error) {
	dialect, err := e.Dialect(request.Provider)
	if err != nil {
		return Publication{}, err
	}
	if err := e.checkType(request.Provider, request.Type); err != nil {
		return Publication{}, err
	}
	subs, err := e.receiversOf(request, dialect)
	if err != nil {
		return Publication{}, err
	}
	event, err := e.newEvent(request, dialect)
	if err != nil {
		return Publication{}, err
	}
	p := Publication{Event: event}
	if len(subs) == 0 { // the edits are checked all the same
		probe := &Subscription{Provider: event.Provider, URL: "http://127.0.0.1/"}
		if err := dialect.Prepare(probe, e.Chance); err != nil {
			return Publication{}, err
		}
		_, err := e.newDelivery(request, event, probe, dialect)
		return p, err
	}
	for _, sub := range subs {
		d, err := e.newDelivery(request, event, sub, dialect)
		if err != nil {
			return Publication{}, err
		}
		p.Deliveries = append(p.Deliveries, d)
	}
	return p, nil
}

// receiversOf resolves which subscriptions get the event.
func (e *Engine) receiversOf(request *PublishRequest, dialect Dialect) ([]*Subscription, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if id := request.SubscriptionID; id != "" {
		sub := e.subs[id]
		switch {
		case sub == nil:
			return nil, fmt.Errorf("subscription %s: %w", id, ErrNotFound)
		case sub.Provider != request.Provider:
			return nil, &InputError{Field: "subscription_id", Problem: fmt.Sprintf("%s is a subscription of %s", id, sub.Provider)}
		case !sub.State.Takes():
			return nil, fmt.Errorf("subscription %s is %s and takes no new events: %w", id, sub.State, ErrConflict)
		case !dialect.Takes(sub.Events, request.Type):
			return nil, &InputError{Field: "subscription_id", Problem: fmt.Sprintf("%s does not take %s", id, request.Type)}
		}
		return []*Subscription{sub}, nil
	}
	var subs []*Subscription
	for _, id := range e.order {
		sub := e.subs[id]
		if sub.Provider == request.Provider && sub.State.Takes() && dialect.Takes(sub.Events, request.Type) {
			subs = append(subs, sub)
		}
	}
	return subs, nil
}

// newEvent draws the sample, puts the given data in, and names the event.
func (e *Engine) newEvent(request *PublishRequest, dialect Dialect) (*Event, error) {
	now := e.Clock.Now()
	event := &Event{
		ID: e.ids.New(EventPrefix, now), Provider: request.Provider, Type: request.Type,
		OccurredAt: request.OccurredAt.UTC(), CreatedAt: now,
	}
	if request.OccurredAt.IsZero() {
		event.OccurredAt = now
	}
	number := e.events.Add(1)
	sample, err := e.Samples.Sample(event.Provider, event.Type, Draw{
		Chance: e.Chance, Key: strconv.FormatUint(number, 10), Number: number, Now: event.OccurredAt, BaseURL: e.BaseURL,
	})
	if err != nil {
		return nil, err
	}
	event.Data, event.Context = sample.Data, sample.Context
	if len(request.Data) > 0 {
		if event.Data, err = checkData(request.Data); err != nil {
			return nil, err
		}
	}
	event.DialectID = dialect.Identify(event, e.Chance)
	return event, nil
}

// checkData takes JSON in strictly (no duplicate keys, valid UTF-8) and keeps its bytes but for blanks around them.
func checkData(data []byte) ([]byte, error) {
	if len(data) > MaxDataBytes {
		return nil, &InputError{Field: "data", Problem: fmt.Sprintf("it has %d bytes; %d are allowed", len(data), MaxDataBytes)}
	}
	if err := CheckJSON(data); err != nil {
		return nil, &InputError{Field: "data", Problem: fmt.Sprintf("it is not valid JSON: %v", err)}
	}
	return bytes.Clone(bytes.TrimSpace(data)), nil
}

// CheckJSON says why text is not one strict JSON value: no duplicate keys, valid UTF-8, nothing behind it.
func CheckJSON(text []byte) error {
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	if err := dec.SkipValue(); err != nil {
		if errors.Is(err, io.EOF) {
			return errors.New("there is nothing in it")
		}
		return err
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("something follows the value, after offset %d", dec.InputOffset())
	}
	return nil
}

// newDelivery renders the body for one subscription.
func (e *Engine) newDelivery(request *PublishRequest, event *Event, sub *Subscription, dialect Dialect) (Delivery, error) {
	d := Delivery{
		ID: e.ids.New(DeliveryPrefix, event.CreatedAt), EventID: event.ID, SubscriptionID: sub.ID,
		Provider: event.Provider, Type: event.Type, URL: sub.URLFor(event.Type),
		State: Pending, DueAt: event.CreatedAt, CreatedAt: event.CreatedAt,
	}
	message, err := dialect.Render(RenderInput{
		Event: event, Subscription: sub, DeliveryID: d.ID, Chance: e.Chance, BaseURL: e.BaseURL,
		EventTypes: e.types[event.Provider],
	})
	if err != nil {
		return Delivery{}, err
	}
	d.DialectID = message.DialectID
	if d.Body, err = applySet(message.Body, request.Set, dialect.IdentityKeys()); err != nil {
		return Delivery{}, err
	}
	switch {
	case len(d.Body) > MaxDataBytes:
		return Delivery{}, &InputError{Field: "data", Problem: fmt.Sprintf("the body has %d bytes; %d are allowed", len(d.Body), MaxDataBytes)}
	case d.URL == "":
		d.State, d.Reason, d.DueAt, d.SettledAt = Failed, ReasonNoTarget, time.Time{}, event.CreatedAt
	case sub.State == Paused:
		d.State = Held
	}
	return d, nil
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
			d.Body = nil
			changes = append(changes, Change{Kind: DeliveryChanged, At: d.CreatedAt, Delivery: &d})
		}
	}
	if stored {
		e.Changes.Add(changes...)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range batch.Publications {
		for j := range batch.Publications[i].Deliveries {
			d := &batch.Publications[i].Deliveries[j]
			l := e.lines[d.SubscriptionID]
			if l == nil {
				continue
			}
			var due *Due
			if stored && d.State == Pending {
				due = &Due{DeliveryID: d.ID, SubscriptionID: d.SubscriptionID, DueAt: d.DueAt}
			}
			l.settled(d.ID, due)
		}
	}
	e.calmer.Broadcast()
}
