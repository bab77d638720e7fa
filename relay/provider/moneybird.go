package provider

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// legacyEvents is our name for Moneybird's old mode, where a webhook without events hears of the states of sales
// invoices only. The mode is the vendor's, the name is ours. Source: product description; our choice.
const (
	legacyEvents = "legacy"
	legacyPrefix = "sales_invoice_state_changed_to_"
)

type moneybird struct{}

// Moneybird returns the dialect of Moneybird: the timestamp is signed with the body, one signature per active secret,
// and nothing but 200 is success. Source: vendor documentation.
func Moneybird() relay.Dialect { return moneybird{} }

func (moneybird) Traits() relay.Traits {
	schedule := retry.Power(10, 4, 15*time.Second)
	return relay.Traits{
		Name:             "moneybird",
		Title:            "Moneybird",
		Auth:             "Moneybird-Signature: t=…,v1=… over time and body; webhook_token in the body",
		DedupKey:         "Idempotency-Key",
		SuccessRule:      "200 and nothing else",
		Timeout:          10 * time.Second,
		Schedule:         schedule,
		Jitter:           0.1,
		SecretNames:      []string{"signing secret", "previous signing secret"},
		SignatureHeaders: []string{"Moneybird-Signature"},
		SignsTime:        true,
		TypePath:         "action",
		StatePath:        "entity.state",
		EventModes:       []string{legacyEvents},
		URLRule:          relay.URLRule{AdvisesHTTPS: relay.Demand{Text: "Moneybird takes http, and recommends https", Source: relay.Documented}},
		Facts:            slices.Concat(moneybirdFacts(schedule), moneybirdAPIFacts(), sharedFacts()),
	}
}

func (m moneybird) Prepare(sub *relay.Subscription, chance relay.Chance) error {
	const alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	return needs{
		traits:   m.Traits(),
		required: 1,
		draw: func(int) string {
			return moneybirdSecret(chance, sub.ID, 0)
		},
		own: []ownField{
			{"administration_id", "a string of digits", isDigits, func() jsontext.Value { return quote(MoneybirdAdministration) }},
			{"webhook_id", "a string of digits", isDigits, func() jsontext.Value {
				return quote("48" + chance.String("moneybird/webhook_id", sub.ID, 0, 16, "0123456789"))
			}},
			{"webhook_token", "a string", isText, func() jsontext.Value {
				return quote(chance.String("moneybird/webhook_token", sub.ID, 0, 24, alphanumerics))
			}},
		},
	}.fill(sub)
}

func isDigits(value jsontext.Value) bool {
	return isText(value) && strings.Trim(unquote(value), "0123456789") == ""
}

// Takes knows groups: a name takes every event that begins with it and an underscore. That groups exist is documented,
// this rule is our choice.
func (moneybird) Takes(events []string, eventType string) bool {
	for _, name := range events {
		if name == legacyEvents && strings.HasPrefix(eventType, legacyPrefix) || eventType == name || strings.HasPrefix(eventType, name+"_") {
			return true
		}
	}
	return len(events) == 0
}

// Identify is empty: Moneybird's identity belongs to a push, not to the event. Source: vendor documentation.
func (moneybird) Identify(*relay.Event, relay.Chance) string { return "" }

// DataPath is the record.
func (moneybird) DataPath(string) string { return "entity" }

// Subject is the record, such as SalesInvoice/482200000000000777. Source: vendor documentation.
func (moneybird) Subject(event *relay.Event) string {
	data, _, err := readOptional(event.Data)
	if err != nil {
		return ""
	}
	around, _, err := readOptional(event.Context)
	if err != nil {
		return ""
	}
	kind, id := around.text("entity_type"), data.text("id")
	if id == nil {
		id = around.text("entity_id")
	}
	if kind == nil || id == nil {
		return ""
	}
	return unquote(kind) + "/" + unquote(id)
}

// PushID is an Idempotency-Key in the shape of a UUID. Source: our choice.
func (moneybird) PushID(deliveryID string, chance relay.Chance) string {
	return uuid4(chance, "moneybird/push", deliveryID)
}

// Render writes the entity into its envelope. `state` is the one that triggered the push, and a deleted record has a
// null entity: its data only says which one it is. Source: vendor documentation; the null is third-party code.
func (m moneybird) Render(in relay.RenderInput) (relay.Message, error) {
	data, present, err := readOptional(in.Event.Data)
	if err != nil {
		return relay.Message{}, &relay.InputError{Field: "data", Problem: err.Error(), Hint: "Moneybird's data is the record, or null when it was deleted"}
	}
	around, _, err := readOptional(in.Event.Context)
	if err != nil {
		return relay.Message{}, &relay.InputError{Field: "context", Problem: err.Error()}
	}
	own, err := readObject(in.Subscription.Own)
	if err != nil {
		return relay.Message{}, fmt.Errorf("moneybird: read the fields of %s: %w", in.Subscription.ID, err)
	}
	entity, entityID := jsontext.Value("null"), data.text("id")
	deleted := MoneybirdDeletes(in.Event.Type)
	if present && !deleted {
		entity = MoneybirdRecord(bytes.Trim(in.Event.Data, " \t\r\n"), unquote(own.text("administration_id")))
	}
	if entityID == nil {
		entityID = around.text("entity_id")
	}
	if entityID == nil || around.text("entity_type") == nil {
		return relay.Message{}, &relay.InputError{Field: "data", Problem: "it is unknown which record this is about", Hint: `give data an "id", and the event an entity_type`}
	}
	var b body
	for _, key := range []string{"administration_id", "webhook_id", "webhook_token"} {
		value := own.text(key)
		if value == nil {
			return relay.Message{}, fmt.Errorf("moneybird: %s has no %s: it was not prepared", in.Subscription.ID, key)
		}
		b.raw(key, value)
	}
	b.raw("entity_type", around.text("entity_type"))
	b.raw("entity_id", entityID)
	b.raw("state", m.state(in.Event.Type, data, around))
	b.text("action", in.Event.Type)
	b.raw("entity", entity)
	rendered, err := b.done()
	return relay.Message{Body: rendered, DialectID: m.PushID(in.DeliveryID, in.Chance), Reshaped: present && deleted}, err
}

// MoneybirdDeletes reports whether an event tells that its record was deleted.
func MoneybirdDeletes(eventType string) bool {
	return strings.HasSuffix(eventType, "_destroyed") || strings.HasSuffix(eventType, "_deleted")
}

// state is what the event's name says, else the data's own, else the context's, else null. The entity's state may differ
// from the one that triggered the push. Source: vendor documentation.
func (moneybird) state(eventType string, data, around object) jsontext.Value {
	if _, state, ok := strings.Cut(eventType, "_state_changed_to_"); ok && state != "" {
		return quote(state)
	}
	if state := data.text("state"); state != nil {
		return state
	}
	if state := around.get("state"); state.Kind() == jsontext.KindString {
		return state
	}
	return jsontext.Value("null")
}

func (moneybird) IdentityKeys() []string {
	return []string{"administration_id", "webhook_id", "webhook_token", "action"}
}

// SecretPaths names the token that tells a receiver who sends. Source: vendor documentation.
func (moneybird) SecretPaths() []string { return []string{"webhook_token"} }

// Headers sign time and body with every active secret, in order. Userinfo in the URL goes out as basic authentication.
// The key is the secret's text, not what its hex stands for. Source: vendor documentation; the key is third-party code.
func (moneybird) Headers(in relay.SignInput) ([]relay.Header, error) {
	if len(in.Secrets) == 0 {
		return nil, errors.New("moneybird: no signing secret is active")
	}
	timestamp := strconv.FormatInt(in.Now.Unix(), 10)
	signature := "t=" + timestamp
	for _, secret := range in.Secrets {
		signature += ",v1=" + hmacHex(secret, []byte(timestamp+"."), in.Body)
	}
	headers := []relay.Header{
		contentType(),
		{Name: "Idempotency-Key", Value: in.DialectID},
		{Name: "Moneybird-Signature", Value: signature},
	}
	return moneybirdLogin(headers, in.URL)
}

// moneybirdLogin adds the userinfo of a URL as basic authentication, where it has any.
func moneybirdLogin(headers []relay.Header, target string) ([]relay.Header, error) {
	u, err := url.Parse(target)
	if err != nil {
		return nil, errors.New("moneybird: the URL cannot be parsed") // err would quote its password
	}
	if u.User.String() == "" {
		return headers, nil
	}
	password, _ := u.User.Password()
	basic := base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))
	return append(headers, relay.Header{Name: "Authorization", Value: "Basic " + basic}), nil
}

// Probe implements relay.Prober: a URL must answer 200 when it is registered, which is the vendor's documentation. What is
// asked is our choice: an empty object, posted without a signature and a key.
func (moneybird) Probe(target string) ([]relay.Header, []byte, error) {
	headers, err := moneybirdLogin([]relay.Header{contentType()}, target)
	return headers, []byte("{}"), err
}

// Judge takes 200 and nothing else. Source: vendor documentation.
func (moneybird) Judge(response *relay.Response) relay.Judgement {
	judgement := relay.Judgement{Success: response.Status == 200, Note: redirectNote(response.Status)}
	if response.Status > 200 && response.Status <= 299 {
		judgement.Note = "Moneybird counts only 200 as success"
	}
	return judgement
}
