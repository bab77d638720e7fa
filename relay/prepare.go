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
	a, err := e.address(request, e.ids, func() uint64 { return e.events.Add(1) })
	if err != nil {
		return Publication{}, err
	}
	p := Publication{Event: a.event}
	if len(a.to) == 0 { // the edits are checked all the same
		lost, err := e.newLost(a, request)
		if a.routed {
			p.Deliveries = []Delivery{lost}
		}
		return p, err
	}
	for _, sub := range a.to {
		d, err := e.newDelivery(a, request, sub)
		if err != nil {
			return Publication{}, err
		}
		p.Deliveries = append(p.Deliveries, d)
	}
	return p, nil
}

// addressed is an event with those that it goes to.
type addressed struct {
	dialect Dialect
	ids     *IDs // what its deliveries are named by
	event   *Event
	to      []*Subscription
	routed  bool          // the product chose where it goes: an event that has nowhere to go is one failed delivery
	blame   *Subscription // that should have told where; nil where there is none
}

// address makes one event, and finds where it goes. number draws its running number.
func (e *Engine) address(request *PublishRequest, ids *IDs, number func() uint64) (*addressed, error) {
	dialect, err := e.Dialect(request.Provider)
	if err != nil {
		return nil, err
	}
	if err := e.checkType(request.Provider, request.Type); err != nil {
		return nil, err
	}
	subs, err := e.receiversOf(request, dialect)
	if err != nil {
		return nil, err
	}
	a := &addressed{dialect: dialect, ids: ids, to: subs}
	if a.event, err = e.newEvent(a, request, number()); err != nil {
		return nil, err
	}
	if router, routes := dialect.(Router); routes && request.SubscriptionID == "" {
		a.routed = true
		a.to, a.blame = e.route(router, a.event)
	}
	return a, nil
}

// receiversOf resolves which subscriptions get the event. One to a hook gets it only where it is named.
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
		if sub.Provider == request.Provider && sub.Hook == "" && sub.State.Takes() && dialect.Takes(sub.Events, request.Type) {
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
		if sub := e.subs[id]; sub.Provider == event.Provider && sub.Hook == "" {
			subs = append(subs, sub)
		}
	}
	return router.Route(event, subs)
}

// newLost is the delivery of an event that has nowhere to go.
func (e *Engine) newLost(a *addressed, request *PublishRequest) (Delivery, error) {
	sub := a.blame
	if sub == nil {
		sub = &Subscription{Provider: a.event.Provider, URL: "http://127.0.0.1/"}
		if err := a.dialect.Prepare(sub, e.Chance); err != nil {
			return Delivery{}, err
		}
	}
	d, err := e.newDelivery(a, request, sub)
	d.URL = ""
	d.State, d.Reason, d.DueAt, d.SettledAt = Failed, ReasonNoTarget, time.Time{}, a.event.CreatedAt
	return d, err
}

// newEvent draws the sample, puts the given data in, and names the event.
func (e *Engine) newEvent(a *addressed, request *PublishRequest, number uint64) (*Event, error) {
	now := e.Clock.Now()
	event := &Event{
		ID: a.ids.New(EventPrefix, now), Provider: request.Provider, Type: request.Type,
		OccurredAt: request.OccurredAt.UTC(), CreatedAt: now,
	}
	if request.OccurredAt.IsZero() {
		event.OccurredAt = now
	}
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
	event.Data = setData(event.Data, request.Set, a.dialect.DataPath(event.Type))
	if len(request.Context) > 0 {
		event.Context = request.Context
	}
	if len(request.Record) > 0 {
		if event.Context, err = contextOf(a.dialect.Traits(), request.Record); err != nil {
			return nil, err
		}
	}
	event.DialectID = a.dialect.Identify(event, e.Chance)
	event.Subject = a.dialect.Subject(event)
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
func (e *Engine) newDelivery(a *addressed, request *PublishRequest, sub *Subscription) (Delivery, error) {
	event, dialect := a.event, a.dialect
	d := Delivery{
		ID: a.ids.New(DeliveryPrefix, event.CreatedAt), EventID: event.ID, SubscriptionID: sub.ID,
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
