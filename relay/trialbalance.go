package relay

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
)

// MaxFindings is how many of each kind a check of the books lists; it counts all of them.
const MaxFindings = 100

// TrialBalance is what all postings add up to. Its amounts are decimal strings, exact however large.
type TrialBalance struct {
	Postings   int
	Accounts   []AccountBalance // by currency, then account
	Currencies []CurrencyBalance
	// Unbalanced are the references of postings whose own debits and credits differ, the first MaxFindings of them.
	Unbalanced      []string
	UnbalancedCount int
	// Breaches are what the checks found wrong with postings when they were made, of the first MaxFindings such postings.
	Breaches []Breach
	Breached int // how many such postings there are
}

// AccountBalance is one account in one currency.
type AccountBalance struct {
	Account, Currency string
	Debit, Credit     string
	Balance           string // debit less credit
}

// CurrencyBalance is all accounts of one currency.
type CurrencyBalance struct {
	Currency      string
	Debit, Credit string
	Balanced      bool
}

// Balanced reports whether debits equal credits in every posting, and so in every currency.
func (b *TrialBalance) Balanced() bool { return b.UnbalancedCount == 0 }

// TrialBalancer adds entries up. The zero value is ready. Not for concurrent use.
type TrialBalancer struct {
	sums       map[accountKey]*sides
	reference  string // of the posting whose entries are being added
	posting    sides
	result     TrialBalance
	inProgress bool
}

type accountKey struct{ currency, account string }

// sides are sums of debits and credits, and the digits behind the point that they were written with.
type sides struct {
	debit, credit exactSum
	digits        int
}

// Add takes one entry of a posting. All entries of a posting come one after the other. An error means that an amount is
// no plain decimal.
func (t *TrialBalancer) Add(reference, currency string, e Entry) error {
	amount, onDebit := e.Credit, false
	if e.Debit != "" {
		amount, onDebit = e.Debit, true
	}
	value, err := readPlain(amount)
	if err != nil {
		return fmt.Errorf("posting %s: %w", reference, err)
	}
	if !t.inProgress || t.reference != reference {
		t.endPosting()
		t.reference, t.inProgress = reference, true
	}
	if t.sums == nil {
		t.sums = map[accountKey]*sides{}
	}
	key := accountKey{currency, e.Account}
	sum := t.sums[key]
	if sum == nil {
		sum = &sides{}
		t.sums[key] = sum
	}
	sum.add(value, onDebit)
	t.posting.add(value, onDebit)
	return nil
}

// Breached notes what the checks found wrong with a posting; nothing where they found nothing.
func (t *TrialBalancer) Breached(reference string, breaches []string) {
	if len(breaches) == 0 {
		return
	}
	t.result.Breached++
	if len(t.result.Breaches) < MaxFindings {
		t.result.Breaches = append(t.result.Breaches, Breach{reference, breaches})
	}
}

func (t *TrialBalancer) endPosting() {
	if t.inProgress && !t.posting.debit.equal(&t.posting.credit) {
		t.result.UnbalancedCount++
		if len(t.result.Unbalanced) < MaxFindings {
			t.result.Unbalanced = append(t.result.Unbalanced, t.reference)
		}
	}
	t.posting = sides{}
}

// Result is what was added up, of so many postings: those without entries were not seen.
func (t *TrialBalancer) Result(postings int) TrialBalance {
	t.endPosting()
	t.inProgress = false
	result := t.result
	result.Postings = postings
	type total struct {
		debit, credit big.Rat
		digits        int
	}
	totals := map[string]*total{}
	for key, sum := range t.sums {
		debit, credit := sum.debit.value(), sum.credit.value()
		result.Accounts = append(result.Accounts, AccountBalance{
			Account: key.account, Currency: key.currency,
			Debit: debit.FloatString(sum.digits), Credit: credit.FloatString(sum.digits), Balance: new(big.Rat).Sub(debit, credit).FloatString(sum.digits),
		})
		all := totals[key.currency]
		if all == nil {
			all = &total{}
			totals[key.currency] = all
		}
		all.debit.Add(&all.debit, debit)
		all.credit.Add(&all.credit, credit)
		all.digits = max(all.digits, sum.digits)
	}
	for currency, all := range totals {
		result.Currencies = append(result.Currencies, CurrencyBalance{
			Currency: currency, Debit: all.debit.FloatString(all.digits), Credit: all.credit.FloatString(all.digits),
			Balanced: all.debit.Cmp(&all.credit) == 0,
		})
	}
	slices.SortFunc(result.Accounts, func(a, b AccountBalance) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Account, b.Account))
	})
	slices.SortFunc(result.Currencies, func(a, b CurrencyBalance) int { return cmp.Compare(a.Currency, b.Currency) })
	return result
}

func (s *sides) add(value readAmount, onDebit bool) {
	side := &s.credit
	if onDebit {
		side = &s.debit
	}
	side.add(value)
	s.digits = max(s.digits, value.digits)
}
