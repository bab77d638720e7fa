package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func posting(reference, kind, provider, document, text, currency string, entries ...control.Entry) control.Posting {
	return control.Posting{
		Reference: reference, Kind: kind, Provider: provider, Document: document, Text: text, Currency: currency, Entries: entries, ReceiptID: "rcp_" + document, PostedAt: at(-30),
	}
}

// booked is broken with books that hold what was sent.
func booked(t *testing.T) *stub {
	s := broken(t)
	s.boards.postings = []control.Posting{
		posting("PAY-2026-0469", "payment", "bookkeeper", "transaction/txn_00000563b2e883", "payment.confirmed INV-2026-0005", "EUR",
			control.Entry{Account: "bank", Debit: "1246.28"}, control.Entry{Account: "receivables", Credit: "1246.28"}),
		posting("PAY-2026-0468", "payment", "moneybird", "SalesInvoice/480000000004973690", "payment 498439801241787572 of SalesInvoice/480000000004973690", "EUR",
			control.Entry{Account: "bank", Debit: "1353.02"}, control.Entry{Account: "receivables", Credit: "1353.02"}),
		posting("INV-2026-0032", "invoice", "moneybird", "SalesInvoice/480000000004973690", "SalesInvoice 2026-0004", "EUR",
			control.Entry{Account: "receivables", Debit: "1353.02"}, control.Entry{Account: "revenue", Credit: "1118.20"}, control.Entry{Account: "output_vat_21", Credit: "234.82"}),
		posting("CN-2026-0003", "credit_note", "fintoro", "invoice/4813", "credit note of 東京 ltd.", "JPY",
			control.Entry{Account: "revenue", Debit: "100000"}, control.Entry{Account: "receivables", Credit: "100000"}),
		posting("DOC-2026-0001", "document", "finpilo", "delivery-note/77", "a delivery note", ""),
		posting("INV-2026-0031", "invoice", "fintoro", "invoice/4812", "invoice 4812", "EUR",
			control.Entry{Account: "receivables", Debit: "12.5"}, control.Entry{Account: "revenue", Credit: "12.5"}),
	}
	s.boards.reconciliation = control.Reconciliation{Reconciled: true, Events: 1204, Postings: 1204, Undelivered: control.Undelivered{Findings: control.Findings{Count: 3}}}
	s.boards.balance = control.TrialBalance{
		Balanced: true, Postings: 6,
		Currencies: []control.CurrencyBalance{{Currency: "EUR", Debit: "3964.82", Credit: "3964.82", Balanced: true}, {Currency: "JPY", Debit: "100000", Credit: "100000", Balanced: true}},
		Accounts: []control.AccountBalance{
			{Account: "bank", Currency: "EUR", Debit: "2599.30", Credit: "0.00"},
			{Account: "output_vat_21", Currency: "EUR", Debit: "0.00", Credit: "234.82"},
			{Account: "receivables", Currency: "EUR", Debit: "1365.52", Credit: "2599.30"},
			{Account: "revenue", Currency: "EUR", Debit: "0.00", Credit: "1130.70"},
			{Account: "receivables", Currency: "JPY", Debit: "0", Credit: "100000"},
			{Account: "revenue", Currency: "JPY", Debit: "100000", Credit: "0"},
		},
	}
	return s
}

// misbooked is booked with one finding of each kind.
func misbooked(t *testing.T) *stub {
	s := booked(t)
	r := &s.boards.reconciliation
	r.Reconciled, r.Waiting = false, 2
	r.Missing = control.Findings{Count: 1, Events: []control.Finding{{EventID: "evt_1", Provider: "fintoro", Document: "invoice/4812", DeliveryIDs: []string{"dlv_0k3f9a00000000000000000009f", "dlv_0k3f9a00000000000000000007d"}}}}
	r.Doubled = control.Findings{Count: 240, Events: []control.Finding{{EventID: "evt_2", DeliveryIDs: []string{"dlv_0k3f9a00000000000000000007d"}, References: []string{"INV-2026-0031", "INV-2026-0030"}, Bookings: 2}}}
	r.Differing = control.Findings{Count: 1, Events: []control.Finding{{
		EventID: "evt_3", Document: "transaction/txn_00000563b2e883", DeliveryIDs: []string{"dlv_3"}, Differences: []control.Difference{{Field: "amount", Expected: "121.00", Found: "100.00"}},
	}}}
	r.Breached = control.Breached{Count: 1, Postings: []control.Breach{{Reference: "INV-2026-0032", Breaches: []string{"its VAT is no rate of the country"}}}}
	s.boards.postings[2].Breaches = []string{"its VAT is no rate of the country"}
	s.boards.balance.Balanced, s.boards.balance.Currencies[0].Balanced, s.boards.balance.Currencies[0].Credit = false, false, "3964.81"
	s.boards.balance.Unbalanced = []string{"INV-2026-0031"}
	return s
}

func TestBooks(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		server func(t *testing.T) *stub
		keys   []string
	}{
		"balance":          {booked, []string{"j", "j", "tab"}},
		"wrong and picked": {misbooked, []string{"tab", "j", "j"}},
		"none": {func(t *testing.T) *stub {
			s := newStub(t)
			s.boards.reconciliation.Reconciled, s.boards.balance.Balanced = true, true
			return s
		}, nil},
		"no mock": {func(t *testing.T) *stub { s := booked(t); s.boards.mockless = true; return s }, nil},
	}
	for size, wh := range map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}} {
		for name, test := range cases {
			t.Run(name+" at "+size, func(t *testing.T) {
				t.Parallel()
				s := connected(t, wh[0], wh[1], test.server(t))
				s.press("4")
				s.press(test.keys...)
				s.golden(size + "/" + name)
			})
		}
	}
}

func TestBookKeys(t *testing.T) {
	t.Parallel()
	t.Run("enter goes to the deliveries of what is wrong", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, misbooked(t))
		s.press("4", "tab", "enter")
		s.wants("Deliveries ─ id:dlv_0k3f9a00000000000000000009f,dlv_0k3f9a00000000000000000007d")
		if got := len(s.m.list.rows); got != 2 {
			t.Errorf("%d rows, want both", got)
		}
	})
	t.Run("enter goes to the delivery of a posting, whichever of its receipt's was answered", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, booked(t))
		s.server.deliveries[3].Reference = "INV-2026-0032"
		s.press("4", "j", "enter")
		s.wants("Deliveries ─ ref:PAY-2026-0468,INV-2026-0032")
	})
	t.Run("enter finds it by its identity on the wire where no reference was answered", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, booked(t))
		s.server.boards.postings[0].DedupKey, s.server.deliveries[6].DialectID = "msg_1", "msg_1"
		s.press("4", "enter")
		s.wants("Deliveries ─ id:dlv_0k3f9a000000000000000000039")
		s.press("4", "j", "enter")
		s.wants("its delivery is not among those made shortly before it")
		s.wants("─ Books")
	})
	t.Run("an answer that comes when the user has gone on is left", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, booked(t))
		s.press("4", "3")
		s.send(foundMsg{filter: filterOf(relay.FieldID, "dlv_1"), found: true})
		s.wants("─ Faults")
	})
	t.Run("tab goes round what there is", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, misbooked(t))
		s.press("4", "tab")
		s.wants("▸ ✕ missing")
		s.press("tab")
		s.wants("Trial balance")
		s.press("tab")
		s.wants("▸ PAY-2026-0469")
		s.press("tab", "esc")
		s.wants("▸ PAY-2026-0469")
	})
	t.Run("J and K scroll the trial balance", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 12, booked(t))
		s.press("4")
		s.wants("1-7 of 11")
		s.press("J", "J")
		s.wants("3-9 of 11")
		s.press("K")
		s.wants("2-8 of 11")
	})
	t.Run("what is wrong is put right", func(t *testing.T) {
		t.Parallel()
		server := misbooked(t)
		s := connected(t, 120, 40, server)
		s.press("4", "tab")
		s.wants("✕ not reconciled")
		server.boards.reconciliation = control.Reconciliation{Reconciled: true}
		s.later(time.Hour)
		s.wants("✓ reconciled")
		s.wants("▸ PAY-2026-0469")
	})
}

// later lets something happen after some time, and the next second pass.
func (s *screen) later(d time.Duration) {
	s.m.calls.clock.(*relay.VirtualClock).Advance(d)
	s.send(arrived(numbered(1)))
	s.send(tickMsg{start})
}

func (s *screen) count(prefix string) int {
	return len(slices.DeleteFunc(slices.Clone(s.server.calls), func(call string) bool { return !strings.HasPrefix(call, prefix) }))
}

func TestBooksAreReconciledAtAPace(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 40, booked(t))
	s.press("4")
	const call = "GET /v1/mock/reconcile"
	if got := s.count(call); got != 1 {
		t.Fatalf("asked %d times, want once on opening", got)
	}
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{time.Second, 1}, {auditsLeast, 2}, {time.Second / 2, 2}, {time.Hour, 3}} {
		s.later(step.after)
		if got := s.count(call); got != step.want {
			t.Errorf("asked %d times in all after %v more, want %d", got, step.after, step.want)
		}
	}
	s.later(time.Second) // too soon, and nothing happens after it
	s.m.calls.clock.(*relay.VirtualClock).Advance(time.Hour)
	s.send(tickMsg{start})
	if got := s.count(call); got != 4 {
		t.Errorf("asked %d times in all, want what was put off to be asked", got)
	}
}

func TestBooksTooLargeToReconcile(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 40, booked(t))
	s.press("4")
	s.send(auditMsg{err: errors.New("no answer within 15s"), late: true, balance: s.server.boards.balance, took: callTimeout})
	s.wants("◌ too much to reconcile while you look: ledgerhook mock reconcile takes its time")
	s.wants("✓ balanced")
	s.later(2 * time.Minute)
	if got := s.count("GET /v1/mock/reconcile"); got != 1 {
		t.Errorf("asked %d times in all, want once in ten times as long as it took", got)
	}
	s.later(time.Minute)
	s.wants("✓ reconciled")
}
