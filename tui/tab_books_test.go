package tui

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestBooksPage(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	sent := &control.Delivery{URL: "http://127.0.0.1:3000/hook", Attempts: []control.Attempt{{Number: 1}}}
	none := control.DeliveryBooks{}
	tests := map[string]struct {
		d    *control.Delivery
		read *reading
		want string
	}{
		"nothing was asked":      {sent, nil, "reading…\n"},
		"the answer is to come":  {sent, &reading{asked: true}, "reading…\n"},
		"it cannot be read":      {sent, &reading{err: &control.Error{Detail: "database is locked"}}, "The books cannot be read.\n\ndatabase is locked\n"},
		"it was not sent yet":    {&control.Delivery{}, &reading{books: &none}, "Not sent yet: nothing can be booked.\n"},
		"another receiver got":   {sent, &reading{books: &none}, "The mock received nothing of this delivery.\n\nIt goes to http://127.0.0.1:3000/hook. The mock books what is sent to the\nmock; what"},
		"received and not taken": {sent, &reading{books: &control.DeliveryBooks{Receipts: []control.Receipt{{ReceivedAt: at(0), Verdict: "rejected", Problem: "no signature", Status: 401}}}}, "Received\n✕ rejected  14:02:11  answered 401\n  no signature\n\nBooked\nnothing\n"},
	}
	for name, test := range tests {
		if got := drawnPage(th, th.booksPage(test.d, test.read, 76), 76); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

func TestAmountsStandBelowEachOther(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	postings := []control.Posting{{Currency: "EUR", Entries: []control.Entry{
		{Account: "1300 Debtors", Debit: "1121.005"}, {Account: "8400 Revenue of everything that was ever sold", Credit: "1000"}, {Account: "1776", Credit: "121.00"}, {Account: "x", Debit: ".5"},
	}}, {Entries: []control.Entry{{Account: "東京", Credit: "-3.1"}}}}
	for _, w := range []int{42, 46, 120} {
		c := th.entryColumns(postings, w)
		debit, credit := map[int]bool{}, map[int]bool{}
		for _, p := range postings {
			for _, e := range p.Entries {
				line := th.entryLine(&e, p.Currency, c)
				if width(strings.TrimRight(line, " ")) > w {
					t.Errorf("%q is wider than %d", line, w)
				}
				for _, side := range []struct {
					amount string
					at     map[int]bool
				}{{e.Debit, debit}, {e.Credit, credit}} {
					if before, _, ok := strings.Cut(line, side.amount); ok && side.amount != "" {
						whole, _, _ := strings.Cut(side.amount, ".")
						side.at[width(before+whole)] = true
					}
				}
			}
		}
		if len(debit) != 1 || len(credit) != 1 {
			t.Errorf("at %d the points stand at %v and %v", w, debit, credit)
		}
	}
}

func TestHitsNext(t *testing.T) {
	t.Parallel()
	d := &control.Delivery{Provider: "fintoro", State: "pending", AttemptCount: 2, CreatedAt: at(-60), PostponedBy: []control.Fault{{ID: "flt_9"}}}
	tests := map[string]struct {
		rule control.FaultRule
		want bool
	}{
		"without a filter":              {control.FaultRule{At: "sender"}, true},
		"of another product":            {control.FaultRule{At: "sender", Filter: "provider:finpilo"}, false},
		"of this product":               {control.FaultRule{At: "receiver", Filter: "provider:fintoro"}, true},
		"of old ones":                   {control.FaultRule{At: "sender", Filter: "age:>1h"}, false},
		"its first attempts are over":   {control.FaultRule{At: "sender", First: 2}, false},
		"its third attempt":             {control.FaultRule{At: "sender", First: 3}, true},
		"it has hit as often as it may": {control.FaultRule{At: "sender", Limit: 4, Hits: 4}, false},
		"of the product's API":          {control.FaultRule{At: "api"}, false},
		"it has put it off already":     {control.FaultRule{ID: "flt_9", At: "sender", Name: "delay"}, false},
		"a filter that is none":         {control.FaultRule{At: "sender", Filter: "nope:"}, false},
	}
	for name, test := range tests {
		if got := hitsNext(&test.rule, d, start); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
