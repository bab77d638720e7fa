package mock

import (
	"fmt"
	"slices"

	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

// figures are the amounts that a document states. A credit note's are below zero.
type figures struct {
	total decimal.Decimal  // with VAT
	net   *decimal.Decimal // without; nil when it is not stated
	vat   *decimal.Decimal // nil when it is not stated
	lines []vatLine        // empty when they are not stated, or say nothing of VAT
}

// vatLine is the VAT of one line, or of all lines of one rate.
type vatLine struct {
	rate string // in percent, such as 21 or 5.5; empty when it is not known
	vat  decimal.Decimal
}

// rated is the VAT of a line by its net amount and its rate in percent.
func rated(net, rate decimal.Decimal) (vatLine, error) {
	vat, err := net.Mul(rate)
	if err == nil {
		vat, err = vat.Quo(decimal.Hundred)
	}
	return vatLine{rate: rateName(rate), vat: vat.Round(6)}, err
}

// rateName shows a rate in percent as accounts are named by it; empty for what is none.
func rateName(percent decimal.Decimal) string {
	if percent.IsNeg() || percent.Cmp(decimal.Hundred) > 0 {
		return ""
	}
	return percent.Trim(0).String()
}

// tax is the VAT of the document: as stated, else what the total is more than the net amount, else none.
func (f *figures) tax() (decimal.Decimal, error) {
	switch {
	case f.vat != nil:
		return *f.vat, nil
	case f.net != nil:
		return plus(f.total, f.net.Neg())
	}
	return decimal.Zero, nil
}

// breaches says where the figures do not fit together.
func (f *figures) breaches() []string {
	var breaches []string
	tax, err := f.tax()
	if err != nil {
		return []string{err.Error()}
	}
	if f.net != nil {
		if sum, err := plus(*f.net, tax); err != nil || !sum.Equal(f.total) {
			breaches = append(breaches, fmt.Sprintf("the total is %v, but net %v and VAT %v make %v", f.total, f.net, tax, sum))
		}
	}
	if sum, fits := f.linesFit(tax); !fits {
		breaches = append(breaches, fmt.Sprintf("the VAT is %v, but that of the lines adds up to %v: more than half a cent a line apart (lines: %d)", tax, sum, len(f.lines)))
	}
	return breaches
}

// linesFit adds up the VAT of the lines. Rounding may move it by half a cent a line. Source: our choice.
func (f *figures) linesFit(tax decimal.Decimal) (sum decimal.Decimal, fits bool) {
	if len(f.lines) == 0 {
		return sum, true
	}
	for _, l := range f.lines {
		var err error
		if sum, err = plus(sum, l.vat); err != nil {
			return sum, false
		}
	}
	difference, err := plus(sum, tax.Neg())
	if err != nil {
		return sum, false
	}
	return sum, difference.CmpAbs(halfCents(len(f.lines))) <= 0
}

// halfCents is n times 0.005.
func halfCents(n int) decimal.Decimal { return decimal.MustNew(int64(n)*5, 3) }

// maxRates is how many rates a document is split by. Source: our choice.
const maxRates = 20

// split books the VAT by rate where the lines tell theirs and fit, such as input_vat_21 and input_vat_9, else on the
// account alone. The account of the largest amount takes what rounding leaves.
func (f *figures) split(account string) ([]line, error) {
	tax, err := f.tax()
	if err != nil {
		return nil, err
	}
	whole := []line{{account, tax}}
	if _, fits := f.linesFit(tax); len(f.lines) == 0 || !fits || slices.ContainsFunc(f.lines, func(l vatLine) bool { return l.rate == "" }) {
		return whole, nil
	}
	var parts []line
	for _, l := range f.lines {
		name := account + "_" + l.rate
		i := slices.IndexFunc(parts, func(p line) bool { return p.Account == name })
		if i < 0 {
			if len(parts) == maxRates {
				return whole, nil
			}
			i, parts = len(parts), append(parts, line{Account: name})
		}
		if parts[i].Amount, err = plus(parts[i].Amount, l.vat); err != nil {
			return nil, err
		}
	}
	rest, largest := tax, 0
	for i := range parts {
		parts[i].Amount = parts[i].Amount.Round(max(2, tax.Scale()))
		if rest, err = plus(rest, parts[i].Amount.Neg()); err != nil {
			return nil, err
		}
		if parts[i].Amount.CmpAbs(parts[largest].Amount) > 0 {
			largest = i
		}
	}
	parts[largest].Amount, err = plus(parts[largest].Amount, rest)
	return parts, err
}

// bought is an invoice or receipt that came in.
func (f *figures) bought(kind relay.PostingKind, text, currency string) (*worth, error) {
	vat, err := f.split(inputVAT)
	if err != nil {
		return nil, err
	}
	book := purchase
	if kind == relay.ReceiptPosting {
		book = purchasePaid
	}
	lines, err := book(f.total, vat)
	return f.worth(kind, text, currency, lines), err
}

// sold is an invoice or receipt that went out.
func (f *figures) sold(kind relay.PostingKind, text, currency string) (*worth, error) {
	vat, err := f.split(outputVAT)
	if err != nil {
		return nil, err
	}
	for i := range vat {
		vat[i].Amount = vat[i].Amount.Neg()
	}
	book := sale
	if kind == relay.ReceiptPosting {
		book = salePaid
	}
	lines, err := book(f.total, vat)
	return f.worth(kind, text, currency, lines), err
}

// worth is what the figures book. An invoice of less than nothing is a credit note. Source: our choice.
func (f *figures) worth(kind relay.PostingKind, text, currency string, lines []line) *worth {
	if kind == relay.InvoicePosting && f.total.IsNeg() {
		kind = relay.CreditNotePosting
	}
	return &worth{Kind: kind, Text: text, Currency: currency, Total: f.total, Lines: lines, Breaches: f.breaches()}
}

// negative makes the figures those of a credit note, whichever sign they were stated with.
func (f *figures) negative() {
	if !f.total.IsPos() {
		return
	}
	f.total = f.total.Neg()
	for _, amount := range []*decimal.Decimal{f.net, f.vat} {
		if amount != nil {
			*amount = amount.Neg()
		}
	}
	for i := range f.lines {
		f.lines[i].vat = f.lines[i].vat.Neg()
	}
}
