package provider_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// uuid4Shape is what the drawn identities look like.
const uuid4Shape = `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`

const (
	moneybirdOwn = `{"administration_id":"1","webhook_id":"2","webhook_token":"T"}`
	silverfinOwn = `{"webhook_id":3,"user_id":4,"company":{"id":5,"name":"Own"}}`
)

func render(dialect relay.Dialect, event relay.Event, sub relay.Subscription) (relay.Message, error) {
	if event.ID == "" {
		event.ID = "evt_1"
	}
	event.OccurredAt = time.Date(2026, 5, 4, 9, 30, 0, 999, time.UTC)
	return dialect.Render(relay.RenderInput{
		Event: &event, Subscription: &sub, DeliveryID: "dlv_1", Chance: relay.Chance{Seed: 1}, BaseURL: "http://127.0.0.1:7117",
	})
}

func TestRender(t *testing.T) {
	t.Parallel()
	const mb, sf = `{"administration_id":"1","webhook_id":"2","webhook_token":"T",`, `{"webhook":{"id":3,"url":"http://u:p@h/s","events":["export.created"],"user_id":4,"expired_at":null},`
	tests := map[string]struct {
		provider string
		event    relay.Event
		own      string
		want     string
		id       string // a regular expression
	}{
		"finpilo hands a whole document on byte for byte": {
			"finpilo",
			relay.Event{Data: []byte("{\r\n  \"total\" : 1.50,\t\"documentId\":\"d\\u002d1\",\"fileUrl\":null }\n")}, "",
			"{\r\n  \"total\" : 1.50,\t\"documentId\":\"d\\u002d1\",\"fileUrl\":null }\n", "d-1",
		},
		"finpilo appends a missing fileUrl": {
			"finpilo", relay.Event{Data: []byte("{\"documentId\":\"a/b c\",\n \"total\":1\n}")}, "",
			"{\"documentId\":\"a/b c\",\n \"total\":1,\"fileUrl\":\"http://127.0.0.1:7117/finpilo/files/a%2Fb%20c\"\n}", "a/b c",
		},
		"finpilo puts a missing documentId first": {
			"finpilo", relay.Event{DialectID: "D", Data: []byte(`{ "fileUrl":"x"}`)}, "",
			`{"documentId":"D", "fileUrl":"x"}`, "D",
		},
		"finpilo fills an empty document": {
			"finpilo", relay.Event{DialectID: "D", Data: []byte(`{}`)}, "",
			`{"documentId":"D","fileUrl":"http://127.0.0.1:7117/finpilo/files/D"}`, "D",
		},
		"finpilo's own documentId outranks the event's": {
			"finpilo", relay.Event{DialectID: "D", Data: []byte(`{"documentId":"E","fileUrl":""}`)}, "",
			`{"documentId":"E","fileUrl":""}`, "E",
		},
		"fintoro keeps the text of type and id": {
			"fintoro", relay.Event{DialectID: "I", Type: "a<b>\u2028", Data: []byte(`{"id":123456789012345678901234567890,"type":"in\u0076oice"}`)}, "",
			`{"id":"I","type":"a<b>` + "\u2028" + `","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"in\u0076oice","id":123456789012345678901234567890}}`, "I",
		},
		"moneybird's data tells which record was deleted": {
			"moneybird", relay.Event{Type: "contact_destroyed", Data: []byte(`{"id":"8","state":"open"}`), Context: []byte(`{"entity_type":"Contact","entity_id":"7"}`)}, moneybirdOwn,
			mb + `"entity_type":"Contact","entity_id":"8","state":"open","action":"contact_destroyed","entity":null}`, uuid4Shape,
		},
		"moneybird writes a deleted record": {
			"moneybird", relay.Event{Type: "contact_destroyed", Data: []byte("null\n"), Context: []byte(`{"entity_type":"Contact","entity_id":"7"}`)}, moneybirdOwn,
			mb + `"entity_type":"Contact","entity_id":"7","state":null,"action":"contact_destroyed","entity":null}`, uuid4Shape,
		},
		"moneybird takes the context's state when nothing else says it": {
			"moneybird", relay.Event{Type: "sales_invoice_updated", Data: []byte(`{"id":7}`), Context: []byte(`{"entity_type":"SalesInvoice","entity_id":"8","state":"open"}`)}, moneybirdOwn,
			mb + `"entity_type":"SalesInvoice","entity_id":"8","state":"open","action":"sales_invoice_updated","entity":{"id":7}}`, uuid4Shape,
		},
		"moneybird reads the state from the event's name": {
			"moneybird", relay.Event{Type: "sales_invoice_state_changed_to_pending_payment", Data: []byte(`{}`), Context: []byte(`{"entity_type":"SalesInvoice","entity_id":"8","state":"open"}`)}, moneybirdOwn,
			mb + `"entity_type":"SalesInvoice","entity_id":"8","state":"pending_payment","action":"sales_invoice_state_changed_to_pending_payment","entity":{}}`, uuid4Shape,
		},
		"moneybird takes the id from the data, and the state from the event that triggered the push": {
			"moneybird", relay.Event{Type: "sales_invoice_state_changed_to_paid", Data: []byte(`{"id":"9", "state":"late"}`), Context: []byte(`{"entity_type":"SalesInvoice","entity_id":"8","state":"paid"}`)}, moneybirdOwn,
			mb + `"entity_type":"SalesInvoice","entity_id":"9","state":"paid","action":"sales_invoice_state_changed_to_paid","entity":{"id":"9", "state":"late"}}`, uuid4Shape,
		},
		"silverfin names the section after the event": {
			"silverfin", relay.Event{Type: "sync_state.updated", Data: []byte(` {"id":1,"changed":true}`), Context: []byte(`{"company":{"id":6,"name":"Context"}}`)}, silverfinOwn,
			strings.ReplaceAll(sf, "export.created", "sync_state.updated") + `"event":"sync_state.updated","company":{"id":6,"name":"Context"},"sync_state":{"id":1,"changed":true}}`, "",
		},
		"silverfin calls both kinds of document the same": {
			"silverfin", relay.Event{Type: "transaction_document.processed", Data: []byte(`{"id":1}`)}, silverfinOwn,
			strings.ReplaceAll(sf, "export.created", "transaction_document.processed") + `"event":"transaction_document.processed","company":{"id":5,"name":"Own"},"document":{"id":1}}`, "",
		},
		"silverfin leaves an empty section out": {
			"silverfin", relay.Event{Type: "export.created", Data: []byte(`{ }`), Context: []byte(`{}`)}, silverfinOwn,
			sf + `"event":"export.created","company":{"id":5,"name":"Own"}}`, "",
		},
		"silverfin has events without section": {
			"silverfin", relay.Event{Type: "sync.company_added"}, silverfinOwn,
			strings.ReplaceAll(sf, "export.created", "sync.company_added") + `"event":"sync.company_added","company":{"id":5,"name":"Own"}}`, "",
		},
		"silverfin makes a company up where nobody names one": {
			"silverfin", relay.Event{Type: "export.created", Data: []byte(`{"id":1}`)}, `{"webhook_id":3,"user_id":4}`,
			sf + `"event":"export.created","company":{"id":88001,"name":"Example Works BV"},"export":{"id":1}}`, "",
		},
		"silverfin needs no company of its own for events that name one": {
			"silverfin", relay.Event{Type: "export.created", Context: []byte(`{"company":{"id":6,"name":"Context"}}`)}, `{"webhook_id":3,"user_id":4}`,
			sf + `"event":"export.created","company":{"id":6,"name":"Context"}}`, "",
		},
		"bookkeeper keeps the data's bytes": {
			"bookkeeper", relay.Event{Type: "payment.confirmed", Data: []byte("\t{\"amount\" : \"121.00\",\n\"n\":1.0}\n")}, "",
			"{\"type\":\"payment.confirmed\",\"timestamp\":\"2026-05-04T09:30:00Z\",\"data\":{\"amount\" : \"121.00\",\n\"n\":1.0}}", "msg_[0-9A-HJKMNP-TV-Z]{26}",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dialect, _ := provider.ByName(tt.provider)
			before := string(tt.event.Data)
			got, err := render(dialect, tt.event, relay.Subscription{URL: "http://u:p@h/s", Own: []byte(tt.own)})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got.Body)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if !regexp.MustCompile("^" + tt.id + "$").MatchString(got.DialectID) {
				t.Errorf("dialect id %q, want %s", got.DialectID, tt.id)
			}
			for i := range got.Body { // a fault that spoils the body must not reach the event
				got.Body[i] = 0
			}
			if string(tt.event.Data) != before {
				t.Error("the body shares its bytes with the event")
			}
		})
	}
}

func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	const fintoroType = "it lacks a type in words and an id that is an integer"
	tests := map[string]struct {
		provider string
		event    relay.Event
		field    string
		problem  string
	}{
		"finpilo: no data":                       {"finpilo", relay.Event{}, "data", "it is empty"},
		"finpilo: an array":                      {"finpilo", relay.Event{Data: []byte(`[{}]`)}, "data", "it is an array, not a JSON object"},
		"finpilo: duplicate keys":                {"finpilo", relay.Event{Data: []byte(`{"documentId":"a","documentId":"b"}`)}, "data", `the key "documentId" stands in it twice`},
		"finpilo: an empty documentId":           {"finpilo", relay.Event{Data: []byte(`{"documentId":""}`)}, "data", "documentId is not a string with something in it"},
		"finpilo: a documentId in digits":        {"finpilo", relay.Event{Data: []byte(`{"documentId":7}`)}, "data", "documentId is not a string with something in it"},
		"finpilo: a null documentId":             {"finpilo", relay.Event{Data: []byte(`{"documentId":null}`)}, "data", "documentId is not a string with something in it"},
		"finpilo: broken off":                    {"finpilo", relay.Event{Data: []byte(`{"a":1`)}, "data", "it is not valid JSON, at byte 6"},
		"fintoro: null":                          {"fintoro", relay.Event{Data: []byte(`null`)}, "data", "it is null, not a JSON object"},
		"fintoro: a further key":                 {"fintoro", relay.Event{Data: []byte(`{"type":"invoice","id":1,"url":"x"}`)}, "data", `it has the key "url"`},
		"fintoro: a key in another casing":       {"fintoro", relay.Event{Data: []byte(`{"Type":"invoice","id":1}`)}, "data", `it has the key "Type"`},
		"fintoro: no id":                         {"fintoro", relay.Event{Data: []byte(`{"type":"invoice"}`)}, "data", fintoroType},
		"fintoro: an id in quotes":               {"fintoro", relay.Event{Data: []byte(`{"type":"invoice","id":"1"}`)}, "data", fintoroType},
		"fintoro: an id with a fraction":         {"fintoro", relay.Event{Data: []byte(`{"type":"invoice","id":1.0}`)}, "data", fintoroType},
		"fintoro: an id with an exponent":        {"fintoro", relay.Event{Data: []byte(`{"type":"invoice","id":1e3}`)}, "data", fintoroType},
		"fintoro: an empty type":                 {"fintoro", relay.Event{Data: []byte(`{"type":"","id":1}`)}, "data", fintoroType},
		"fintoro: an event type that is no text": {"fintoro", relay.Event{Type: "\xff", Data: []byte(`{"type":"invoice","id":1}`)}, "type", "it is not valid UTF-8"},
		"moneybird: a list":                      {"moneybird", relay.Event{Data: []byte(`[]`)}, "data", "it is an array, not a JSON object"},
		"moneybird: a record without id":         {"moneybird", relay.Event{Data: []byte(`{}`), Context: []byte(`{"entity_type":"Contact"}`)}, "data", "it is unknown which record this is about"},
		"moneybird: a record without kind":       {"moneybird", relay.Event{Data: []byte(`{"id":"1"}`)}, "data", "it is unknown which record this is about"},
		"moneybird: a bad context":               {"moneybird", relay.Event{Data: []byte(`{"id":"1"}`), Context: []byte(`1`)}, "context", "it is a number, not a JSON object"},
		"silverfin: a section in words":          {"silverfin", relay.Event{Type: "export.created", Data: []byte(`"x"`)}, "data", "it is a string, not a JSON object"},
		"silverfin: no section there":            {"silverfin", relay.Event{Type: "financial_balances.changed", Data: []byte(`{"id":1}`)}, "data", "financial_balances.changed has no section of its own"},
		"silverfin: none of the Sync API's":      {"silverfin", relay.Event{Type: "sync.requested", Data: []byte(`{"id":1}`)}, "data", "sync.requested has no section of its own"},
		"silverfin: a section that is taken":     {"silverfin", relay.Event{Type: "company.updated", Data: []byte(`{"id":1}`)}, "data", "a section named company would stand in the body twice"},
		"silverfin: a bad context":               {"silverfin", relay.Event{Type: "export.created", Context: []byte(`[]`)}, "context", "it is an array, not a JSON object"},
		"silverfin: a company in words":          {"silverfin", relay.Event{Type: "export.created", Context: []byte(`{"company":"x"}`)}, "context", "its company is a string, not an object with id and name"},
		"silverfin: no company at all":           {"silverfin", relay.Event{Type: "export.created", Context: []byte(`{"company":null}`)}, "context", "its company is null, not an object with id and name"},
		"bookkeeper: no data":                    {"bookkeeper", relay.Event{}, "data", "it is empty"},
		"bookkeeper: two objects":                {"bookkeeper", relay.Event{Data: []byte(`{}{}`)}, "data", "something follows the JSON object"},
		"bookkeeper: a byte order mark":          {"bookkeeper", relay.Event{Data: []byte("\ufeff{}")}, "data", "it is not valid JSON, at byte 0"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dialect, _ := provider.ByName(tt.provider)
			own := map[string]string{"moneybird": moneybirdOwn, "silverfin": silverfinOwn}[tt.provider]
			_, err := render(dialect, tt.event, relay.Subscription{URL: "http://h/", Own: []byte(own)})
			var input *relay.InputError
			if !errors.As(err, &input) {
				t.Fatalf("error %v, want an InputError", err)
			}
			if input.Field != tt.field || input.Problem != tt.problem {
				t.Errorf("error %+v, want field %q, problem %q", input, tt.field, tt.problem)
			}
		})
	}
}

func TestSilverfinEvents(t *testing.T) {
	t.Parallel()
	all := []string{"account.created", "export.created"}
	tests := map[string]struct {
		subscribed, all []string
		want            []string
	}{
		"what is named":                      {[]string{"sync.requested", "export.created"}, all, []string{"sync.requested", "export.created"}},
		"all types where none is named":      {nil, all, all},
		"the event alone, types not known":   {nil, nil, []string{"export.created"}},
		"all types, none named by any means": {[]string{}, all, all},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			message, err := provider.Silverfin().Render(relay.RenderInput{
				Event:        &relay.Event{ID: "evt_1", Type: "export.created"},
				Subscription: &relay.Subscription{ID: "sub_1", URL: "http://h/", Events: tt.subscribed, Own: []byte(silverfinOwn)},
				EventTypes:   tt.all,
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, webhookEvents(t, message.Body)); diff != "" {
				t.Errorf("webhook.events (-want +got):\n%s", diff)
			}
		})
	}
}

// webhookEvents reads webhook.events of a Silverfin body.
func webhookEvents(t *testing.T, text []byte) []string {
	t.Helper()
	var body struct {
		Webhook struct {
			Events []string `json:"events"`
		} `json:"webhook"`
	}
	if err := json.Unmarshal(text, &body); err != nil {
		t.Fatal(err)
	}
	return body.Webhook.Events
}

// An identity is the same for all deliveries of an event, but Moneybird's, which belongs to the push.
func TestIdentity(t *testing.T) {
	t.Parallel()
	data := map[string]string{"finpilo": `{}`, "fintoro": `{"type":"invoice","id":1}`, "moneybird": `{"id":"1"}`, "silverfin": `{}`, "bookkeeper": `{}`}
	shapes := map[string]string{"finpilo": uuid4Shape, "fintoro": uuid4Shape, "moneybird": "", "silverfin": "", "bookkeeper": "msg_[0-9A-HJKMNP-TV-Z]{26}"}
	chance := relay.Chance{Seed: 3}
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sub := prepared(t, dialect, relay.Subscription{})
			in := func(event, delivery string) relay.RenderInput {
				return relay.RenderInput{
					Event:        &relay.Event{ID: event, Type: "export.created", Data: []byte(data[name]), Context: []byte(`{"entity_type":"Contact"}`)},
					Subscription: &sub, DeliveryID: delivery, Chance: chance,
				}
			}
			idOf := func(event, delivery string) string {
				message, err := dialect.Render(in(event, delivery))
				if err != nil {
					t.Fatal(err)
				}
				return message.DialectID
			}
			identity := dialect.Identify(in("evt_1", "").Event, chance)
			if !regexp.MustCompile("^" + shapes[name] + "$").MatchString(identity) {
				t.Errorf("identity %q, want %s", identity, shapes[name])
			}
			if identity != "" && idOf("evt_1", "dlv_1") != identity {
				t.Errorf("Render says %q, Identify %q", idOf("evt_1", "dlv_1"), identity)
			}
			if perPush := idOf("evt_1", "dlv_1") != idOf("evt_1", "dlv_2"); perPush != (name == "moneybird") {
				t.Errorf("two deliveries of one event differ: %v", perPush)
			}
			if perEvent := idOf("evt_1", "dlv_1") != idOf("evt_2", "dlv_1"); perEvent != (identity != "") {
				t.Errorf("two events with one delivery id differ: %v", perEvent)
			}
		})
	}
	t.Run("finpilo's is the document's", func(t *testing.T) {
		t.Parallel()
		if got := provider.Finpilo().Identify(&relay.Event{Data: []byte(`{"documentId":"d-1"}`)}, chance); got != "d-1" {
			t.Errorf("identity %q, want d-1", got)
		}
	})
}

func FuzzRender(f *testing.F) {
	f.Add("invoices.paid", []byte(`{"type":"invoice","id":4812}`), []byte(`{}`))
	f.Add("contact_destroyed", []byte(`null`), []byte(`{"entity_type":"Contact","entity_id":"7","state":null}`))
	f.Add("export.created", []byte(` { } `), []byte(`{"company":{"id":1,"name":"x"}}`))
	f.Add("export.created", []byte(`{"id":1}`), []byte(`{"company":1}`))
	f.Add("document.sent", []byte("{\n\"documentId\":\"\\u0000\" }"), []byte(``))
	f.Add("\"\\.x", []byte(`{"a":[1,2,{"b":null}]}`), []byte(`{"company":{}}`))
	f.Fuzz(func(t *testing.T, eventType string, data, around []byte) {
		for _, dialect := range provider.All() {
			name := dialect.Traits().Name
			sub := prepared(t, dialect, relay.Subscription{})
			got, err := render(dialect, relay.Event{Type: eventType, Data: data, Context: around}, sub)
			if err != nil {
				var input *relay.InputError
				if !errors.As(err, &input) {
					t.Errorf("%s: error %v, want an InputError", name, err)
				}
				continue
			}
			if !jsontext.Value(got.Body).IsValid() {
				t.Errorf("%s: the body is not strict JSON: %q", name, got.Body)
			}
			var document struct {
				ID string `json:"documentId"`
			}
			if name != "finpilo" {
				continue
			}
			if err := json.Unmarshal(got.Body, &document); err != nil || document.ID == "" || document.ID != got.DialectID {
				t.Errorf("%s: documentId %q (%v), dialect id %q", name, document.ID, err, got.DialectID)
			}
		}
	})
}
