package relay_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// An event's data is what was sent, edits included.
func TestSetChangesTheEventToo(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		provider, eventType, data string
		set                       []relay.SetValue
		wantData, wantSubject     string
	}{
		"within the data": {
			"fintoro", "invoices.paid", `{"type":"invoice","id":1}`,
			[]relay.SetValue{{Path: "resource.id", Text: "301"}}, `{"type":"invoice","id":301}`, "invoice/301",
		},
		"the whole data": {
			"fintoro", "invoices.paid", `{"type":"invoice","id":1}`,
			[]relay.SetValue{{Path: "resource", JSON: []byte(`{"type":"invoice","id":5}`)}}, `{"type":"invoice","id":5}`, "invoice/5",
		},
		"beside the data": {
			"fintoro", "invoices.paid", `{"type":"invoice","id":1}`,
			[]relay.SetValue{{Path: "occurredAt", Text: "2026-01-01T00:00:00Z"}}, `{"type":"invoice","id":1}`, "invoice/1",
		},
		"where the data is the body": {
			"finpilo", "document.sent", `{"documentId":"a","total":1.0}`,
			[]relay.SetValue{{Path: "total", Text: "2.50"}}, `{"documentId":"a","total":2.50}`, "document/a",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, always(200, "{}"))
			h.subscribe(tt.provider)
			published, _, err := h.Publish(t.Context(), []relay.PublishRequest{{Provider: tt.provider, Type: tt.eventType, Data: []byte(tt.data), Set: tt.set}}, "")
			if err != nil {
				t.Fatal(err)
			}
			stored, err := h.store.Event(t.Context(), published[0].Event.ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{tt.wantData, tt.wantSubject}, []string{string(stored.Data), stored.Subject}); diff != "" {
				t.Errorf("data and subject (-want +got):\n%s", diff)
			}
		})
	}
}

// An edit of data that an endpoint gets in another shape is made before the shape, for it and for the others.
func TestSetReachesReshapedData(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	for _, own := range []string{`{}`, `{"fields":{"amount":"total"}}`} {
		if _, _, err := h.Subscribe(t.Context(), relay.Subscription{Provider: "bookkeeper", URL: "http://127.0.0.1:3000/", Own: []byte(own)}); err != nil {
			t.Fatal(err)
		}
	}
	publish := func(path string) ([]relay.Published, error) {
		published, _, err := h.Publish(t.Context(), []relay.PublishRequest{{
			Provider: "bookkeeper", Type: "payment.confirmed", Data: []byte(`{"amount":"1.00"}`), OccurredAt: harnessStart,
			Set: []relay.SetValue{{Path: path, Text: "2.00"}, {Path: "timestamp", Text: "now"}},
		}}, "")
		return published, err
	}
	published, err := publish("data.amount")
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, d := range published[0].Deliveries {
		bodies = append(bodies, string(d.Body))
	}
	want := []string{
		`{"type":"payment.confirmed","timestamp":"now","data":{"amount":"2.00"}}`, `{"type":"payment.confirmed","timestamp":"now","data":{"total":"2.00"}}`,
	}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := publish("data.amout"); err == nil {
		t.Error("a path that is nowhere is taken")
	}
}
