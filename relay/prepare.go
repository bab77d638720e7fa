package relay

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

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
	if router, routes := dialect.(Router); routes && request.SubscriptionID == "" {
		to, blame := e.route(router, event)
		if len(to) == 0 {
			lost, err := e.newLost(request, event, blame, dialect)
			p.Deliveries = []Delivery{lost}
			return p, err
		}
		subs = to
	}
	if len(subs) == 0 { // the edits are checked all the same
		_, err := e.newLost(request, event, nil, dialect)
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

// route lets the product choose where an event goes.
func (e *Engine) route(router Router, event *Event) (to []*Subscription, blame *Subscription) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var subs []*Subscription
	for _, id := range e.order {
		if sub := e.subs[id]; sub.Provider == event.Provider {
			subs = append(subs, sub)
		}
	}
	return router.Route(event, subs)
}

// newLost is the delivery of an event that has nowhere to go. blame is the subscription that should have told where; nil
// where there is none.
func (e *Engine) newLost(request *PublishRequest, event *Event, blame *Subscription, dialect Dialect) (Delivery, error) {
	sub := blame
	if sub == nil {
		sub = &Subscription{Provider: event.Provider, URL: "http://127.0.0.1/"}
		if err := dialect.Prepare(sub, e.Chance); err != nil {
			return Delivery{}, err
		}
	}
	d, err := e.newDelivery(request, event, sub, dialect)
	d.URL = ""
	d.State, d.Reason, d.DueAt, d.SettledAt = Failed, ReasonNoTarget, time.Time{}, event.CreatedAt
	return d, err
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
		Chance: e.Chance, Key: strconv.FormatUint(number, 10), Number: number, Now: event.OccurredAt, BaseURL: e.BaseURL, FileURL: e.FileURL,
		ContextOnly: len(request.Data) > 0,
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
	event.Data = setData(event.Data, request.Set, dialect.DataPath(event.Type))
	if len(request.Context) > 0 {
		event.Context = request.Context
	}
	event.DialectID = dialect.Identify(event, e.Chance)
	event.Subject = dialect.Subject(event)
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
		Event: event, Subscription: sub, DeliveryID: d.ID, Chance: e.Chance, BaseURL: e.BaseURL, FileURL: e.FileURL,
		EventTypes: e.types[event.Provider],
	})
	if err != nil {
		return Delivery{}, err
	}
	d.DialectID = message.DialectID
	edits := request.Set
	if message.Reshaped {
		edits = besideData(edits, event.Data, dialect.DataPath(event.Type))
	}
	if d.Body, err = applySet(message.Body, edits, dialect.IdentityKeys()); err != nil {
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
