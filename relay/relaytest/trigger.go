package relaytest

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Event is an event that happened at a product, and what is owed because of it.
type Event struct {
	control.Event
	// Deliveries are one for each subscription that takes it, as they were made. RequireDelivered tells how one ended.
	Deliveries []control.Delivery
}

// EventOf is the event of one delivery that came about otherwise than by Trigger, such as by a call of the product's API.
func EventOf(d control.Delivery) Event {
	return Event{Event: control.Event{ID: d.EventID, Provider: d.Provider, Type: d.Type, DialectID: d.DialectID}, Deliveries: []control.Delivery{d}}
}

// Set are edits of an event's body: a dotted path, and what encoding/json makes of the value.
type Set map[string]any

// Trigger lets an event happen at a product, with sample data that is edited where Set says so. It is sent at once, while
// the test goes on; Settle and what begins with Require wait for that. Where no subscription takes it the test ends.
func (h *Relay) Trigger(provider, eventType string, set ...Set) Event {
	h.t.Helper()
	request := control.PublishRequest{Provider: provider, Type: eventType}
	for path, value := range optional(h, set) {
		text, err := json.Marshal(value)
		if request.Set == nil {
			request.Set = map[string]json.RawMessage{}
		}
		request.Set[path] = must(h, text, err, fmt.Sprintf("trigger %s %s: set %s", provider, eventType, path))
	}
	return h.Publish(request)
}

// Publish is Trigger for an event that brings its own data, or happened at another time, or is for one subscription.
func (h *Relay) Publish(request control.PublishRequest) Event {
	h.t.Helper()
	what := fmt.Sprintf("trigger %s %s", request.Provider, request.Type)
	p, err := h.client.Publish(h.t.Context(), request, "")
	published := must(h, p, err, what)
	if len(published.Deliveries) == 0 {
		h.t.Fatalf("relaytest: %s: no subscription takes it: %s", what, h.takers(request.Provider))
	}
	return Event{published.Event, published.Deliveries}
}

// takers tells which subscriptions a product has.
func (h *Relay) takers(provider string) string {
	h.t.Helper()
	listed, err := h.client.Subscriptions(h.t.Context())
	text := ""
	for _, sub := range must(h, listed, err, "list subscriptions") {
		if sub.Provider == provider {
			text += fmt.Sprintf("; %s is %s and takes %v", sub.ID, sub.State, sub.Events)
		}
	}
	if text == "" {
		return "there is none of " + provider + "; Subscribe makes one"
	}
	return text[len("; "):]
}

// Replay sends an event again by hand, as new deliveries with the same identity on the wire. More than one ReplayOptions
// is a mistake.
func (h *Relay) Replay(ev Event, with ...control.ReplayOptions) Event {
	h.t.Helper()
	options := optional(h, with)
	again := Event{Event: ev.Event}
	for _, d := range ev.Deliveries {
		replayed, err := h.client.ReplayWith(h.t.Context(), d.ID, options)
		again.Deliveries = append(again.Deliveries, must(h, replayed, err, "replay "+d.ID))
	}
	return again
}

// pageSize is how many of a list are asked for at once.
const pageSize = 1000

// Deliveries are all that a filter takes, in ledgerhook's filter language, such as "state:failed type:invoices.*"; empty:
// all. They are as they stand, without their attempts, oldest first.
func (h *Relay) Deliveries(filter string) []control.Delivery {
	h.t.Helper()
	return everything(h, "list deliveries "+filter, func(cursor string) ([]control.Delivery, string, error) {
		return h.client.Deliveries(h.t.Context(), control.DeliveryQuery{Filter: filter, Cursor: cursor, Limit: pageSize, OldestFirst: true})
	})
}

// Attempts are the HTTP exchanges of an event, delivery by delivery, with credentials masked.
func (h *Relay) Attempts(ev Event) []control.Attempt {
	h.t.Helper()
	var all []control.Attempt
	for _, d := range h.current(ev) {
		all = slices.Concat(all, d.Attempts)
	}
	return all
}

// current are the deliveries of an event as they stand, with their attempts.
func (h *Relay) current(ev Event) []control.Delivery {
	h.t.Helper()
	if len(ev.Deliveries) == 0 {
		h.t.Fatalf("relaytest: event %q has no deliveries", ev.ID)
	}
	shown := make([]control.Delivery, len(ev.Deliveries))
	for i := range ev.Deliveries {
		d, err := h.client.Delivery(h.t.Context(), ev.Deliveries[i].ID)
		shown[i] = must(h, d, err, "show delivery "+ev.Deliveries[i].ID)
	}
	return shown
}

// everything follows the cursors of a list to its end.
func everything[T any](h *Relay, what string, page func(cursor string) ([]T, string, error)) []T {
	h.t.Helper()
	var all []T
	for cursor := ""; ; {
		items, next, err := page(cursor)
		all = slices.Concat(all, must(h, items, err, what))
		if cursor = next; next == "" {
			return all
		}
	}
}
