package bench

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// mockTraffic is what the mock is sent: of each product an event that it books, and of Fintoro, whose events carry no
// amount, one that it only verifies.
func mockTraffic() []traffic {
	return []traffic{
		{provider: "finpilo", eventType: "document.sent", key: "bench-0123456789abcdef", answer: http.StatusOK, books: true},
		{provider: "fintoro", eventType: "invoices.paid", answer: http.StatusNoContent},
		{provider: "moneybird", eventType: "sales_invoice_state_changed_to_open", answer: http.StatusOK, books: true},
		{provider: "bookkeeper", eventType: "payment.confirmed", answer: http.StatusOK, books: true},
	}
}

// traffic is one product's.
type traffic struct {
	provider, eventType string
	key                 string // to sign with; empty: one is drawn
	answer              int    // the status of what is accepted
	books               bool   // every new one makes a posting
}

// pattern is a webhook as its product sends it. Copies of it differ in the identities of the event and of the record that
// it is about. Safe for concurrent use once it is made.
type pattern struct {
	traffic
	dialect   relay.Dialect
	sub       relay.Subscription
	text      []byte // a rendered body
	dialectID string
	slots     []int // where in the text the digits of an identity stand
}

// identityDigits are the last characters of an identity, which copies write their number into.
const identityDigits = 12

// newPattern renders a sample.
func newPattern(samples *fixtures.Catalogue, t traffic) (*pattern, error) {
	p := &pattern{traffic: t, sub: relay.Subscription{ID: "sub_bench", Provider: t.provider, URL: "http://127.0.0.1/" + t.provider}}
	p.dialect, _ = provider.ByName(t.provider)
	chance, now := relay.Chance{Seed: 1}, relay.RealClock{}.Now()
	if t.key != "" {
		p.sub.Secrets = []relay.Secret{{Value: t.key}}
	}
	if err := p.dialect.Prepare(&p.sub, chance); err != nil {
		return nil, fmt.Errorf("subscribe to %s: %w", t.provider, err)
	}
	const base = "http://127.0.0.1:7117"
	sample, err := samples.Sample(t.provider, t.eventType, relay.Draw{Chance: chance, Key: "bench", Number: 1, Now: now, BaseURL: base})
	if err != nil {
		return nil, err
	}
	event := relay.Event{ID: "evt_bench", Provider: t.provider, Type: t.eventType, Data: sample.Data, Context: sample.Context, OccurredAt: now, CreatedAt: now}
	event.DialectID = p.dialect.Identify(&event, chance)
	message, err := p.dialect.Render(relay.RenderInput{Event: &event, Subscription: &p.sub, DeliveryID: "dlv_bench", Chance: chance, BaseURL: base})
	if err != nil {
		return nil, fmt.Errorf("render %s of %s: %w", t.eventType, t.provider, err)
	}
	p.text, p.dialectID = message.Body, message.DialectID
	_, record, _ := strings.Cut(p.dialect.Subject(&event), "/")
	p.findSlots(p.dialectID)
	if record != p.dialectID {
		p.findSlots(record)
	}
	return p, nil
}

// findSlots notes where an identity stands. One too short to be numbered stays the same in all copies.
func (p *pattern) findSlots(identity string) {
	if len(identity) < identityDigits {
		return
	}
	for from := 0; ; {
		at := bytes.Index(p.text[from:], []byte(identity))
		if at < 0 {
			return
		}
		from += at + len(identity)
		p.slots = append(p.slots, from-identityDigits)
	}
}

// secrets are what the mock verifies with.
func (p *pattern) secrets() []string { return p.sub.ActiveSecrets(relay.RealClock{}.Now()) }

// webhook is a request as it goes over the wire.
type webhook struct {
	headers []relay.Header
	body    []byte
}

// sign makes the n-th webhook of a run, with the headers that the product would send now.
func (p *pattern) sign(run, n int) (webhook, error) {
	number := fmt.Sprintf("%04d%08d", run, n)
	body := bytes.Clone(p.text)
	for _, at := range p.slots {
		copy(body[at:], number)
	}
	id := p.dialectID
	if len(id) >= identityDigits {
		id = id[:len(id)-identityDigits] + number
	}
	headers, err := p.dialect.Headers(relay.SignInput{
		Now: relay.RealClock{}.Now(), Body: body, DialectID: id, URL: p.sub.URL, Secrets: p.secrets(),
	})
	if err != nil {
		return webhook{}, fmt.Errorf("sign %s of %s: %w", p.eventType, p.provider, err)
	}
	return webhook{headers, body}, nil
}
