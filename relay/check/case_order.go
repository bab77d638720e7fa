package check

import (
	"context"
	"strings"
)

// overtaking is two events about one record, of which the later one comes first, by product.
type overtaking map[string]struct{ later, earlier string }

// orderCases are about events that overtake each other. That no product promises an order is what their retries make of it: one
// that fails comes again after those that happened since.
func orderCases() []Case {
	const remedy = "take each event for a hint that its record changed: book what the record says now, make it where it is not known yet, and refuse nothing because another event is missing"
	rule := says("retries let events overtake each other, so the later one may come first: an error makes both come again, and neither tells anything new then")
	updated := overtaking{
		"fintoro": {"invoices.updated", "invoices.created"}, "moneybird": {"sales_invoice_updated", "sales_invoice_created"},
		"silverfin": {"account.updated", "account.created"}, "bookkeeper": {"refund.completed", "refund.initiated"},
	}
	paid := overtaking{
		"fintoro": {"invoices.paid", "invoices.created"}, "moneybird": {"sales_invoice_state_changed_to_paid", "sales_invoice_state_changed_to_open"},
	}
	deleted := overtaking{
		"fintoro": {"invoices.deleted", "invoices.updated"}, "moneybird": {"sales_invoice_destroyed", "sales_invoice_updated"},
		"silverfin": {"account.destroyed", "account.updated"},
	}
	return []Case{{
		ID: "order/updated-first", Title: "takes a change of a record before its creation", Level: Should,
		Rule: rule, Source: goodPractice, Remedy: remedy, Skip: updated.missing, Run: updated.run,
	}, {
		ID: "order/paid-first", Title: "takes a payment before the invoice", Level: Should,
		Rule: rule, Source: goodPractice, Remedy: remedy, Skip: paid.missing, Run: paid.run,
	}, {
		ID: "order/deleted-first", Title: "takes a change of a record after its deletion", Level: Should,
		Rule: rule, Source: goodPractice, Remedy: remedy, Skip: deleted.missing, Run: deleted.run,
	}, {
		ID: "order/booked-once", Title: "books a record once, whatever order its events come in", Level: Must,
		Rule:   says("events about one record are about one thing to book"),
		Source: goodPractice, Skip: paid.missing,
		Remedy: "let a unique index on the record's kind and id decide what is booked already, beside the one on the event's identity",
		Run:    paid.books,
	}}
}

func (o overtaking) missing(s *Session) string {
	if _, ok := o[s.Traits.Name]; !ok {
		return "the product has no two such events about one record"
	}
	return ""
}

// send sends the later one and then the earlier one.
func (o overtaking) send(ctx context.Context, s *Session) ([]Webhook, Finding, error) {
	pair := o[s.Traits.Name]
	later, err := s.New(pair.later, nil)
	if err != nil {
		return nil, Finding{}, err
	}
	earlier, err := s.New(pair.earlier, later.event.Data)
	if err != nil {
		return nil, Finding{}, err
	}
	sent := []Webhook{later, earlier}
	var answers []string
	for i, what := range []string{pair.later + " of a record that it has not heard of", pair.earlier + " of the same record, too late"} {
		x, err := s.sendsThis(ctx, what, sent[i], nil)
		if err != nil || !s.taken(&x) {
			return nil, s.Accepts(x, what), err
		}
		answers = append(answers, Answer(&x)+" to "+what)
	}
	return sent, Passed("it " + strings.Join(answers, ", and ")), nil
}

func (o overtaking) run(ctx context.Context, s *Session) (Finding, error) {
	_, finding, err := o.send(ctx, s)
	return finding, err
}

// books looks at what the app booked of the two.
func (o overtaking) books(ctx context.Context, s *Session) (Finding, error) {
	if why, err := s.readBooks(ctx); why != "" || err != nil {
		return Skipped(why), err
	}
	sent, finding, err := o.send(ctx, s)
	if err != nil || finding.Verdict != Pass {
		return Skipped("not both were taken: see order/paid-first"), err
	}
	found, why, err := s.inBooks(ctx, sent...)
	switch {
	case why != "" || err != nil:
		return Skipped(why), err
	case found.Doubled.Count > 0:
		return Broken("it booked the record twice when " + sent[0].Type + " came before " + sent[1].Type), nil
	}
	return Passed("it booked the record no more than once"), nil
}
