package mock

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	sound := func(change func(*relay.Posting)) relay.Posting {
		p := relay.Posting{
			Reference: "INV-1", Kind: relay.InvoicePosting, Document: "invoice/1",
			Entries: []relay.Entry{{Account: bank, Debit: "1.10"}, {Account: revenue, Credit: "1"}, {Account: outputVAT, Credit: "0.1"}},
		}
		change(&p)
		return p
	}
	tests := map[string]struct {
		posting relay.Posting
		want    []string
	}{
		"sound":               {sound(func(*relay.Posting) {}), nil},
		"nothing to add up":   {sound(func(p *relay.Posting) { p.Entries = nil }), nil},
		"a cent is missing":   {sound(func(p *relay.Posting) { p.Entries[0].Debit = "1.09" }), []string{"debits are 1.09 and credits 1.1"}},
		"both sides":          {sound(func(p *relay.Posting) { p.Entries[0].Credit = "1.10" }), []string{"the entry on bank has not exactly one side"}},
		"neither side":        {sound(func(p *relay.Posting) { p.Entries[0].Debit = "" }), []string{"the entry on bank has not exactly one side"}},
		"below zero":          {sound(func(p *relay.Posting) { p.Entries[0].Debit = "-1.10" }), []string{`the entry on bank is no amount: "-1.10"`}},
		"a second reference":  {sound(func(p *relay.Posting) { p.Amends = "INV-7" }), []string{"invoice/1 has a second reference: it was INV-7 before"}},
		"amends nothing":      {sound(func(p *relay.Posting) { p.Kind = relay.CorrectionPosting }), []string{"the correction amends nothing"}},
		"amends itself":       {sound(func(p *relay.Posting) { p.Kind, p.Amends = relay.ReversalPosting, "INV-1" }), []string{"INV-1 amends itself"}},
		"a sound correction":  {sound(func(p *relay.Posting) { p.Kind, p.Amends = relay.CorrectionPosting, "INV-7" }), nil},
		"two things at once":  {sound(func(p *relay.Posting) { p.Amends, p.Entries = "INV-7", p.Entries[:1] }), []string{"debits are 1.10 and credits 0", "invoice/1 has a second reference: it was INV-7 before"}},
		"too large to add up": {sound(func(p *relay.Posting) { p.Entries[1].Credit = "9999999999999999999"; p.Entries[2].Credit = "1" }), []string{"the amounts are too large to add up"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, check(&test.posting)); diff != "" {
				t.Errorf("breaches (-want +got):\n%s", diff)
			}
		})
	}
}
