package control_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// bookingApp is a receiver that takes everything but at /broken.
func bookingApp(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/broken" {
			w.WriteHeader(http.StatusGone)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// An app's own list against what was sent to it: found by every name that the app may know an event by.
func TestReconcileObserved(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	ctx, url := t.Context(), bookingApp(t)
	for _, sub := range []control.CreateSubscription{
		{Provider: "fintoro", URL: url}, {Provider: "bookkeeper", URL: url, Events: []string{"payment.confirmed"}},
		{Provider: "bookkeeper", URL: url + "/broken", Events: []string{"refund.initiated"}}, {Provider: "silverfin", URL: node.MockURL + "/silverfin"},
	} {
		if _, err := client.Subscribe(ctx, sub); err != nil {
			t.Fatal(err)
		}
	}
	published, err := client.PublishBatch(ctx, []control.PublishRequest{
		{Provider: "fintoro", Type: "invoices.created", Data: []byte(`{"type":"invoice","id":4812}`)},
		{Provider: "fintoro", Type: "invoices.updated", Data: []byte(`{"type":"invoice","id":4812}`)},
		{Provider: "fintoro", Type: "clients.created", Data: []byte(`{"type":"client","id":4812}`)},
		{Provider: "bookkeeper", Type: "payment.confirmed", Data: []byte(`{"transaction_id":"txn_1","amount":"121.00","currency":"EUR"}`)},
		{Provider: "bookkeeper", Type: "payment.confirmed", Data: []byte(`{"transaction_id":"txn_2","amount":"7.50","currency":"EUR"}`)},
		{Provider: "bookkeeper", Type: "refund.initiated", Data: []byte(`{"refund_id":"r_1","amount":"3.00","currency":"EUR"}`)},
		{Provider: "silverfin", Type: "export.created"},
	})
	if err != nil {
		t.Fatal(err)
	}
	settled(t, client)
	delivery := published[3].Deliveries[0]
	wire := published[4].Deliveries[0].DialectID
	got, err := client.ReconcileObserved(ctx, []relay.ObservedItem{
		{ID: "4812"}, {EventID: delivery.ID, Amount: "121", Currency: "EUR"}, {ID: wire, Amount: "7.5"}, {DocumentID: "nothing", Amount: "1"},
	}, "", "")
	if err != nil {
		t.Fatal(err)
	}
	want := control.Reconciliation{
		Reconciled: true, Against: "observed", Events: 6, Documents: 5, OK: 3, NothingToBook: 1, Missing: none(), Doubled: none(), Differing: none(), Breached: control.Breached{Postings: []control.Breach{}},
		Undelivered: control.Undelivered{Findings: control.Findings{Count: 1, Events: []control.Finding{{
			EventID: published[5].Event.ID, Provider: "bookkeeper", Document: "refund/r_1", DeliveryIDs: []string{published[5].Deliveries[0].ID},
			References: []string{}, Differences: []control.Difference{},
		}}}, States: map[string]int{"failed": 1}},
		Items: 4, Unmatched: 1, UnmatchedItems: []control.Observed{{DocumentID: "nothing", Amount: "1"}}, Elsewhere: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got, err = client.ReconcileObserved(ctx, []relay.ObservedItem{{ID: "txn_1", Amount: "12.10"}}, "bookkeeper", "type:payment.*")
	if err != nil || got.Reconciled || got.Events != 2 || got.Missing.Count != 1 || got.Differing.Count != 1 || got.Elsewhere != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	if diff := cmp.Diff([]control.Difference{{Field: "amount", Expected: "121.00", Found: "12.10"}}, got.Differing.Events[0].Differences); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, err := client.ReconcileObserved(ctx, nil, "silverfin", ""); err != nil || got.Events != 0 || got.Elsewhere != 1 || !got.Reconciled {
		t.Errorf("of what went to the mock alone: %+v, %v", got, err)
	}
}

func none() control.Findings { return control.Findings{Events: []control.Finding{}} }

// The sender keeps a reference that the books do not have: the receiver at the other end was not the mock it was taken for.
func TestReconcileComparesReferences(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{})
	ctx := t.Context()
	if _, err := client.Publish(ctx, control.PublishRequest{Provider: "finpilo", Type: "document.sent"}, ""); err != nil {
		t.Fatal(err)
	}
	settled(t, client)
	if got, err := client.Reconcile(ctx, "", ""); err != nil || !got.Reconciled || got.OK != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	deliveries, _, err := client.Deliveries(ctx, control.DeliveryQuery{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	// The books forget, and give the same document another reference when it comes again: the sender has the old one as well.
	if err := client.ResetMock(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Replay(ctx, deliveries[0].ID); err != nil {
		t.Fatal(err)
	}
	settled(t, client)
	got, err := client.Reconcile(ctx, "", "")
	if err != nil || got.Reconciled || got.Differing.Count != 1 || len(got.Differing.Events[0].References) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	want := []control.Difference{{Field: "reference", Expected: deliveries[0].Reference, Found: got.Differing.Events[0].References[0]}}
	if diff := cmp.Diff(want, got.Differing.Events[0].Differences); diff != "" || want[0].Expected == want[0].Found {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// What the filter leaves out is not looked at.
	if got, err := client.Reconcile(ctx, "finpilo", "-id:"+deliveries[0].ID+" -type:document.*"); err != nil || !got.Reconciled || got.Events != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestReconcileRefusesWhatIsNoList(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{})
	ctx := t.Context()
	for want, call := range map[string]func() error{
		"observed[1].amount": func() error {
			_, err := client.ReconcileObserved(ctx, []relay.ObservedItem{{ID: "a"}, {ID: "b", Amount: "1.234,56"}}, "", "")
			return err
		},
		"observed[0]: it has no event_id": func() error {
			_, err := client.ReconcileObserved(ctx, []relay.ObservedItem{{Amount: "1"}}, "", "")
			return err
		},
		"did you mean finpilo": func() error {
			_, err := client.ReconcileObserved(ctx, nil, "finpillo", "")
			return err
		},
		"sate": func() error {
			_, err := client.Reconcile(ctx, "", "sate:failed")
			return err
		},
		fmt.Sprintf("more than %d items", relay.MaxObserved): func() error {
			items := make([]relay.ObservedItem, relay.MaxObserved+1)
			for i := range items {
				items[i].ID = "x"
			}
			_, err := client.ReconcileObserved(ctx, items, "", "")
			return err
		},
	} {
		var refusal *control.Error
		if err := call(); !errors.As(err, &refusal) || refusal.Status != 422 && refusal.Status != 400 || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
