package tui

import (
	"fmt"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func at(seconds int) control.Time {
	return control.Time{Time: start.Add(time.Duration(seconds) * time.Second)}
}

func due(seconds int) *control.Time { t := at(seconds); return &t }

// sample is a day's work: one delivery in each state, and one that failed in every way.
func sample(t *testing.T) *stub {
	s := newStub(t)
	s.deliveries = []control.Delivery{
		{ID: "dlv_0k3f9a00000000000000000009f", Provider: "fintoro", Type: "invoices.paid", State: "failed", Reason: "schedule_spent",
			SubscriptionID: "sub_7q", CreatedAt: at(-10), AttemptCount: 5, LastStatus: 503, LastOutcome: "http_error", SettledAt: due(-2)},
		{ID: "dlv_0k3f9a00000000000000000008e", Provider: "fintoro", Type: "clients.updated", State: "pending", SubscriptionID: "sub_7q",
			CreatedAt: at(-20), AttemptCount: 3, LastOutcome: "timeout", DueAt: due(98)},
		{ID: "dlv_0k3f9a00000000000000000007d", Provider: "moneybird", Type: "sales_invoice_state_changed_to_paid", State: "delivered",
			CreatedAt: at(-30), AttemptCount: 2, LastStatus: 200, LastOutcome: "success"},
		{ID: "dlv_0k3f9a00000000000000000006c", Provider: "finpilo", Type: "document.sent", State: "delivered", CreatedAt: at(-40),
			AttemptCount: 1, LastStatus: 200, LastOutcome: "success", Reference: "INV-2026-0042"},
		{ID: "dlv_0k3f9a00000000000000000005b", Provider: "silverfin", Type: "period.updated", State: "held", CreatedAt: at(-50)},
		{ID: "dlv_0k3f9a00000000000000000004a", Provider: "bookkeeper", Type: "payment.confirmed", State: "sending", CreatedAt: at(-60)},
		{ID: "dlv_0k3f9a000000000000000000039", Provider: "bookkeeper", Type: "payment.failed", State: "failed", CreatedAt: at(-70),
			AttemptCount: 1, LastOutcome: "protocol_error", LastFaults: 1},
		{ID: "dlv_0k3f9a000000000000000000028", Provider: "finpilo", Type: "document.sent", State: "failed", Reason: "no_target", CreatedAt: at(-80)},
		{ID: "dlv_0k3f9a000000000000000000017", Provider: "moneybird", Type: "contact_created", State: "unknown", CreatedAt: at(-90),
			AttemptCount: 12, LastOutcome: "connect_error"},
		{ID: "dlv_0k3f9a000000000000000000006", Provider: "silverfin", Type: "account.updated", State: "canceled", Reason: "subscription_deleted",
			CreatedAt: at(-100), AttemptCount: 1, LastStatus: 500, LastOutcome: "http_error"},
	}
	for _, d := range s.deliveries {
		s.whole[d.ID] = d
	}
	d := s.deliveries[0]
	s.whole[d.ID] = whole(d)
	p := s.deliveries[1]
	p.URL, p.Body = "http://127.0.0.1:3000/webhooks/fintoro", text(`{"id":"5c1d","type":"clients.updated"}`)
	s.whole[p.ID] = p
	s.signature = proven()
	s.books = map[string]control.DeliveryBooks{d.ID: bookedTwice()}
	s.stats.Deliveries = map[string]int{"delivered": 1204, "pending": 3, "failed": 2, "held": 41, "sending": 1, "unknown": 1, "canceled": 1}
	s.subscriptions = []control.Subscription{{SubscriptionFields: control.SubscriptionFields{ID: "sub_7q", Name: "ERP"}}}
	s.catalogue = []control.CatalogueEntry{
		{Name: "status", Value: "CODE", Places: []string{"sender", "receiver"}, Meaning: "the answer has this status, whatever the receiver says"},
		{Name: "lose-ack", Places: []string{"sender", "receiver"}, Meaning: "the receiver does its work, then the connection is closed before the answer"},
		{Name: "bad-signature", Places: []string{"sender"}, Meaning: "the signature does not fit the body"},
		{Name: "retry-after", Value: "VALUE", Places: []string{"sender", "receiver"}, Meaning: "503 with this Retry-After"},
		{Name: "detail-404", Places: []string{"api"}, Meaning: "the product's read API does not know the entity"},
	}
	s.providers = []control.Provider{
		{Name: "finpilo", Events: []control.EventType{{Name: "document.sent", Meaning: "A validated document was sent to the accounting system"}}},
		{Name: "fintoro", Events: []control.EventType{{Name: "invoices.created", Meaning: "An invoice was made"}, {Name: "invoices.paid", Meaning: "An issued invoice was paid"}}},
		{Name: "moneybird", Events: []control.EventType{{Name: "sales_invoice_state_changed_to_paid", Meaning: "A sales invoice was paid"}}},
	}
	return s
}

func text(s string) *string { return &s }

// whole is a delivery with five attempts: refused, lost by a fault, timed out, refused twice.
func whole(d control.Delivery) control.Delivery {
	d.URL = "http://127.0.0.1:3000/webhooks/fintoro"
	d.DialectID = "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44"
	body := `{"id":"0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44","type":"invoices.paid","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"invoice","id":4812,"total":1.0}}`
	request := control.Message{
		Method: "POST", URL: d.URL, Body: text(body),
		Headers: map[string][]string{
			"content-type": {"application/json"}, "webhook-id": {"0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44"}, "webhook-timestamp": {"1777887001"},
			"webhook-signature": {"227429a1f3d5c0be8a7b9d2e4f6071829304a5b6c7d8e9f0112233445566f85f"},
		},
	}
	refused := &control.Message{Status: 503, Headers: map[string][]string{"Content-Type": {"text/plain"}, "Retry-After": {"30"}}, Body: text("busy\n")}
	accepted := &control.Message{Status: 200, Headers: map[string][]string{"Content-Type": {"application/json"}}, Body: text(`{"ok":true}`)}
	d.Attempts = []control.Attempt{
		{Number: 1, PlannedAt: due(-10), StartedAt: at(-10), DurationMS: 41, Timings: control.Timings{ConnectMS: 3, FirstByteMS: 39}, Outcome: "http_error", Status: 503, Request: request, Response: refused},
		{Number: 2, PlannedAt: due(-9), StartedAt: at(-9), DurationMS: 12.4, Outcome: "protocol_error", Error: "EOF before the answer", Request: request,
			Faults: []control.Fault{{ID: "flt_1", Name: "lose-ack", At: "sender", Note: "the receiver answered 200; the sender saw the connection close", Actual: accepted}}},
		{Number: 3, PlannedAt: due(-9), StartedAt: at(-8), DurationMS: 10012, Timings: control.Timings{DNSMS: 1200, ConnectMS: 900, TLSMS: 2100}, Outcome: "timeout", Error: "no answer within 10s", Request: request},
		{Number: 4, PlannedAt: due(-7), StartedAt: at(-7), DurationMS: 0.6, Outcome: "http_error", Status: 503, Request: request, Response: refused},
		{Number: 5, PlannedAt: due(-6), StartedAt: at(-6), DurationMS: 2300, Timings: control.Timings{ConnectMS: 200, FirstByteMS: 1400, Reused: false}, Outcome: "http_error", Status: 503, Request: request, Response: refused},
	}
	return d
}

// proven is how the sample's requests were signed: wrongly.
func proven() *control.Signature {
	return &control.Signature{
		Verdict: "wrong", Algorithm: "HMAC-SHA256, hex", Key: "the secret of sub_7q", SignedBytes: "the raw body",
		SignedText: *whole(control.Delivery{}).Attempts[0].Request.Body,
		Headers: []control.SignatureHeader{
			{Name: "webhook-signature", Sent: "227429a1f3d5c0be8a7b9d2e4f6071829304a5b6c7d8e9f0112233445566f85f", Expected: "227429b7a3d5c0be8a7b9d2e4f6071829304a5b6c7d8e9f0112233445566f85f"},
			{Name: "webhook-id", Sent: "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", Expected: "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", Matches: true},
		},
		Mistake: &control.Mistake{ID: "line-feed", Sentence: "a line feed was added to the body", Remedy: "sign the bytes as they are sent"},
		Line:    "wrong: a line feed was added",
	}
}

// bookedTwice is what the mock made of the sample's first and second attempt.
func bookedTwice() control.DeliveryBooks {
	return control.DeliveryBooks{
		Receipts: []control.Receipt{
			{ID: "rcp_1", ReceivedAt: at(-10), Verdict: "unhandled", Status: 503, Attempt: 1, Faults: []control.Fault{{Name: "status", Value: "503", At: "receiver"}}},
			{ID: "rcp_2", ReceivedAt: at(-9), Verdict: "accepted", Status: 200, Attempt: 2, Reference: "INV-2026-0042",
				Fetches: []control.Fetch{{What: "detail", URL: "/fintoro/api/public/v1/invoices/4812", State: "fetched", Tries: 2, Status: 200, Bytes: 812}}},
			{ID: "rcp_4", ReceivedAt: at(-7), Verdict: "duplicate", Status: 503, Attempt: 4, Reference: "INV-2026-0042"},
		},
		Postings: []control.Posting{
			{Reference: "INV-2026-0042", Kind: "invoice", ReceiptID: "rcp_2", Text: "Invoice 4812, Müller", Currency: "EUR", PostedAt: at(-9), Entries: []control.Entry{
				{Account: "1300 Debtors", Debit: "1121.00"}, {Account: "8400 Revenue", Credit: "1000"}, {Account: "1776 VAT", Credit: "121.00"},
			}, Breaches: []string{"the VAT is 21 % and should be 19 %"}},
		},
	}
}

// many are n delivered deliveries, the newest first, numbered from the oldest.
func many(n int) []control.Delivery {
	made := make([]control.Delivery, n)
	for i := range made {
		made[i] = numbered(n - 1 - i)
	}
	return made
}

func numbered(i int) control.Delivery {
	return control.Delivery{
		ID: fmt.Sprintf("dlv_%06d", i), Provider: "fintoro", Type: fmt.Sprintf("event.%d", i), State: "delivered",
		CreatedAt: at(i), AttemptCount: 1, LastStatus: 204, LastOutcome: "success",
	}
}

// arrived is the news of deliveries.
func arrived(deliveries ...control.Delivery) batchMsg {
	b := batch{}
	for _, d := range deliveries {
		b.updates = append(b.updates, update{delivery: d})
	}
	return batchMsg{b}
}
