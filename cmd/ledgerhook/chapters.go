package main

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

type chapter struct {
	title string
	tell  func(ctx context.Context) error
}

func (s *story) chapters() []chapter {
	return []chapter{
		{"1. Each product sends one event; the mock accounting system checks it", s.fiveProducts},
		{"2. Moneybird takes 200 only: its receiver answers 204 first", s.only200},
		{"3. Bookkeeper never hears the acknowledgement, though the receiver did its work", s.lostAcknowledgement},
		{"4. Silverfin rotates a token; the receiver has not heard of it yet", s.rotation},
		{"5. Bookkeeper routes by event type", s.routing},
		{"6. Reconcile: what was sent, held against the books of those who got it", s.reconciled},
	}
}

// fiveProducts sends one event of each product, and shows one request as it went over the wire.
func (s *story) fiveProducts(ctx context.Context) error {
	var shown control.Delivery
	for _, event := range []struct{ provider, eventType string }{
		{"finpilo", "document.sent"}, {"fintoro", "invoices.paid"}, {"moneybird", "contact_created"},
		{"silverfin", "permanent_document.processed"}, {"bookkeeper", "payment.confirmed"},
	} {
		d, err := s.send(ctx, control.PublishRequest{Provider: event.provider, Type: event.eventType})
		if err != nil {
			return err
		}
		receipts, err := s.received(ctx, &d)
		if err != nil {
			return err
		}
		ok := d.State == string(relay.Delivered) && only(receipts, relay.Accepted) && receipts[0].Reference == d.Reference
		if d.Provider != "finpilo" {
			ok = d.State == string(relay.Delivered) && only(receipts, relay.Accepted)
		}
		if err := s.check(ok && receipts[0].Problem == "", "%-10s %-30s -> %d, %s%s", d.Provider, d.Type, d.LastStatus, verifiedText(d.Provider), refText(d.Reference)); err != nil {
			return err
		}
		switch d.Provider {
		case "finpilo":
			if err := s.check(d.Reference != "", "the accounting system's own number came back as accountingReferenceId: %s", d.Reference); err != nil {
				return err
			}
		case "fintoro":
			shown = d
		}
	}
	if !s.json {
		s.say("\n  One of them as it went over the wire:")
		export.Exchange(s.stdout, &shown.Attempts[0])
		s.say("")
	}
	return nil
}

// verifiedText is what the mock has checked: Finpilo signs nothing, and without a key sends none.
func verifiedText(provider string) string {
	if provider == "finpilo" {
		return "accepted (no signature exists)"
	}
	return "signature verified"
}

// only200 lets the receiver answer 204 once, which is a success anywhere but at Moneybird.
func (s *story) only200(ctx context.Context) error {
	rule, err := s.client.AddFault(ctx, control.AddFault{Name: "status", Value: "204", At: "receiver", Filter: "provider:moneybird", First: 1})
	if err != nil {
		return err
	}
	d, err := s.send(ctx, control.PublishRequest{Provider: "moneybird", Type: "sales_invoice_state_changed_to_paid"})
	if err != nil {
		return err
	}
	if err := s.client.RemoveFault(ctx, rule.ID); err != nil {
		return err
	}
	if len(d.Attempts) != 2 {
		return s.check(false, "two attempts, not %d", len(d.Attempts))
	}
	first, second := &d.Attempts[0], &d.Attempts[1]
	receipts, err := s.received(ctx, &d)
	if err != nil {
		return err
	}
	got := len(receipts) == 2 && receipts[0].Status == 204 && receipts[1].Status == 200 && receipts[1].Verdict == string(relay.Accepted)
	if err := s.check(got && first.Outcome == string(relay.HTTPError) && first.Status == 204, "attempt 1: 204, a failure here (the fault was injected at the receiver)"); err != nil {
		return err
	}
	if err := s.check(got && second.Outcome == string(relay.Success) && second.Status == 200,
		"attempt 2: 200, delivered; the wait of %s was shortened to %s", "15s", export.Wait(second.StartedAt.Sub(first.StartedAt.Time))); err != nil {
		return err
	}
	same := len(first.Request.Headers["Idempotency-Key"]) == 1 && first.Request.Headers["Idempotency-Key"][0] == second.Request.Headers["Idempotency-Key"][0]
	return s.check(same && receipts[0].DedupKey == receipts[1].DedupKey, "both carried the same Idempotency-Key")
}

// lostAcknowledgement drops the receiver's answer once: the event arrives twice and is booked once.
func (s *story) lostAcknowledgement(ctx context.Context) error {
	rule, err := s.client.AddFault(ctx, control.AddFault{Name: "lose-ack", At: "sender", Filter: "provider:bookkeeper", First: 1})
	if err != nil {
		return err
	}
	d, err := s.send(ctx, control.PublishRequest{Provider: "bookkeeper", Type: "payment.confirmed"})
	if err != nil {
		return err
	}
	if err := s.client.RemoveFault(ctx, rule.ID); err != nil {
		return err
	}
	receipts, err := s.received(ctx, &d)
	if err != nil {
		return err
	}
	if len(receipts) != 2 || len(d.Attempts) != 2 {
		return s.check(false, "two attempts and two receipts, not %d and %d", len(d.Attempts), len(receipts))
	}
	booked, err := s.postings(ctx, d.Provider, receipts[0].DedupKey)
	if err != nil {
		return err
	}
	if err := s.check(d.Attempts[0].Outcome == string(relay.ProtocolError) && receipts[0].Verdict == string(relay.Accepted),
		"attempt 1: no answer seen, though the receiver booked %s", receipts[0].Reference); err != nil {
		return err
	}
	if err := s.check(d.State == string(relay.Delivered) && receipts[1].Verdict == string(relay.Duplicate) && receipts[1].Reference == receipts[0].Reference,
		"attempt 2: the receiver knows webhook-id %s and answers as before", receipts[1].DedupKey); err != nil {
		return err
	}
	return s.check(booked == 1, "the ledger holds %d posting for it: booked once", booked)
}

// rotation signs with a new first token, which the second receiver does not know: the second signature still matches.
func (s *story) rotation(ctx context.Context) error {
	sub, err := s.client.Subscribe(ctx, control.CreateSubscription{
		Provider: "silverfin", URL: s.other.url + "/silverfin", Secret: demoNewToken, Secret2: demoToken2,
	})
	if err != nil {
		return err
	}
	d, err := s.send(ctx, control.PublishRequest{Provider: "silverfin", Type: "export.created", SubscriptionID: sub.ID})
	if err != nil {
		return err
	}
	receipts, err := s.receivedByOther(ctx, &d)
	if err != nil {
		return err
	}
	return s.check(d.State == string(relay.Delivered) && only(receipts, relay.Accepted) && s.other.keys["silverfin"][0] != demoNewToken,
		"X-SF-SIGNATURE-1 no longer fits the receiver's token, X-SF-SIGNATURE-2 does: accepted, %d", d.LastStatus)
}

// routing sends two event types of one subscription to two receivers.
func (s *story) routing(ctx context.Context) error {
	sub, err := s.client.Subscribe(ctx, control.CreateSubscription{
		Provider: "bookkeeper", URL: s.mockURL + "/bookkeeper", Secret: demoWhsec,
		URLs: map[string]string{"refund.initiated": s.other.url + "/bookkeeper"},
	})
	if err != nil {
		return err
	}
	for _, eventType := range []string{"payment.confirmed", "refund.initiated"} {
		d, err := s.send(ctx, control.PublishRequest{Provider: "bookkeeper", Type: eventType, SubscriptionID: sub.ID})
		if err != nil {
			return err
		}
		here, err := s.received(ctx, &d)
		if err != nil {
			return err
		}
		there, err := s.receivedByOther(ctx, &d)
		if err != nil {
			return err
		}
		right, wrong, name := here, there, "the mock"
		if eventType == "refund.initiated" {
			right, wrong, name = there, here, "the other receiver"
		}
		ok := d.State == string(relay.Delivered) && only(right, relay.Accepted) && len(wrong) == 0
		if err := s.check(ok, "%-18s went to %s, and nowhere else", eventType, fmt.Sprintf("%s (%s)", name, shortTarget(d.Attempts[0].Request.URL))); err != nil {
			return err
		}
	}
	return nil
}
