package relay

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
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
	for i := range requests {
		publication, err := e.prepare(&requests[i])
		if err != nil {
			return nil, false, err
		}
		batch.Publications = append(batch.Publications, publication)
	}
	batch.LastID = e.ids.Last()
	eventIDs, repeated, err := e.Store.Publish(ctx, batch)
	if err != nil {
		return nil, false, err
	}
	if repeated {
		published, err = e.stored(ctx, eventIDs)
		return published, true, err
	}
	for _, p := range batch.Publications {
		published = append(published, Published{Event: *p.Event, Deliveries: p.Deliveries})
	}
	e.announce(published)
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
	sample, err := e.Samples.Sample(event.Provider, event.Type, Draw{
		Chance: e.Chance, Key: event.ID, Number: e.events.Add(1), Now: event.OccurredAt, BaseURL: e.BaseURL,
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
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	value, err := dec.ReadValue()
	if err == nil {
		value = value.Clone()
		if _, err = dec.ReadToken(); err == nil {
			err = errors.New("something follows the value")
		}
	}
	if !errors.Is(err, io.EOF) || len(value) == 0 {
		return nil, &InputError{Field: "data", Problem: fmt.Sprintf("it is not valid JSON: %v", err)}
	}
	return value, nil
}

// newDelivery renders the body for one subscription.
func (e *Engine) newDelivery(request *PublishRequest, event *Event, sub *Subscription, dialect Dialect) (Delivery, error) {
	d := Delivery{
		ID: e.ids.New(DeliveryPrefix, event.CreatedAt), EventID: event.ID, SubscriptionID: sub.ID,
		Provider: event.Provider, Type: event.Type, URL: sub.URLFor(event.Type),
		State: Pending, DueAt: event.CreatedAt, CreatedAt: event.CreatedAt,
	}
	message, err := dialect.Render(RenderInput{Event: event, Subscription: sub, DeliveryID: d.ID, Chance: e.Chance, BaseURL: e.BaseURL})
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

// stored reads events back that were published before.
func (e *Engine) stored(ctx context.Context, eventIDs []string) ([]Published, error) {
	published := make([]Published, 0, len(eventIDs))
	for _, id := range eventIDs {
		event, err := e.Store.Event(ctx, id)
		if err != nil {
			return nil, err
		}
		deliveries, _, err := e.Store.Deliveries(ctx, DeliveryQuery{EventID: id, Now: e.Clock.Now(), Limit: 1000})
		if err != nil {
			return nil, err
		}
		published = append(published, Published{Event: *event, Deliveries: deliveries})
	}
	return published, nil
}

// announce puts committed deliveries into their lines and tells the watchers.
func (e *Engine) announce(published []Published) {
	var changes []Change
	e.mu.Lock()
	for i := range published {
		changes = append(changes, Change{Kind: EventPublished, At: published[i].Event.CreatedAt, Event: &published[i].Event, ID: published[i].Event.ID})
		for j := range published[i].Deliveries {
			d := published[i].Deliveries[j]
			d.Body = nil
			changes = append(changes, Change{Kind: DeliveryChanged, At: d.CreatedAt, Delivery: &d})
			if l := e.lines[d.SubscriptionID]; l != nil && d.State == Pending {
				l.add(Due{DeliveryID: d.ID, SubscriptionID: d.SubscriptionID, DueAt: d.DueAt})
			}
		}
	}
	e.mu.Unlock()
	e.Changes.Add(changes...)
	e.wakeUp()
}
