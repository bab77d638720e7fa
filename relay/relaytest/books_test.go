package relaytest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/relaytest"
)

func TestLedgerAddsUp(t *testing.T) {
	t.Parallel()
	h := relaytest.New(t)
	if l := h.Ledger(); len(l.Postings) != 0 || l.Total("bank", "EUR") != "" {
		t.Errorf("%+v", l)
	}
	h.Subscribe("bookkeeper", h.MockURL("bookkeeper"))
	h.Inject("lose-ack", relaytest.When{First: 1})
	first := h.Trigger("bookkeeper", "payment.confirmed", relaytest.Set{"data.amount": "100.00", "data.currency": "EUR"})
	h.RequireDelivered(first)
	h.RequireDelivered(h.Trigger("bookkeeper", "payment.confirmed", relaytest.Set{"data.amount": "20.50", "data.currency": "EUR"}))
	l := h.Ledger()
	if len(l.Postings) != 2 || l.Total("bank", "EUR") != "120.50" || l.Total("receivables", "EUR") != "-120.50" || l.Total("bank", "USD") != "" {
		t.Errorf("%+v", l.Balance)
	}
	booked := h.Booked(first)
	if len(booked) != 1 || booked[0].Reference != l.Postings[0].Reference {
		t.Errorf("booked %+v, the first of the ledger is %+v", booked, l.Postings[0])
	}
	h.RequireReconciled()
	if found := h.Reconcile(); found.OK != 2 || len(h.Receipts()) != 4 || h.Receipts()[1].Verdict != "duplicate" {
		t.Errorf("%d ok, %d receipts", found.OK, len(h.Receipts()))
	}
}

func TestObservedBooksAreHeldAgainstWhatWasSent(t *testing.T) {
	t.Parallel()
	url, _ := answering(t, http.StatusNoContent)
	run := func(items func(ev relaytest.Event) []relaytest.Item) (string, bool) {
		return watch(func(t testing.TB) {
			h := relaytest.New(t)
			h.Subscribe("bookkeeper", url)
			ev := h.Trigger("bookkeeper", "payment.confirmed", relaytest.Set{"data.amount": "121.00", "data.currency": "EUR"})
			h.RequireDelivered(ev)
			if found := h.ReconcileObserved(items(ev)); found.Against != "observed" {
				t.Errorf("against %s", found.Against)
			}
			h.RequireObserved(items(ev))
		})
	}
	once := func(ev relaytest.Event) []relaytest.Item {
		return []relaytest.Item{{EventID: ev.ID, Amount: "121.00", Currency: "EUR", Reference: "A-1"}}
	}
	if printed, failed := run(once); failed {
		t.Errorf("what is right is refused: %s", printed)
	}
	for name, tt := range map[string]struct {
		items func(relaytest.Event) []relaytest.Item
		want  string
	}{
		"missing":      {func(relaytest.Event) []relaytest.Item { return nil }, "1 missing"},
		"doubled":      {func(ev relaytest.Event) []relaytest.Item { return append(once(ev), once(ev)...) }, "bookings: expected 1, actual 2"},
		"other amount": {func(ev relaytest.Event) []relaytest.Item { return []relaytest.Item{{EventID: ev.ID, Amount: "100"}} }, "amount: expected 121"},
	} {
		if printed, failed := run(tt.items); !failed || !strings.Contains(printed, tt.want) || !strings.Contains(printed, "> POST ") {
			t.Errorf("%s: failed %v, printed %s; want %q", name, failed, printed, tt.want)
		}
	}
}
