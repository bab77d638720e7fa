package provider

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// silverfinApplication is what the tokens are drawn for: they belong to the OAuth application and not to a webhook, so
// all subscriptions of one run share them. Source: product description.
const silverfinApplication = "silverfin-application"

// silverfinCompany stands in the body where neither the event nor the subscription names a company. Source: our choice.
const silverfinCompany = `{"id":88001,"name":"Example Works BV"}`

type silverfin struct{}

// Silverfin returns the dialect of Silverfin: two signatures of the body, always both, no id and no timestamp, and a
// subscription that ends for good when two days of retries have failed. Source: product description.
func Silverfin() relay.Dialect { return silverfin{} }

func (silverfin) Traits() relay.Traits {
	schedule := retry.Exponential(12, 42*time.Second, 2)
	return relay.Traits{
		Name:             "silverfin",
		Title:            "Silverfin",
		Auth:             "X-SF-SIGNATURE-1 and -2: hex HMAC-SHA256 of the body, one per application token",
		DedupKey:         "none: only the body itself",
		SuccessRule:      "any 2xx",
		Timeout:          10 * time.Second,
		Schedule:         schedule,
		Jitter:           0.004, // so little that all waits together stay below 48 h
		ExpiresWhenSpent: true,
		SharedSecrets:    true,
		SecretNames:      []string{"webhook_signing_token_1", "webhook_signing_token_2"},
		SignatureHeaders: []string{"X-SF-SIGNATURE-1", "X-SF-SIGNATURE-2"},
		TypePath:         "event",
		Facts:            slices.Concat(silverfinFacts(schedule), silverfinAPIFacts(), sharedFacts()),
	}
}

func silverfinFacts(schedule retry.Schedule) []relay.Fact {
	return []relay.Fact{
		{Name: "auth", Value: "X-SF-SIGNATURE-1 and X-SF-SIGNATURE-2, always both; a receiver accepts when one matches its own header", Source: relay.Documented},
		{Name: "signed_bytes", Value: "the raw body alone: a body sent again still verifies", Source: relay.Documented},
		{Name: "key_bytes", Value: "the token's text as UTF-8: webhook_signing_token_1 and _2", Source: relay.Documented},
		{Name: "encoding", Value: "lower-case hex", Source: relay.Documented},
		{Name: "secret_owner", Value: "the tokens belong to the application, not to one webhook", Source: relay.Documented},
		{Name: "secret_shape", Value: "64 hex digits when made here; any text is taken", Source: relay.Chosen},
		{Name: "rotation", Value: "change one token while the other still matches", Source: relay.Documented},
		{Name: "rotation_here", Value: "a rotated token ends at once, in all webhooks that have the application's tokens, and in those made later; a webhook given a token of its own keeps apart", Source: relay.Chosen},
		{Name: "dedup", Value: "no delivery id and no timestamp are described: nothing but the body can be compared", Source: relay.Documented},
		{Name: "success", Value: "any 2xx", Source: relay.Documented},
		{Name: "timeout_rule", Value: "an answer within reasonable time, without a figure; a slow one is a failure", Source: relay.Documented},
		{Name: "timeout", Value: "10s", Source: relay.Chosen},
		{Name: "retries", Value: "exponential back-off over about 48 hours in all", Source: relay.Documented},
		{Name: "waits", Value: waits(schedule), Source: relay.Chosen},
		jitter(0.004),
		{Name: "after_last_retry", Value: "the webhook is expired: it cannot be revived, only deleted and made anew", Source: relay.Documented},
		{Name: "throttling", Value: "none", Source: relay.Documented},
		{Name: "body", Value: "always webhook {id, url, events}, event, company {id, name}; document for events about documents", Source: relay.Documented},
		{Name: "body_webhook", Value: "user_id and expired_at (null) are in the Sync API's sample; here they are in every body", Source: relay.Chosen},
		{Name: "body_url", Value: "webhook.url as it was registered, credentials included; shown as *** unless somebody asks to see them", Source: relay.Chosen},
		{Name: "body_events", Value: "webhook.events lists what the subscription names, and all types of the product when it takes every one", Source: relay.Chosen},
		{Name: "body_company", Value: "each sample event has a company of its own; 88001, Example Works BV stands in where none is named", Source: relay.Chosen},
		{Name: "body_order", Value: "webhook, event, company, then the section", Source: relay.Chosen},
		{Name: "document", Value: "id, file_name, content, download_url, permanent_document_path, permanent_document_id", Source: relay.Documented},
		{Name: "document_key", Value: "the section is called document: the published sample lost its braces, so this is inferred", Source: relay.Chosen},
		{Name: "document_transaction", Value: "transaction_document.processed has the same section without permanent_*; its keys are not shown", Source: relay.Chosen},
		{Name: "sections", Value: "account, comment, remark, custom, period, sync_state, export: shape not documented, ours is named after the event's first part", Source: relay.Chosen},
		{Name: "sync_state", Value: "sent when a synchronisation completes or fails; says whether anything changed", Source: relay.Documented},
		{Name: "no_section", Value: "sync.requested, sync.company_added and sync.company_removed have none", Source: relay.Documented},
		{Name: "no_section_balances", Value: "financial_balances.changed has none", Source: relay.Chosen},
		{Name: "event_types", Value: "19, and 3 of the Sync API", Source: relay.Documented},
		{Name: "header_casing", Value: "X-SF-SIGNATURE-1, in capitals as the description writes it", Source: relay.Documented},
		{Name: "url_rules", Value: "the vendor's sample has an http://localhost URL, so https is not forced", Source: relay.Documented},
		{Name: "local_urls", Value: "a strict server refuses no URL: no rule is documented", Source: relay.Chosen},
		{Name: "file_auth", Value: "download_url is open on loopback; where other machines can call, it carries a key that cannot be guessed, or the issued token opens it", Source: relay.Chosen},
		{Name: "undocumented", Value: "given nowhere, so ours here: the time limit, the waits, the shape of the tokens, all sections but document", Source: relay.Chosen},
	}
}

func (s silverfin) Prepare(sub *relay.Subscription, chance relay.Chance) error {
	return needs{
		traits:   s.Traits(),
		required: 2,
		draw: func(n int) string {
			return silverfinToken(chance, silverfinApplication, uint64(n))
		},
		own: []ownField{
			{"webhook_id", "an integer", isInteger, drawNumber(chance, "silverfin/webhook_id", sub.ID, 100_000_000, 2_000_000_000)},
			{"user_id", "an integer", isInteger, drawNumber(chance, "silverfin/user_id", sub.ID, 1_000, 100_000)},
			{"company", "an object with id and name", isObject, nil}, // only for events that name none
		},
	}.fill(sub)
}

func (silverfin) Takes(events []string, eventType string) bool { return takesByName(events, eventType) }

// Identify is empty: no id is described. Source: product description.
func (silverfin) Identify(*relay.Event, relay.Chance) string { return "" }

// DataPath is the event's own section.
func (silverfin) DataPath(eventType string) string {
	section, _ := silverfinSection(eventType)
	return section
}

// Subject is what the event's own section is about, such as document/91002. Source: our choice.
func (silverfin) Subject(event *relay.Event) string {
	section, _ := silverfinSection(event.Type)
	data, _, err := readOptional(event.Data)
	if err != nil || section == "" || !isInteger(data.get("id")) {
		return ""
	}
	return section + "/" + string(data.get("id"))
}

// PushID is empty: the identity, if any, is the event's.
func (silverfin) PushID(string, relay.Chance) string { return "" }

// Render writes webhook, event and company, and the event's section where it has one. Source: product description;
// user_id and expired_at are the Sync API's sample.
func (s silverfin) Render(in relay.RenderInput) (relay.Message, error) {
	data, _, err := readOptional(in.Event.Data)
	if err != nil {
		return relay.Message{}, &relay.InputError{Field: "data", Problem: err.Error(), Hint: "Silverfin's data is the event's section, or null when it has none"}
	}
	section, problem := silverfinSection(in.Event.Type)
	if problem != "" && len(data.members) > 0 {
		return relay.Message{}, &relay.InputError{Field: "data", Problem: problem, Hint: "leave the data out"}
	}
	around, _, err := readOptional(in.Event.Context)
	if err != nil {
		return relay.Message{}, &relay.InputError{Field: "context", Problem: err.Error()}
	}
	own, err := readObject(in.Subscription.Own)
	if err != nil {
		return relay.Message{}, fmt.Errorf("silverfin: read the fields of %s: %w", in.Subscription.ID, err)
	}
	if own.get("webhook_id") == nil || own.get("user_id") == nil {
		return relay.Message{}, fmt.Errorf("silverfin: %s lacks webhook_id or user_id: it was not prepared", in.Subscription.ID)
	}
	company, err := silverfinCompanyOf(around, own)
	if err != nil {
		return relay.Message{}, err
	}
	var webhook, b body
	webhook.raw("id", own.get("webhook_id"))
	webhook.text("url", in.Subscription.URL)
	webhook.texts("events", silverfinEvents(in))
	webhook.raw("user_id", own.get("user_id"))
	webhook.raw("expired_at", jsontext.Value("null"))
	inner, err := webhook.done()
	if err != nil {
		return relay.Message{}, err
	}
	b.raw("webhook", inner)
	b.text("event", in.Event.Type)
	b.raw("company", company)
	if len(data.members) > 0 {
		b.raw(section, jsontext.Value(strings.Trim(string(in.Event.Data), " \t\r\n")))
	}
	rendered, err := b.done()
	return relay.Message{Body: rendered}, err
}

// silverfinEvents is what the webhook takes, as its own list in the management API has it. Source: our choice for a
// subscription to every type.
func silverfinEvents(in relay.RenderInput) []string {
	switch {
	case len(in.Subscription.Events) > 0:
		return in.Subscription.Events
	case len(in.EventTypes) > 0:
		return in.EventTypes
	}
	return []string{in.Event.Type}
}

// silverfinCompanyOf is the event's company, else the subscription's, else a made-up one. Source: our choice.
func silverfinCompanyOf(around, own object) (jsontext.Value, error) {
	company := around.get("company")
	if company != nil && !isObject(company) {
		return nil, &relay.InputError{Field: "context", Problem: "its company is " + kindName(company.Kind()) + ", not an object with id and name"}
	}
	if company == nil {
		company = own.get("company")
	}
	if !isObject(company) {
		company = jsontext.Value(silverfinCompany)
	}
	return company, nil
}

// silverfinSection is the key of an event's own section; problem says why there can be none. The key `document` is
// inferred from the description, the others are our choice.
func silverfinSection(eventType string) (section, problem string) {
	first, _, _ := strings.Cut(eventType, ".")
	switch {
	case eventType == "transaction_document.processed", eventType == "permanent_document.processed":
		return "document", ""
	case first == "sync", first == "financial_balances", first == "":
		return "", eventType + " has no section of its own"
	case slices.Contains([]string{"webhook", "event", "company"}, first):
		return "", "a section named " + first + " would stand in the body twice"
	}
	return first, ""
}

func (silverfin) IdentityKeys() []string { return []string{"webhook", "event"} }

// SecretPaths names the webhook's URL, which may hold credentials: it stands in the body as it was registered.
func (silverfin) SecretPaths() []string { return []string{"webhook.url"} }

// Headers sign the raw body with each token in its own header. Source: product description.
func (silverfin) Headers(in relay.SignInput) ([]relay.Header, error) {
	if len(in.Secrets) < 2 {
		return nil, errors.New("silverfin: both signing tokens are needed, and at least one is not active")
	}
	return []relay.Header{
		contentType(),
		{Name: "X-SF-SIGNATURE-1", Value: hmacHex(in.Secrets[0], in.Body)},
		{Name: "X-SF-SIGNATURE-2", Value: hmacHex(in.Secrets[1], in.Body)},
	}, nil
}

// Judge takes any 2xx. Source: product description.
func (silverfin) Judge(response *relay.Response) relay.Judgement { return judge2xx(response) }
