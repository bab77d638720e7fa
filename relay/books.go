package relay

import "github.com/govalues/decimal"

// Booked is what the mock's books hold of the webhooks with one key.
type Booked struct {
	Provider  string
	DedupKey  string
	Reference string // that its document was booked under; empty where there was nothing to book, or not yet
	Waiting   bool   // it was taken, and waits in the inbox to be booked
}

// BookedPosting is a posting as a reconciliation looks at it.
type BookedPosting struct {
	Reference string
	Provider  string
	DedupKey  string
	Document  string // that it books; empty where the books do not say
	Kind      PostingKind
	Currency  string
	Entries   []Entry
	Breaches  []string // what the checks found wrong with it
}

// NoCurrency is ISO 4217 for what involves none: the mock's word for a currency that it was not told.
const NoCurrency = "XXX"

// amends reports whether it changes what another one booked.
func (p *BookedPosting) amends() bool {
	return p.Kind == CorrectionPosting || p.Kind == ReversalPosting
}

// isMoney reports whether there may be several of a kind for one document: it is paid in parts.
func (p *BookedPosting) isMoney() bool { return p.Kind == PaymentPosting || p.Kind == RefundPosting }

// balances are what postings about one document leave on the accounts.
type balances map[balanceKey]decimal.Decimal

type balanceKey struct{ currency, account string }

// balancesOf adds postings up. ok is false where an entry is no amount.
func balancesOf(postings []*BookedPosting) (sums balances, ok bool) {
	sums = balances{}
	for _, p := range postings {
		for _, e := range p.Entries {
			amount, err := ParseAmount(e.Debit)
			if e.Debit == "" {
				amount, err = ParseAmount(e.Credit)
				amount = amount.Neg()
			}
			key := balanceKey{p.Currency, e.Account}
			if err == nil {
				amount, err = sums[key].Add(amount)
			}
			if err != nil {
				return nil, false
			}
			sums[key] = amount
		}
	}
	return sums, true
}

// total is half of all balances, which is the sum of the debits. ok is false where nothing is left, or in several currencies.
func (b balances) total() (total decimal.Decimal, currency string, ok bool) {
	for key, sum := range b {
		if sum.IsZero() {
			continue
		}
		if currency != "" && key.currency != currency {
			return total, "", false
		}
		currency = key.currency
		if sum.IsPos() {
			var err error
			if total, err = total.Add(sum); err != nil {
				return total, "", false
			}
		}
	}
	return total, currency, currency != ""
}

// has reports whether an amount is what is left on one of the accounts. Where an invoice has accounts on both sides, its total
// is that of one account and no sum.
func (b balances) has(amount decimal.Decimal) bool {
	for _, sum := range b {
		if sameAmount(sum, amount) {
			return true
		}
	}
	return false
}
