package provider

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// whsec begins the text of a Standard Webhooks secret. Source: the Standard Webhooks specification, 1.0.0.
const whsec = "whsec_"

type bookkeeper struct{}

// Bookkeeper returns the dialect of Bookkeeper. Nothing of its wire is published beyond POST, JSON and HMAC, so it
// speaks Standard Webhooks here. Source: our choice.
func Bookkeeper() relay.Dialect { return bookkeeper{} }

func (bookkeeper) Traits() relay.Traits {
	schedule := retry.Gaps(5*time.Second, 5*time.Minute, 30*time.Minute, 2*time.Hour, 5*time.Hour,
		10*time.Hour, 14*time.Hour, 20*time.Hour, 24*time.Hour)
	return relay.Traits{
		Name:             "bookkeeper",
		Title:            "Bookkeeper",
		Auth:             "webhook-signature: v1,<base64>, by Standard Webhooks (our choice; documented: HMAC)",
		DedupKey:         "webhook-id (our choice)",
		SuccessRule:      "any 2xx (our choice)",
		Timeout:          15 * time.Second,
		Schedule:         schedule,
		Jitter:           0.1,
		GoneDisables:     true,
		SecretNames:      []string{"signing secret", "previous signing secret"},
		SignatureHeaders: []string{"webhook-signature"},
		SignsTime:        true,
		TypePath:         "type",
		Facts:            append(bookkeeperFacts(schedule), sharedFacts()...),
	}
}

func bookkeeperFacts(schedule retry.Schedule) []relay.Fact {
	return []relay.Fact{
		{Name: "profile", Value: "Standard Webhooks 1.0.0 stands in: Bookkeeper's real wire format is not published", Source: relay.Chosen},
		{Name: "transport", Value: "an HTTP POST with JSON when a transaction event occurs", Source: relay.Documented},
		{Name: "auth_kind", Value: "an HMAC signature; no algorithm and no header is named", Source: relay.Documented},
		{Name: "auth", Value: "webhook-signature with webhook-id and webhook-timestamp, HMAC-SHA256", Source: relay.Chosen},
		{Name: "signed_bytes", Value: "webhook-id, a dot, webhook-timestamp, a dot, the raw body", Source: relay.Chosen},
		{Name: "key_bytes", Value: "the bytes that the Base64 after whsec_ stands for", Source: relay.Chosen},
		{Name: "encoding", Value: "v1, and a comma, then Base64 with padding; several are separated by a space", Source: relay.Chosen},
		{Name: "secret_shape", Value: "whsec_ and the Base64 of 24 to 64 bytes; 32 when made here", Source: relay.Chosen},
		{Name: "rotation", Value: "the new secret signs first and the old one goes on beside it, 24 h unless told otherwise; two given at the start both sign until then", Source: relay.Chosen},
		{Name: "dedup_rule", Value: "receivers should be idempotent, since failures can cause duplicates", Source: relay.Documented},
		{Name: "dedup", Value: "webhook-id, the same on every retry: msg_ and 26 characters", Source: relay.Chosen},
		{Name: "timestamp", Value: "webhook-timestamp is in Unix seconds, made anew for every attempt", Source: relay.Chosen},
		{Name: "tolerance", Value: "5 minutes each way in the official Go library of Standard Webhooks", Source: relay.ThirdParty},
		{Name: "success", Value: "any 2xx", Source: relay.Chosen},
		{Name: "gone", Value: "410 disables the subscription", Source: relay.Chosen},
		{Name: "timeout", Value: "15s", Source: relay.Chosen},
		{Name: "retries", Value: "sent again after a configured delay, with exponential back-off; no figures", Source: relay.Documented},
		{Name: "waits", Value: waits(schedule), Source: relay.Chosen},
		jitter(0.1),
		{Name: "after_last_retry", Value: "the delivery has failed; the subscription stays", Source: relay.Chosen},
		{Name: "routing", Value: "each event type can have an endpoint of its own", Source: relay.Documented},
		{Name: "body_content", Value: "can include reference ids, amounts and timestamps, and is customisable", Source: relay.Documented},
		{Name: "body_fields", Value: "an endpoint's fields map the event's fields to names in data: what is listed is sent, \"*\":\"*\" keeps the rest; event_id, delivery_id, event_type, event_timestamp, event_unix and amount_minor can be added", Source: relay.Chosen},
		{Name: "body_fields_kept", Value: "transaction_id stays in data under its own name; type and timestamp are not customised", Source: relay.Chosen},
		{Name: "body", Value: "type, timestamp (UTC, whole seconds) and data, in that order", Source: relay.Chosen},
		{Name: "events", Value: "payment confirmation, refund initiation and completed transactions are among what is named", Source: relay.Documented},
		{Name: "event_types", Value: "payment.confirmed, refund.initiated, refund.completed, transaction.completed, funds.depleted: the spelling is ours", Source: relay.Chosen},
		{Name: "header_casing", Value: "lower case", Source: relay.Chosen},
		{Name: "metrics", Value: "delivery latency, retry success rate, signature verification failures", Source: relay.Documented},
		{Name: "metrics_here", Value: "ledgerhook stats tells all three of the newest deliveries, and GET /bookkeeper/v1/metrics those of the caller's endpoints; a refusal with 401 or 403 counts as a failed verification", Source: relay.Chosen},
		{Name: "url_rules", Value: "http and https, any host: no rule is documented, so a strict server refuses no URL either", Source: relay.Chosen},
		{Name: "logs", Value: "delivery logs can be watched", Source: relay.Documented},
		{Name: "logs_here", Value: "GET /bookkeeper/v1/deliveries ?endpoint_id, cursor, limit: newest first", Source: relay.Chosen},
		{Name: "management_base", Value: "GET and POST /bookkeeper/v1/endpoints, and GET, PUT, PATCH, DELETE …/endpoints/{id} {name, url, events, urls, fields} here: no management API is published", Source: relay.Chosen},
		{Name: "undocumented", Value: "published nowhere, so ours here: headers, algorithm, event names, body keys, retry figures, time limit", Source: relay.Chosen},
	}
}

func (k bookkeeper) Prepare(sub *relay.Subscription, chance relay.Chance) error {
	fields, err := BookkeeperFieldsOf(sub)
	if err == nil {
		err = fields.Check()
	}
	if err != nil {
		return err
	}
	return needs{
		traits:   k.Traits(),
		required: 1,
		draw: func(int) string {
			return bookkeeperSecret(chance, sub.ID, 0)
		},
		check:  bookkeeperSecretProblem,
		routes: true,
	}.fill(sub)
}

// whsecKey is the signing key inside a Standard Webhooks secret. Source: the Standard Webhooks specification, 1.0.0.
func whsecKey(secret string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(secret, whsec)
	if !ok {
		return nil, errors.New("does not begin with " + whsec)
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || strings.ContainsAny(encoded, "\r\n") { // which DecodeString skips
		return nil, errors.New("is not Base64 after " + whsec)
	}
	if len(key) < 24 || len(key) > 64 {
		return nil, fmt.Errorf("holds %d bytes, not 24 to 64", len(key))
	}
	return key, nil
}

func (bookkeeper) Takes(events []string, eventType string) bool {
	return takesByName(events, eventType)
}

func (bookkeeper) Identify(event *relay.Event, chance relay.Chance) string {
	return "msg_" + chance.String("bookkeeper/message", event.ID, 0, 26, "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
}

// DataPath is data.
func (bookkeeper) DataPath(string) string { return "data" }

// Subject is the transaction. Source: our choice.
func (bookkeeper) Subject(event *relay.Event) string {
	o, err := readObject(event.Data)
	if err != nil || o.text("transaction_id") == nil {
		return ""
	}
	return "transaction/" + unquote(o.get("transaction_id"))
}

// PushID is empty: the identity, if any, is the event's.
func (bookkeeper) PushID(string, relay.Chance) string { return "" }

// Render writes the body that Standard Webhooks recommends. Source: our choice.
func (k bookkeeper) Render(in relay.RenderInput) (relay.Message, error) {
	if _, err := readObject(in.Event.Data); err != nil {
		return relay.Message{}, &relay.InputError{Field: "data", Problem: err.Error(), Hint: "Bookkeeper's data is an object about the transaction"}
	}
	id := in.Event.DialectID
	if id == "" {
		id = k.Identify(in.Event, in.Chance)
	}
	fields, err := BookkeeperFieldsOf(in.Subscription)
	if err != nil {
		return relay.Message{}, err
	}
	data := jsontext.Value(strings.Trim(string(in.Event.Data), " \t\r\n"))
	if len(fields) > 0 {
		if data, err = fields.data(in, id); err != nil {
			return relay.Message{}, err
		}
	}
	var b body
	b.text("type", in.Event.Type)
	b.text("timestamp", wireTime(in.Event.OccurredAt))
	b.raw("data", data)
	rendered, err := b.done()
	return relay.Message{Body: rendered, DialectID: id, Reshaped: len(fields) > 0}, err
}

func (bookkeeper) IdentityKeys() []string { return []string{"type"} }

// SecretPaths is empty: the body holds no credential.
func (bookkeeper) SecretPaths() []string { return nil }

// Headers sign id, timestamp and body with every active secret, in order. Source: the Standard Webhooks specification,
// 1.0.0; that Bookkeeper follows it is our choice.
func (bookkeeper) Headers(in relay.SignInput) ([]relay.Header, error) {
	if len(in.Secrets) == 0 {
		return nil, errors.New("bookkeeper: no signing secret is active")
	}
	timestamp := strconv.FormatInt(in.Now.Unix(), 10)
	var signatures []string
	for i, secret := range in.Secrets {
		key, err := whsecKey(secret)
		if err != nil {
			return nil, fmt.Errorf("bookkeeper: secret %d %w", i+1, err)
		}
		signature := hmacSHA256(key, []byte(in.DialectID+"."+timestamp+"."), in.Body)
		signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(signature))
	}
	return []relay.Header{
		contentType(),
		{Name: "webhook-id", Value: in.DialectID},
		{Name: "webhook-timestamp", Value: timestamp},
		{Name: "webhook-signature", Value: strings.Join(signatures, " ")},
	}, nil
}

// Judge takes any 2xx. Source: our choice.
func (bookkeeper) Judge(response *relay.Response) relay.Judgement { return judge2xx(response) }
