package control_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// settled waits until all deliveries are final.
func settled(t *testing.T, client *control.Client) {
	t.Helper()
	if waited, err := client.Wait(t.Context(), "", 20*time.Second); err != nil || !waited.Final {
		t.Fatalf("%+v, %v", waited, err)
	}
}

func TestReconcileFindsADocumentBookedOnce(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	ctx := t.Context()
	// Not the built-in subscription: the mock is known by its URL.
	if _, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "moneybird", URL: node.MockURL + "/moneybird"}); err != nil {
		t.Fatal(err)
	}
	p, err := client.Publish(ctx, control.PublishRequest{Provider: "moneybird", Type: "sales_invoice_state_changed_to_open"}, "")
	if err != nil {
		t.Fatal(err)
	}
	settled(t, client)
	before, err := client.Reconcile(ctx, "", "")
	if err != nil || !before.Reconciled || before.OK != 1 || before.Postings != 1 {
		t.Fatalf("%+v, %v", before, err)
	}
	// With another identity it is the same invoice still.
	if _, err := client.ReplayWith(ctx, p.Deliveries[0].ID, control.ReplayOptions{NewID: true}); err != nil {
		t.Fatal(err)
	}
	settled(t, client)
	if same, err := client.Reconcile(ctx, "", ""); err != nil || !same.Reconciled || same.Events != 1 || same.OK != 1 || same.Postings != 1 {
		t.Fatalf("%+v, %v", same, err)
	}
	if other, err := client.Reconcile(ctx, "finpilo", ""); err != nil || other.Events != 0 || other.Postings != 0 || !other.Reconciled {
		t.Errorf("of another product: %+v, %v", other, err)
	}
	if balance, err := client.TrialBalance(ctx, ""); err != nil || !balance.Balanced || balance.Postings != 1 {
		t.Errorf("%+v, %v", balance, err)
	}
}

// More deliveries than a page holds, of a product whose identity is the body alone.
func TestReconcileReadsAllPages(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{})
	ctx := t.Context()
	const many = 1100
	batch := make([]control.PublishRequest, many/2)
	for i := range batch {
		batch[i] = control.PublishRequest{Provider: "silverfin", Type: "account.created"}
	}
	for range 2 {
		if _, err := client.PublishBatch(ctx, batch); err != nil {
			t.Fatal(err)
		}
	}
	settled(t, client)
	if got, err := client.Reconcile(ctx, "", ""); err != nil || got.Events != many || got.NothingToBook != many {
		t.Errorf("%+v, %v", got, err)
	}
	if err := client.ResetMock(ctx); err != nil {
		t.Fatal(err)
	}
	got, err := client.Reconcile(ctx, "", "")
	if err != nil || got.Missing.Count != many || len(got.Missing.Events) != relay.MaxFindings {
		t.Errorf("%d missing, %d named (%v)", got.Missing.Count, len(got.Missing.Events), err)
	}
	var refusal *control.Error
	if _, err := client.TrialBalance(ctx, "silverfinn"); !errors.As(err, &refusal) || refusal.Status != 422 {
		t.Errorf("of a product that there is not: %v", err)
	}
}
