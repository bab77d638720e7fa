package mock

import (
	"fmt"

	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

// check says what is wrong with a posting by itself, as sentences; nil when it is sound.
func check(p *relay.Posting) []string {
	var breaches []string
	debit, credit, err := sides(p.Entries)
	switch {
	case err != nil:
		breaches = append(breaches, err.Error())
	case !debit.Equal(credit):
		breaches = append(breaches, fmt.Sprintf("debits are %v and credits %v", debit, credit))
	}
	amends := p.Kind == relay.CorrectionPosting || p.Kind == relay.ReversalPosting
	switch {
	case amends && p.Amends == "":
		breaches = append(breaches, fmt.Sprintf("the %s amends nothing", p.Kind))
	case !amends && p.Amends != "":
		breaches = append(breaches, fmt.Sprintf("%s has a second reference: it was %s before", p.Document, p.Amends))
	case amends && p.Amends == p.Reference:
		breaches = append(breaches, fmt.Sprintf("%s amends itself", p.Reference))
	}
	return breaches
}

// sides adds up the debits and the credits of entries.
func sides(entries []relay.Entry) (debit, credit decimal.Decimal, err error) {
	for _, e := range entries {
		if (e.Debit == "") == (e.Credit == "") {
			return debit, credit, fmt.Errorf("the entry on %s has not exactly one side", e.Account)
		}
		sum, text := &debit, e.Debit
		if text == "" {
			sum, text = &credit, e.Credit
		}
		amount, err := decimal.Parse(text)
		if err != nil || !amount.IsPos() {
			return debit, credit, fmt.Errorf("the entry on %s is no amount: %.40q", e.Account, text)
		}
		if *sum, err = plus(*sum, amount); err != nil {
			return debit, credit, err
		}
	}
	return debit, credit, nil
}
