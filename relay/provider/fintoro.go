package provider

import (
	"errors"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

type fintoro struct{}

// Fintoro returns the dialect of Fintoro: a thin body, signed alone. It borrows the header names of Standard Webhooks
// and its whsec_ prefix, but is not Standard Webhooks. Source: vendor documentation.
func Fintoro() relay.Dialect { return fintoro{} }

func (fintoro) Traits() relay.Traits {
	schedule := retry.Gaps(10*time.Second, 100*time.Second, 1000*time.Second, 10000*time.Second)
	return relay.Traits{
		Name:             "fintoro",
		Title:            "Fintoro",
		Auth:             "webhook-signature: hex HMAC-SHA256 of the body alone",
		DedupKey:         "webhook-id, which is the body's id",
		SuccessRule:      "any 2xx",
		Timeout:          10 * time.Second,
		Schedule:         schedule,
		SecretNames:      []string{"signing secret"},
		SignatureHeaders: []string{"webhook-signature"},
		SignsTime:        true,
		TypePath:         "type",
		URLRule: relay.URLRule{
			HTTPSOnly:  relay.Demand{Text: "Fintoro sends to https only", Source: relay.Documented},
			NoUserinfo: relay.Demand{Text: "Fintoro refuses a user or password in the URL", Source: relay.Documented},
			PublicOnly: relay.Demand{
				Text:   "Fintoro sends to hosts with a public address only: localhost, .local, private, loopback, link-local and reserved ones are refused",
				Source: relay.Documented,
			},
			MaxLength: 2048, LengthFrom: relay.Documented,
		},
		ThinEvents: true,
		Facts:      append(fintoroFacts(schedule), sharedFacts()...),
	}
}

func fintoroFacts(schedule retry.Schedule) []relay.Fact {
	return []relay.Fact{
		{Name: "auth", Value: "webhook-signature, an HMAC-SHA256 with the subscription's secret; webhook-id and webhook-timestamp stand beside it", Source: relay.Documented},
		{Name: "signed_bytes", Value: "the raw body alone: neither id nor timestamp is covered, so the same body with fresh headers still verifies", Source: relay.Documented},
		{Name: "key_bytes", Value: "the whole secret as UTF-8, whsec_fintoro_ included", Source: relay.Documented},
		{Name: "encoding", Value: "bare lower-case hex: no version, no list", Source: relay.Documented},
		{Name: "standard_webhooks", Value: "not followed in spite of the header names: another signed text, another key, another encoding", Source: relay.Documented},
		{Name: "secret_shape", Value: "whsec_fintoro_ and 32 hex digits, as in the one example the vendor shows", Source: relay.Chosen},
		{Name: "rotation", Value: "rotate-secret makes a new secret and the old one ends at once: never two signatures", Source: relay.Documented},
		{Name: "dedup", Value: "webhook-id, equal to the body's id and the same on every retry", Source: relay.Documented},
		{Name: "timestamp", Value: "webhook-timestamp is in Unix seconds at the time of sending, so it changes with every attempt", Source: relay.Documented},
		{Name: "tolerance", Value: "the vendor's sample receiver refuses a timestamp more than 300 s off", Source: relay.Documented},
		{Name: "success", Value: "any 2xx", Source: relay.Documented},
		{Name: "timeout", Value: "10s", Source: relay.Documented},
		{Name: "retries", Value: "5 attempts in all, waiting about 10, 100, 1000 and 10000 s after the one before", Source: relay.Documented},
		{Name: "waits", Value: waits(schedule), Source: relay.Documented},
		{Name: "failures", Value: "any status but 2xx, no answer in time, a network error, or a URL that fails the check before sending (then nothing is sent)", Source: relay.Documented},
		{Name: "after_last_retry", Value: "the delivery has failed for good; the subscription stays as it is", Source: relay.Documented},
		{Name: "guarantee", Value: "at least once", Source: relay.Documented},
		{Name: "body", Value: "exactly id, type, occurredAt and resource {type, id}: no snapshot, URL, company or API version", Source: relay.Documented},
		{Name: "body_order", Value: "the keys in the order of the vendor's example, without blanks", Source: relay.Chosen},
		{Name: "occurred_at", Value: "ISO 8601 in UTC, whole seconds and Z as in the vendor's example", Source: relay.Documented},
		{Name: "resource_type", Value: "the singular in camelCase, such as bankAccount for bank-accounts.created", Source: relay.Documented},
		{Name: "company_key", Value: "the vendor's Node sample reads event.company.id, which its field table does not have; it is not sent", Source: relay.Documented},
		{Name: "event_types", Value: "53", Source: relay.Documented},
		{Name: "follow_up", Value: "the receiver fetches the record, such as GET /invoices/301; after a deletion it may be gone", Source: relay.Documented},
		{Name: "follow_up_here", Value: "every kind of record can be fetched under /fintoro/api/public/v1, with the keys of the vendor's API description; what events do not tell is made up", Source: relay.Chosen},
		{Name: "follow_up_unnamed", Value: "a record that no event named exists as well, as of the first of the year; after a deletion it answers 404", Source: relay.Chosen},
		{Name: "follow_up_received", Value: "the details of received invoices and receipts are not documented: path and keys are ours", Source: relay.Chosen},
		{Name: "header_casing", Value: "lower case, as the vendor writes the names", Source: relay.Chosen},
		{Name: "url_rules", Value: "https, no userinfo, a host with a public address: checked on saving and before every send", Source: relay.Documented},
		{Name: "local_urls", Value: "http and any host are taken here and marked as what the vendor would refuse; a strict server refuses them on saving (422) and before every send (blocked, which costs a try), by every address of the host and the one dialled", Source: relay.Chosen},
		{Name: "management_api", Value: "https://app.fintoro.sk/api/public/v1/webhook-subscriptions with a company's bearer token", Source: relay.Documented},
		{Name: "management_base", Value: "/fintoro/api/public/v1 here: all six calls of webhook-subscriptions, and whoami", Source: relay.Chosen},
		{Name: "idempotency", Value: "a create with the Idempotency-Key of an earlier one gets the same answer, the secret included; with another payload it is refused", Source: relay.Documented},
		{Name: "idempotency_key", Value: "1 to 255 characters, kept per company for good; payloads are the same when their fields are, however they are written", Source: relay.Chosen},
		{Name: "inactive", Value: "isActive false stops new deliveries and keeps the history", Source: relay.Documented},
		{Name: "inactive_pending", Value: "what is pending by then goes on", Source: relay.Chosen},
		{Name: "disabled", Value: "disabledAt and disabledReason tell of a subscription disabled by hand: `ledgerhook subscriptions disable`", Source: relay.Documented},
		{Name: "ids", Value: "a subscription and its company have integers as ids", Source: relay.Documented},
		{Name: "company", Value: "each bearer token owns a company of its own, with a number hashed from it; the issued token's is 15, as in the vendor's example, and has what was made by hand", Source: relay.Chosen},
		{Name: "forbidden", Value: "403 where a token or company lacks permission", Source: relay.Documented},
		{Name: "forbidden_here", Value: "a token that ends in :member reads and changes no webhooks", Source: relay.Chosen},
		{Name: "rate_limit", Value: "120 calls of the API a minute and company; X-RateLimit-Limit and -Remaining in every answer, Retry-After and X-RateLimit-Reset with a 429", Source: relay.Documented},
		{Name: "rate_limit_window", Value: "the minute begins with the first call and is the machine's, also under a virtual clock; X-RateLimit-Reset is in Unix seconds", Source: relay.Chosen},
		{Name: "undocumented", Value: "not in the vendor's API, so ours where we offer it: a test event, a list of deliveries", Source: relay.Chosen},
	}
}

func (f fintoro) Prepare(sub *relay.Subscription, chance relay.Chance) error {
	return needs{
		traits:   f.Traits(),
		required: 1,
		draw: func(int) string {
			return fintoroSecret(chance, sub.ID, 0)
		},
		own: []ownField{
			{"webhook_id", "an integer", isInteger, drawNumber(chance, "fintoro/webhook_id", sub.ID, 100_000, 2_000_000_000)},
			{"company_id", "an integer", isInteger, func() jsontext.Value { return jsontext.Value("15") }},
		},
	}.fill(sub)
}

func (fintoro) Takes(events []string, eventType string) bool { return takesByName(events, eventType) }

func (fintoro) Identify(event *relay.Event, chance relay.Chance) string {
	return uuid4(chance, "fintoro/event", event.ID)
}

// DataPath is the resource.
func (fintoro) DataPath(string) string { return "resource" }

// Subject is the resource, such as invoice/4812. Source: vendor documentation.
func (fintoro) Subject(event *relay.Event) string {
	o, err := readObject(event.Data)
	if err != nil || o.text("type") == nil || !isInteger(o.get("id")) {
		return ""
	}
	return unquote(o.get("type")) + "/" + string(o.get("id"))
}

// PushID is empty: the identity, if any, is the event's.
func (fintoro) PushID(string, relay.Chance) string { return "" }

// Render writes the thin body: exactly these keys. Source: vendor documentation.
func (f fintoro) Render(in relay.RenderInput) (relay.Message, error) {
	const hint = `Fintoro's data is the resource, such as {"type":"invoice","id":4812}`
	o, err := readObject(in.Event.Data)
	if err != nil {
		return relay.Message{}, &relay.InputError{Field: "data", Problem: err.Error(), Hint: hint}
	}
	for _, m := range o.members {
		if m.name != "type" && m.name != "id" {
			return relay.Message{}, &relay.InputError{Field: "data", Problem: "it has the key " + strconv.Quote(m.name), Hint: hint}
		}
	}
	if o.text("type") == nil || !isInteger(o.get("id")) {
		return relay.Message{}, &relay.InputError{Field: "data", Problem: "it lacks a type in words and an id that is an integer", Hint: hint}
	}
	id := in.Event.DialectID
	if id == "" {
		id = f.Identify(in.Event, in.Chance)
	}
	var resource, b body
	resource.raw("type", o.get("type"))
	resource.raw("id", o.get("id"))
	b.text("id", id)
	b.text("type", in.Event.Type)
	b.text("occurredAt", wireTime(in.Event.OccurredAt))
	inner, err := resource.done()
	if err != nil {
		return relay.Message{}, err
	}
	b.raw("resource", inner)
	rendered, err := b.done()
	return relay.Message{Body: rendered, DialectID: id}, err
}

func (fintoro) IdentityKeys() []string { return []string{"id", "type"} }

// SecretPaths is empty: a thin body holds no credential.
func (fintoro) SecretPaths() []string { return nil }

// Headers sign the raw body only, with the whole secret as the key. Since the timestamp is not covered, the signature
// is the same on every attempt. Source: vendor documentation.
func (fintoro) Headers(in relay.SignInput) ([]relay.Header, error) {
	if len(in.Secrets) == 0 {
		return nil, errors.New("fintoro: no signing secret is active")
	}
	return []relay.Header{
		contentType(),
		{Name: "webhook-id", Value: in.DialectID},
		{Name: "webhook-timestamp", Value: strconv.FormatInt(in.Now.Unix(), 10)},
		{Name: "webhook-signature", Value: hmacHex(in.Secrets[0], in.Body)},
	}, nil
}

// Judge takes any 2xx. Source: vendor documentation.
func (fintoro) Judge(response *relay.Response) relay.Judgement { return judge2xx(response) }
