package provider_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// customised renders the sample payment for an endpoint with a field map.
func customised(t *testing.T, fields, data string) string {
	t.Helper()
	sub := &relay.Subscription{ID: "sub_1", URL: "http://h/", Own: []byte(`{"fields":` + fields + `}`)}
	if err := provider.Bookkeeper().Prepare(sub, relay.Chance{}); err != nil {
		t.Fatalf("%s: %v", fields, err)
	}
	at := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	message, err := provider.Bookkeeper().Render(relay.RenderInput{
		Event:        &relay.Event{ID: "evt_1", DialectID: "msg_1", Type: "payment.confirmed", OccurredAt: at, Data: []byte(data)},
		Subscription: sub, DeliveryID: "dlv_1",
	})
	if err != nil {
		t.Fatalf("%s: %v", fields, err)
	}
	if !jsontext.Value(message.Body).IsValid() { // no key twice
		t.Errorf("%s: the body is no strict JSON: %s", fields, message.Body)
	}
	return string(message.Body)
}

// Include, rename and add: the body of each field map, byte for byte.
func TestBookkeeperFields(t *testing.T) {
	t.Parallel()
	const payment = `{"transaction_id":"txn_1","reference_id":"INV-1","amount":"121.00","currency":"EUR","occurred_at":"2026-05-04T09:29:58Z","method":"card"}`
	tests := map[string]struct{ fields, data, want string }{
		"none: the data as it is":            {`{}`, payment, payment},
		"include some":                       {`{"currency":"currency","amount":"amount"}`, payment, `{"transaction_id":"txn_1","amount":"121.00","currency":"EUR"}`},
		"rename":                             {`{"amount":"total","reference_id":"ref"}`, payment, `{"transaction_id":"txn_1","ref":"INV-1","total":"121.00"}`},
		"rename and keep the rest":           {`{"*":"*","amount":"total"}`, payment, `{"transaction_id":"txn_1","reference_id":"INV-1","total":"121.00","currency":"EUR","occurred_at":"2026-05-04T09:29:58Z","method":"card"}`},
		"two change names":                   {`{"*":"*","amount":"currency","currency":"amount"}`, payment, `{"transaction_id":"txn_1","reference_id":"INV-1","currency":"121.00","amount":"EUR","occurred_at":"2026-05-04T09:29:58Z","method":"card"}`},
		"add reference ids":                  {`{"event_id":"event_id","delivery_id":"delivery","event_type":"kind"}`, payment, `{"transaction_id":"txn_1","event_id":"msg_1","delivery":"dlv_1","kind":"payment.confirmed"}`},
		"add amounts and timestamps":         {`{"amount_minor":"cents","event_timestamp":"at","event_unix":"unix"}`, payment, `{"transaction_id":"txn_1","at":"2026-05-04T09:30:00Z","unix":1777887000,"cents":12100}`},
		"what the event lacks is left out":   {`{"refund_id":"refund","amount":"amount"}`, payment, `{"transaction_id":"txn_1","amount":"121.00"}`},
		"an amount that is no money":         {`{"amount_minor":"cents"}`, `{"transaction_id":"txn_1","amount":"1.234"}`, `{"transaction_id":"txn_1"}`},
		"a negative amount":                  {`{"amount_minor":"cents"}`, `{"amount":-0.5}`, `{"cents":-50}`},
		"fields of your own":                 {`{"*":"*"}`, `{"transaction_id":"txn_1","own":[1, 2]}`, `{"transaction_id":"txn_1","own":[1, 2]}`},
		"a name that a field of yours has":   {`{"*":"*","amount":"own"}`, `{"amount":"1","own":2}`, `{"own":"1"}`},
		"a field of yours like one added":    {`{"event_id":"id"}`, `{"event_id":"mine"}`, `{"id":"mine"}`},
		"an event without any of the fields": {`{"amount":"total"}`, `{}`, `{}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := `{"type":"payment.confirmed","timestamp":"2026-05-04T09:30:00Z","data":` + tt.want + `}`
			if got := customised(t, tt.fields, tt.data); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestBookkeeperFieldsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ fields, says string }{
		"an unknown field":           {`{"amout":"total"}`, "did you mean amount"},
		"a field like nothing known": {`{"zzzzzz":"total"}`, "there are reference_id, amount"},
		"a wrongly cased field":      {`{"Amount":"total"}`, "did you mean amount"},
		"the identity renamed":       {`{"transaction_id":"id"}`, "transaction_id says which transaction it is"},
		"the identity taken":         {`{"amount":"transaction_id"}`, "transaction_id says which transaction it is"},
		"one name twice":             {`{"amount":"x","currency":"x"}`, "amount and currency would both be named x"},
		"a name that stays":          {`{"*":"*","amount":"currency"}`, "amount would be named currency, which another field is"},
		"an added one like another":  {`{"*":"*","event_id":"reference_id"}`, "which another field is"},
		"an empty name":              {`{"amount":" "}`, "empty name"},
		"null for a name":            {`{"amount":null}`, "empty name"},
		"a control character":        {`{"amount":"a\nb"}`, "control character"},
		"a long name":                {`{"amount":"` + strings.Repeat("ž", 256) + `"}`, "more than 255 characters"},
		"all renamed":                {`{"*":"rest"}`, `"*":"*"`},
		"one named all":              {`{"amount":"*"}`, `"*":"*"`},
		"a number for a name":        {`{"amount":1}`, "object of strings"},
		"a list":                     {`["amount"]`, "object of strings"},
	}
	for name, tt := range tests {
		err := provider.Bookkeeper().Prepare(&relay.Subscription{ID: "sub_1", URL: "http://h/", Own: []byte(`{"fields":` + tt.fields + `}`)}, relay.Chance{})
		var input *relay.InputError
		if !errors.As(err, &input) || input.Field != "fields" || !strings.Contains(input.Error(), tt.says) {
			t.Errorf("%s: %v, want it to say %q", name, err, tt.says)
		}
	}
}

// Whatever a sample holds can be chosen and renamed.
func TestBookkeeperFieldsAreThoseOfTheSamples(t *testing.T) {
	t.Parallel()
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, eventType := range samples.Types("bookkeeper") {
		sample, err := samples.Sample("bookkeeper", eventType.Name, relay.Draw{Key: "1", Number: 1})
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]jsontext.Value
		if err := json.Unmarshal(sample.Data, &members); err != nil {
			t.Fatal(err)
		}
		for name := range members {
			err := provider.BookkeeperFields{name: "renamed"}.Check()
			if (err != nil) != (name == "transaction_id") {
				t.Errorf("%s has %s: %v", eventType.Name, name, err)
			}
		}
	}
}
