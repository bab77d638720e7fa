package relaytest

import (
	"fmt"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Subscription says what a subscription is to be like. The zero value takes every event of its product, with secrets drawn
// from the seed, sent as the product sends.
type Subscription struct {
	// Events are the types or groups of types that it takes. Nil: all of the product.
	Events []string
	// URLs are where single types go instead, for a product that routes by type.
	URLs map[string]string
	// Secret and Secret2 are what it signs or authenticates with. Empty: drawn.
	Secret, Secret2 string
	// Name is for people.
	Name string
	// Retry are the waits between attempts. Nil: the product's own; empty: one attempt only.
	Retry []time.Duration
	// Concurrency is how many attempts may be made at once. Zero: as many as the engine makes.
	Concurrency int
	// Ordered sends one after the other, in the order in which they were triggered.
	Ordered bool
	// AtMostOnce sends nothing again that may have arrived.
	AtMostOnce bool
	// NoProbe does not ask the URL first, as Moneybird does: the handler need not answer 200 yet.
	NoProbe bool
}

// Subscribe lets a product send its events to a URL, such as that of an httptest.Server or MockURL. What is returned holds
// the secrets. More than one Subscription is a mistake.
func (h *Relay) Subscribe(provider, url string, with ...Subscription) control.Subscription {
	h.t.Helper()
	s := optional(h, with)
	request := control.CreateSubscription{
		Provider: provider, URL: url, URLs: s.URLs, Events: s.Events, Secret: s.Secret, Secret2: s.Secret2, Name: s.Name, NoProbe: s.NoProbe,
	}
	if s.Retry != nil {
		request.Retry = control.Waits(waits(s.Retry))
	}
	if s.Concurrency != 0 {
		request.Concurrency = &s.Concurrency
	}
	if s.Ordered {
		request.Ordered = &s.Ordered
	}
	if s.AtMostOnce {
		request.AtMostOnce = &s.AtMostOnce
	}
	sub, err := h.client.Subscribe(h.t.Context(), request)
	return must(h, sub, err, fmt.Sprintf("subscribe %s to %s", url, provider))
}

// waits writes waits as the API reads them.
func waits(gaps []time.Duration) string {
	if len(gaps) == 0 {
		return "none"
	}
	texts := make([]string, len(gaps))
	for i, gap := range gaps {
		texts[i] = gap.String()
	}
	return strings.Join(texts, ",")
}

// Subscriptions are all that there are, with their secrets, those that an app has registered itself among them; oldest
// first.
func (h *Relay) Subscriptions() []control.Subscription {
	h.t.Helper()
	listed, err := h.client.Subscriptions(h.t.Context())
	subs := must(h, listed, err, "list subscriptions")
	for i := range subs {
		shown, err := h.client.RevealSubscription(h.t.Context(), subs[i].ID)
		subs[i] = must(h, shown, err, "show subscription "+subs[i].ID)
	}
	return subs
}

// Secret is what a subscription signs or authenticates with now.
func (h *Relay) Secret(sub control.Subscription) string {
	h.t.Helper()
	shown, err := h.client.RevealSubscription(h.t.Context(), sub.ID)
	return must(h, shown, err, "show subscription "+sub.ID).Secret
}

// Rotate puts a new secret in force, as the product does it: at once, or beside the old one for a while. What is returned
// holds it. More than one RotateSecret is a mistake.
func (h *Relay) Rotate(sub control.Subscription, with ...control.RotateSecret) control.Subscription {
	h.t.Helper()
	rotated, err := h.client.RotateSecret(h.t.Context(), sub.ID, optional(h, with))
	return must(h, rotated, err, "rotate the secret of "+sub.ID)
}

// Pause holds what a subscription owes and gets, until Resume.
func (h *Relay) Pause(sub control.Subscription) {
	h.t.Helper()
	paused, err := h.client.Pause(h.t.Context(), sub.ID)
	must(h, paused, err, "pause "+sub.ID)
}

// Resume lets a paused or disabled subscription send again.
func (h *Relay) Resume(sub control.Subscription) {
	h.t.Helper()
	resumed, err := h.client.Resume(h.t.Context(), sub.ID)
	must(h, resumed, err, "resume "+sub.ID)
}

// optional is what was given, or the zero value.
func optional[T any](h *Relay, given []T) (value T) {
	h.t.Helper()
	switch len(given) {
	case 0:
		return value
	case 1:
		return given[0]
	}
	h.t.Fatalf("relaytest: %d of %T are given; one is taken at most", len(given), value)
	return value
}
