package provider_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// What every product sends of every event type is recognised as what it was made from, and would be sent again to the byte.
func TestRecognizeIsTheInverseOfRender(t *testing.T) {
	t.Parallel()
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	seen := 0
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		sub := relay.Subscription{ID: "sub_1", Provider: name, URL: "http://127.0.0.1:3000/hooks"}
		if err := dialect.Prepare(&sub, relay.Chance{Seed: 1}); err != nil {
			t.Fatal(err)
		}
		for _, eventType := range samples.Types(name) {
			seen++
			s, err := samples.Sample(name, eventType.Name, relay.Draw{Key: "1", Number: 1, Now: now, BaseURL: "http://127.0.0.1:7117"})
			if err != nil {
				t.Fatal(err)
			}
			event := relay.Event{ID: "evt_1", Provider: name, Type: eventType.Name, Data: s.Data, Context: s.Context, OccurredAt: now}
			event.DialectID = dialect.Identify(&event, relay.Chance{Seed: 1})
			in := relay.RenderInput{Event: &event, Subscription: &sub, DeliveryID: "dlv_1", Chance: relay.Chance{Seed: 1}, BaseURL: "http://127.0.0.1:7117"}
			sent, err := dialect.Render(in)
			if err != nil {
				t.Fatal(err)
			}
			header := headersOf(t, dialect, &sub, &sent, now)
			got, err := provider.Recognize(header, sent.Body)
			if err != nil {
				t.Errorf("%s %s: %v\n%s", name, eventType.Name, err, sent.Body)
				continue
			}
			if got.Provider != name || got.Type != eventType.Name || got.DialectID != sent.DialectID {
				t.Errorf("%s %s of identity %q became %s %s of %q", name, eventType.Name, sent.DialectID, got.Provider, got.Type, got.DialectID)
			}
			if dated := name == "fintoro" || name == "bookkeeper"; dated != got.OccurredAt.Equal(now) || dated == got.OccurredAt.IsZero() {
				t.Errorf("%s %s: it occurred at %v", name, eventType.Name, got.OccurredAt)
			}
			if name != "finpilo" && !sameJSON(got.Data, s.Data) { // whose documentId and fileUrl are put in
				t.Errorf("%s %s (-want +got):\n%s", name, eventType.Name, cmp.Diff(string(s.Data), string(got.Data)))
			}
			event.Data, event.Context = got.Data, got.Context
			again, err := dialect.Render(in)
			if err != nil || !bytes.Equal(again.Body, sent.Body) {
				t.Errorf("%s %s: %v, sent again (-want +got):\n%s", name, eventType.Name, err, cmp.Diff(string(sent.Body), string(again.Body)))
			}
			alone, err := provider.RecognizeAs(name, header, sent.Body)
			if diff := cmp.Diff(got, alone); diff != "" || err != nil {
				t.Errorf("%s %s alone: %v\n%s", name, eventType.Name, err, diff)
			}
		}
	}
	if seen < 400 {
		t.Errorf("only %d event types", seen)
	}
}

// headersOf are the headers of an attempt, as a server reads them.
func headersOf(t *testing.T, dialect relay.Dialect, sub *relay.Subscription, sent *relay.Message, now time.Time) http.Header {
	t.Helper()
	signed, err := dialect.Headers(relay.SignInput{Now: now, Body: sent.Body, DialectID: sent.DialectID, URL: sub.URL, Secrets: sub.ActiveSecrets(now)})
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	for _, h := range signed {
		header.Add(h.Name, h.Value)
	}
	return header
}

// sameJSON compares two values but for blanks. Nothing is null.
func sameJSON(a, b []byte) bool {
	compact := func(value []byte) string {
		var out bytes.Buffer
		if json.Compact(&out, value) != nil || out.String() == "{}" {
			return "null"
		}
		return out.String()
	}
	return compact(a) == compact(b)
}

func TestRecognize(t *testing.T) {
	t.Parallel()
	const (
		both    = `{"id":"1","type":"a","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"b","id":1},"timestamp":"2026-05-04T09:30:00Z","data":{"c":1}}`
		bareHex = "227429a14d09c9106e82337bd79a6a9f32837f5ba10d77c0b556e85bf34325f8"
		silver  = `{"webhook":{},"event":"export.created","company":{}}`
	)
	tests := map[string]struct {
		header, value string
		body          string
		want          string // PROVIDER TYPE DATA
		err           string
	}{
		"a bare signature is Fintoro's":              {"webhook-signature", bareHex, both, `fintoro a {"type":"b","id":1}`, ""},
		"a signature with its version is not":        {"webhook-signature", "v1,J+GXdUL0lBM8IBweFehRJy7bVrwTp2sA+Iawni8owdA=", both, `bookkeeper a {"c":1}`, ""},
		"neither form tells nothing":                 {"webhook-signature", "abc", both, "", "it may be from several products: fintoro, bookkeeper"},
		"a signed body with a file is not Finpilo's": {"X-SF-SIGNATURE-1", "x", `{"fileUrl":"u",` + silver[1:], "silverfin export.created ", ""},
		"what names a file is Finpilo's":             {"", "", `{"fileUrl":"u"}`, `finpilo document.sent {"fileUrl":"u"}`, ""},
		"a deleted record is null":                   {"", "", `{"action":"contact_destroyed","entity_type":"Contact","entity_id":"7","state":null,"entity":null}`, "moneybird contact_destroyed null", ""},
		"an unknown type is taken as it is":          {"", "", `{"type":"a.b","timestamp":"x","data":{}}`, `bookkeeper a.b {}`, ""},
		"each product says what is missing": {
			"", "", `{"type":"a"}`, "",
			"the body is that of no product: Finpilo: it has no fileUrl; Fintoro: it has no id, occurredAt, resource; Moneybird: it has no action, entity_type, entity_id, entity; " +
				"Silverfin: it has no webhook, event, company; Bookkeeper: it has no timestamp, data",
		},
		"a wrong kind is said":    {"", "", `{"id":"1","type":"a","occurredAt":"x","resource":{"type":"b","id":1.5}}`, "", "Fintoro: its resource lacks a type in words and an id that is an integer"},
		"data must be an object":  {"", "", `{"type":"a","timestamp":"x","data":[]}`, "", "Bookkeeper: its data is no object"},
		"an entity must be one":   {"", "", `{"action":"a","entity_type":"b","entity_id":"1","entity":1}`, "", "Moneybird: its entity is neither an object nor null"},
		"an empty body":           {"", "", "", "", "the body is no webhook: it is empty"},
		"a list":                  {"", "", "[]", "", "the body is no webhook: it is an array, not a JSON object"},
		"a key that stands twice": {"", "", `{"type":"a","type":"b"}`, "", `the body is no webhook: the key "type" stands in it twice`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			if tt.header != "" {
				header.Set(tt.header, tt.value)
			}
			got, err := provider.Recognize(header, []byte(tt.body))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error %v, want %s", err, tt.err)
				}
				return
			}
			if text := got.Provider + " " + got.Type + " " + string(got.Data); err != nil || text != tt.want {
				t.Errorf("%s, %v; want %s", text, err, tt.want)
			}
		})
	}
	t.Run("as the product that one says", func(t *testing.T) {
		t.Parallel()
		if got, err := provider.RecognizeAs("bookkeeper", nil, []byte(both)); err != nil || got.Provider != "bookkeeper" {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := provider.Recognize(nil, []byte(both)); !errors.Is(err, provider.ErrAmbiguous) {
			t.Errorf("error %v, want it to be ambiguous", err)
		}
		if _, err := provider.RecognizeAs("silverfin", nil, []byte(both)); err == nil || err.Error() != "the body is not one of Silverfin: it has no webhook, event, company" {
			t.Errorf("error %v", err)
		}
		if _, err := provider.RecognizeAs("nobody", nil, []byte(both)); !errors.Is(err, relay.ErrNotFound) {
			t.Errorf("error %v", err)
		}
	})
}

// No body makes Recognize panic, and what it takes it tells whole.
func FuzzRecognize(f *testing.F) {
	f.Add("webhook-signature", "v1,x", []byte(`{"type":"a","timestamp":"x","data":{}}`))
	f.Add("Moneybird-Signature", "t=1", []byte(`{"action":"a","entity_type":"b","entity_id":1,"entity":null}`))
	f.Add("", "", []byte(`{"webhook":{},"event":"a.b","company":{},"a":{"id":1}}`))
	f.Fuzz(func(t *testing.T, name, value string, body []byte) {
		got, err := provider.Recognize(http.Header{http.CanonicalHeaderKey(name): {value}}, body)
		if err != nil {
			return
		}
		if got.Type == "" || !bytes.Contains(body, got.Data) || len(got.Context) > 0 && !json.Valid(got.Context) {
			t.Errorf("%q became %+v", body, got)
		}
	})
}
