package check

import (
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Webhook is one event as it goes to the receiver.
type Webhook struct {
	Type      string
	DialectID string // empty where the product has none
	Body      []byte

	event relay.Event // what it tells of
}

// maxDraws is how often a webhook is drawn until it is of ASCII alone. More than half of the samples are.
const maxDraws = 30

// New makes a webhook that the receiver has not seen, of one of the product's types, signed by nobody yet. data replaces the
// sample's; nil keeps it. A sample is of ASCII alone: a receiver that mangles other letters is told so by the cases about those, and
// not now and then by any other.
func (s *Session) New(eventType string, data []byte) (Webhook, error) {
	w, err := s.draw(eventType, data)
	for n := 1; n < maxDraws && err == nil && data == nil && !isASCII(w.Body); n++ {
		w, err = s.draw(eventType, nil)
	}
	return w, err
}

func isASCII(text []byte) bool {
	return !slices.ContainsFunc(text, func(b byte) bool { return b >= utf8.RuneSelf })
}

// draw makes one of whatever letters.
func (s *Session) draw(eventType string, data []byte) (Webhook, error) {
	s.made++
	n := strconv.FormatUint(s.made, 10)
	now := s.Clock.Now().UTC()
	event := relay.Event{
		ID: relay.EventPrefix + s.key(n), Provider: s.Traits.Name, Type: eventType, OccurredAt: now, CreatedAt: now,
	}
	// The number is what the samples make document numbers of; no two runs may share one.
	number := s.Chance.Uint64("check/number", s.RunID, 0)>>24 + s.made
	sample, err := s.Samples.Sample(event.Provider, eventType, relay.Draw{Chance: s.Chance, Key: s.key(n), Number: number, Now: now, BaseURL: "http://127.0.0.1:7117"})
	if err != nil {
		return Webhook{}, err
	}
	event.Data, event.Context = sample.Data, sample.Context
	if data != nil {
		event.Data = data
	}
	event.DialectID = s.Dialect.Identify(&event, s.Chance)
	event.Subject = s.Dialect.Subject(&event)
	var types []string
	for _, t := range s.Samples.Types(s.Traits.Name) {
		types = append(types, t.Name)
	}
	message, err := s.Dialect.Render(relay.RenderInput{
		Event: &event, Subscription: &s.sub, DeliveryID: relay.DeliveryPrefix + s.key(n), Chance: s.Chance, BaseURL: "http://127.0.0.1:7117", EventTypes: types,
	})
	if err != nil {
		return Webhook{}, fmt.Errorf("make a webhook of type %s: %w", eventType, err)
	}
	return Webhook{Type: eventType, DialectID: message.DialectID, Body: message.Body, event: event}, nil
}

// Usual makes a webhook of the type that a receiver most likely handles.
func (s *Session) Usual() (Webhook, error) { return s.New(usualType(s.Traits.Name), nil) }

// usualType is the event that books something where one does, and else the first of those that matter.
func usualType(provider string) string {
	switch provider {
	case "fintoro":
		return "invoices.paid"
	case "moneybird":
		return "sales_invoice_state_changed_to_paid"
	case "silverfin":
		return "permanent_document.processed"
	case "bookkeeper":
		return "payment.confirmed"
	}
	return "document.sent"
}

// Signing says how a webhook is signed where that is not the right way. The zero Signing is right.
type Signing struct {
	Secrets []string      // nil: those of the options
	Age     time.Duration // how old the timestamp is; negative: in the future
	Body    []byte        // what is signed; nil: what is sent
	ID      string        // the identity in the headers; empty: the webhook's
}

// Signed makes the request of a webhook.
func (s *Session) Signed(w Webhook, how Signing) (Request, error) {
	in := relay.SignInput{Now: s.Clock.Now().Add(-how.Age), Body: w.Body, DialectID: w.DialectID, URL: s.URL, Secrets: s.sub.ActiveSecrets(s.Clock.Now())}
	if how.Secrets != nil {
		in.Secrets = how.Secrets
	}
	if how.Body != nil {
		in.Body = how.Body
	}
	if how.ID != "" {
		in.DialectID = how.ID
	}
	headers, err := s.Dialect.Headers(in)
	if err != nil {
		return Request{}, err
	}
	return Request{Headers: headers, Body: w.Body}, nil
}

// tokenField is Moneybird's webhook_token among a subscription's own fields.
func tokenField(token string) ([]byte, error) {
	return json.Marshal(map[string]string{tokenPath: token})
}
