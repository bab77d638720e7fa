package export_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// began is when the recorded stories begin.
func began() time.Time { return time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC) }

// tried is a delivery with attempts, written OUTCOME STATUS [FAULT[=VALUE]@PLACE]…, ten seconds apart.
func tried(id, state string, at time.Duration, attempts ...string) *control.Delivery {
	d := &control.Delivery{
		ID: id, EventID: "evt_" + id, SubscriptionID: "sub_1", Provider: "fintoro", Type: "invoices.paid", URL: "http://127.0.0.1:7118/fintoro",
		State: state, DialectID: "d-" + id, CreatedAt: control.Time{Time: began().Add(at)},
	}
	for i, text := range attempts {
		words := strings.Fields(text)
		a := control.Attempt{Number: i + 1, Outcome: words[0], StartedAt: control.Time{Time: d.CreatedAt.Add(time.Duration(i) * 10 * time.Second)}}
		_ = json.Unmarshal([]byte(words[1]), &a.Status)
		for _, hit := range words[2:] {
			spec, place, _ := strings.Cut(hit, "@")
			name, value, _ := strings.Cut(spec, "=")
			a.Faults = append(a.Faults, control.Fault{Name: name, Value: value, At: place})
		}
		d.Attempts = append(d.Attempts, a)
	}
	d.AttemptCount = len(d.Attempts)
	if d.Final() {
		d.SettledAt = &control.Time{Time: d.CreatedAt.Add(time.Duration(len(attempts)) * 10 * time.Second)}
	}
	return d
}

// published is the event of a delivery.
func published(d *control.Delivery, data string) *control.Event {
	return &control.Event{ID: d.EventID, Provider: d.Provider, Type: d.Type, CreatedAt: d.CreatedAt, OccurredAt: d.CreatedAt, Data: json.RawMessage(data)}
}

func TestRecording(t *testing.T) {
	t.Parallel()
	const resource = `{"type":"invoice","id":4812}`
	tests := map[string]func(r *export.Recording){
		"one delivery whose answer was lost": func(r *export.Recording) {
			d := tried("dlv_1", "delivered", 0, "timeout 0 lose-ack@sender", "success 204")
			r.Deliver(d, published(d, resource))
		},
		"what another receiver did by itself": func(r *export.Recording) {
			d := tried("dlv_1", "delivered", 0, "http_error 503", "aborted 0", "timeout 0", "connect_error 0", "http_error 403 bad-signature@sender", "success 200")
			d.URL = "http://127.0.0.1:3000/hooks?token=***"
			r.Deliver(d, published(d, resource))
		},
		"one that is not final yet": func(r *export.Recording) {
			d := tried("dlv_1", "pending", 0, "http_error 401 wrong-secret@sender", "http_error 401 wrong-secret@sender", "http_error 500 status=500@receiver")
			r.Deliver(d, published(d, resource))
		},
		"one that was not sent yet": func(r *export.Recording) {
			d := tried("dlv_1", "pending", 0)
			r.Deliver(d, published(d, resource))
		},
		"one whose newest attempt took its time": func(r *export.Recording) {
			d := tried("dlv_1", "pending", 0, "http_error 503 status=503@sender", "timeout 0 hang@sender")
			d.DueAt = &control.Time{Time: began().Add(110 * time.Second)}
			r.Deliver(d, published(d, resource))
		},
		"several, one of them not final": func(r *export.Recording) {
			one, two := tried("dlv_1", "delivered", 0, "http_error 503 status=503@sender", "success 204"), tried("dlv_2", "pending", time.Second, "timeout 0 hang@sender")
			two.Type, two.EventID = "invoices.created", "evt_2"
			two.DueAt = &control.Time{Time: began().Add(30 * time.Second)}
			r.Deliver(one, published(one, resource))
			r.Deliver(two, published(two, resource))
		},
		"several, some alike": func(r *export.Recording) {
			one := tried("dlv_1", "delivered", 0, "http_error 503 status=503@sender", "timeout 0 hang@sender", "success 204")
			two := tried("dlv_2", "delivered", 1500*time.Millisecond, "http_error 503 status=503@sender", "http_error 503 status=503@sender", "success 204")
			other := tried("dlv_3", "canceled", 2*time.Second, "http_error 500 status=500@receiver")
			other.Provider, other.Type, other.SubscriptionID = "bookkeeper", "payment.confirmed", "sub_2"
			again := tried("dlv_4", "delivered", time.Hour, "success 204")
			again.ReplayOf, again.EventID, again.DialectID = "dlv_1", one.EventID, "new"
			nobody := tried("dlv_5", "", 2*time.Hour)
			for _, d := range []*control.Delivery{again, other, two, one} { // in whatever order
				r.Deliver(d, published(d, resource))
			}
			e := published(nobody, `{"type":"client","id":7}`)
			e.Type, e.OccurredAt = "clients.created", control.Time{Time: began()}
			r.Receive(e, export.Arrival{})
		},
		"one event for two subscriptions": func(r *export.Recording) {
			one, two, alone := tried("dlv_1", "delivered", 0, "success 204"), tried("dlv_2", "held", 0), tried("dlv_3", "delivered", time.Second, "success 204")
			two.SubscriptionID, two.EventID, alone.Type = "sub_2", one.EventID, "invoices.created"
			r.Subscriptions = map[string]*control.Subscription{"sub_2": {SubscriptionFields: control.SubscriptionFields{
				Name: "My App", Events: []string{"invoices.paid"}, Secret: "whsec_x", Sending: control.Sending{Retry: "5s,5m", Concurrency: 2, Rate: 1.5, Ordered: true, AtMostOnce: true},
			}}}
			for _, d := range []*control.Delivery{one, two, alone} {
				r.Deliver(d, published(d, resource))
			}
		},
		"subscriptions whose names are alike": func(r *export.Recording) {
			r.Subscriptions = map[string]*control.Subscription{}
			e := published(tried("dlv_1", "delivered", 0), resource)
			for i, name := range []string{"app", "App", "app-2"} {
				d := tried(fmt.Sprintf("dlv_%d", i+1), "delivered", 0, "success 204")
				d.EventID, d.SubscriptionID = e.ID, fmt.Sprintf("sub_%d", i+1)
				r.Subscriptions[d.SubscriptionID] = &control.Subscription{SubscriptionFields: control.SubscriptionFields{Name: name}}
				r.Deliver(d, e)
			}
		},
		"requests that came in": func(r *export.Recording) {
			for i, verdict := range []string{"", "accepted", "duplicate of it", "duplicate", "rejected", "unhandled"} {
				d := tried("dlv_1", "", time.Duration(i)*time.Second)
				d.Provider, d.Type = "silverfin", "export.created"
				e := published(d, `{"id":1,"name":"report for Piet Bell","owner_name":"Piet Bell","price":"$5"}`)
				e.ID = ""
				verdict, _, of := strings.Cut(verdict, " ")
				a := export.Arrival{Verdict: verdict}
				if of || verdict == "accepted" {
					a.Key = "k"
				}
				if verdict == "unhandled" {
					a.Faults = []control.Fault{{Name: "status", Value: "500", At: "receiver"}}
				}
				r.Receive(e, a, export.Beside{Path: "company.name", JSON: []byte(`"Piet Bell"`)}, export.Beside{Path: "company.id", JSON: []byte("88001")})
			}
		},
		"two duplicates of one": func(r *export.Recording) {
			for i := range 2 {
				e := published(tried("dlv_1", "", time.Duration(i)*time.Second), resource)
				r.Receive(e, export.Arrival{Verdict: "duplicate", Key: "k"})
			}
		},
		"kept as it was": func(r *export.Recording) {
			r.Keep = export.Keep{Secrets: true, PersonalData: true}
			r.Subscriptions = map[string]*control.Subscription{"sub_1": {SubscriptionFields: control.SubscriptionFields{Secret: "a$b", Secret2: "c"}}}
			d := tried("dlv_1", "delivered", 0, "success 204")
			r.Deliver(d, published(d, `{"contact_name":"Piet Bell","token":"t","masked_token":"***","note":"piet@bell.test"}`))
		},
	}
	for name, happens := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := export.Recording{Mock: "http://127.0.0.1:7118"}
			happens(&r)
			text, err := r.Scenario()
			if err != nil {
				t.Fatal(err)
			}
			var back yaml.MapSlice
			if err := yaml.Unmarshal(text, &back); err != nil {
				t.Errorf("%v\n%s", err, text)
			}
			golden(t, "recording_"+export.Slug(name)+".golden", string(text))
		})
	}
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		if text, err := (&export.Recording{}).Scenario(); err == nil {
			t.Errorf("nothing became %s", text)
		}
	})
	t.Run("data that is none", func(t *testing.T) {
		t.Parallel()
		var r export.Recording
		d := tried("dlv_1", "delivered", 0, "success 204")
		r.Deliver(d, published(d, `{"a":`))
		if text, err := r.Scenario(); err == nil {
			t.Errorf("it became %s", text)
		}
	})
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "invoices.paid": "invoices-paid", "../../etc/passwd": "etc-passwd", "Fintoro  ABC é\x1b[2J": "fintoro-abc-2j", strings.Repeat("a", 200): strings.Repeat("a", 80),
	} {
		if got := export.Slug(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
