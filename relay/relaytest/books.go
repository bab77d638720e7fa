package relaytest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Ledger is what the mock has booked.
type Ledger struct {
	// Postings are the double entries, oldest first.
	Postings []control.Posting
	// Balance is what they add up to.
	Balance control.TrialBalance
}

// Total is an account's balance in a currency, such as EUR: debit less credit, a decimal string such as 121.00. Empty
// where nothing is booked to it.
func (l Ledger) Total(account, currency string) string {
	for _, a := range l.Balance.Accounts {
		if a.Account == account && a.Currency == currency {
			return a.Balance
		}
	}
	return ""
}

// Ledger is what the mock has booked of what it answered by now.
func (h *Relay) Ledger() Ledger {
	h.t.Helper()
	h.Settle()
	l := Ledger{Postings: everything(h, "read the ledger", func(cursor string) ([]control.Posting, string, error) {
		return h.client.Ledger(h.t.Context(), "", cursor, pageSize)
	})}
	slices.Reverse(l.Postings)
	balance, err := h.client.TrialBalance(h.t.Context(), "")
	l.Balance = must(h, balance, err, "add up the books")
	return l
}

// Booked are the mock's postings because of an event, oldest first.
func (h *Relay) Booked(ev Event) []control.Posting {
	h.t.Helper()
	h.Settle()
	var all []control.Posting
	for _, d := range ev.Deliveries {
		books, err := h.client.DeliveryBooks(h.t.Context(), d.ID)
		for _, posting := range must(h, books, err, "look what was booked of "+d.ID).Postings {
			if !slices.ContainsFunc(all, func(other control.Posting) bool { return other.Reference == posting.Reference }) {
				all = append(all, posting)
			}
		}
	}
	return all
}

// Receipts are what the mock received, each with its verdict, oldest first.
func (h *Relay) Receipts() []control.Receipt {
	h.t.Helper()
	h.Settle()
	receipts := everything(h, "read the receipts", func(cursor string) ([]control.Receipt, string, error) {
		return h.client.Receipts(h.t.Context(), "", "", cursor, pageSize)
	})
	slices.Reverse(receipts)
	return receipts
}

// Reconcile holds what was sent to the mock against its books.
func (h *Relay) Reconcile() control.Reconciliation {
	h.t.Helper()
	h.Settle()
	found, err := h.client.Reconcile(h.t.Context(), "", "")
	return must(h, found, err, "reconcile")
}

// RequireReconciled wants everything that was delivered to the mock to be in its books once, as it was sent.
func (h *Relay) RequireReconciled() {
	h.t.Helper()
	h.reconciled(h.Reconcile())
}

// Item is one line of an app's own books.
type Item = relay.ObservedItem

// ReconcileObserved holds what was sent to other receivers than the mock against an app's own books.
func (h *Relay) ReconcileObserved(items []Item) control.Reconciliation {
	h.t.Helper()
	h.Settle()
	found, err := h.client.ReconcileObserved(h.t.Context(), items, "", "")
	return must(h, found, err, "reconcile what was observed")
}

// RequireObserved wants everything that was delivered to other receivers than the mock to be in an app's own books once,
// as it was sent.
func (h *Relay) RequireObserved(items []Item) {
	h.t.Helper()
	h.reconciled(h.ReconcileObserved(items))
}

// reconciled ends the test with what was found, and the exchanges of the first finding.
func (h *Relay) reconciled(r control.Reconciliation) {
	h.t.Helper()
	if r.Reconciled {
		return
	}
	var text strings.Builder
	first := ""
	for _, kind := range []struct {
		name  string
		found control.Findings
	}{{"missing", r.Missing}, {"doubled", r.Doubled}, {"differing", r.Differing}} {
		for _, f := range kind.found.Events {
			fmt.Fprintf(&text, "  %s: %s of %s, deliveries %v\n", kind.name, cmp.Or(relay.Visible(f.Document), f.EventID), f.Provider, f.DeliveryIDs)
			for _, d := range f.Differences {
				fmt.Fprintf(&text, "    %s: expected %s, actual %s\n", d.Field, relay.Visible(d.Expected), relay.Visible(d.Found))
			}
			if first == "" && len(f.DeliveryIDs) > 0 {
				first = f.DeliveryIDs[0]
			}
		}
	}
	for _, b := range r.Breached.Postings {
		fmt.Fprintf(&text, "  breach: %s: %s\n", b.Reference, strings.Join(b.Breaches, "; "))
	}
	if first != "" {
		d, err := h.client.Delivery(h.t.Context(), first)
		writeExchanges(&text, must(h, d, err, "show delivery "+first).Attempts)
	}
	h.t.Fatalf("relaytest: not reconciled: of %d events %d ok, %d missing, %d doubled, %d differing\n%s",
		r.Events, r.OK, r.Missing.Count, r.Doubled.Count, r.Differing.Count, text.String())
}
