package tui

import (
	"strings"

	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// amounts are the widths of a column of amounts, which are aligned on the decimal point. They only grow.
type amounts struct{ whole, fraction int }

// measure makes room for an amount that was made safe.
func (a *amounts) measure(amount string) {
	const longest = 24 // cells; what is longer is cut
	whole, fraction, _ := strings.Cut(grouped(amount), ".")
	a.whole = min(max(a.whole, width(whole)), longest)
	a.fraction = min(max(a.fraction, width(fraction)), 6)
}

// width is how many cells an amount takes.
func (a amounts) width() int {
	if a.fraction == 0 {
		return a.whole
	}
	return a.whole + 1 + a.fraction
}

// amount writes an amount that was made safe into its column.
func (t *theme) amount(amount string, a amounts) string {
	whole, fraction, pointed := strings.Cut(grouped(amount), ".")
	text := t.fitRight(whole, a.whole)
	switch {
	case a.fraction == 0:
		return text
	case !pointed:
		return text + t.fit("", 1+a.fraction)
	}
	return text + "." + t.fit(fraction, a.fraction)
}

// grouped sets a comma between thousands: 1246.28 becomes 1,246.28. What is no plain number stays as it is.
func grouped(amount string) string {
	sign, digits := "", amount
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	whole, fraction, pointed := strings.Cut(digits, ".")
	if strings.Trim(whole+fraction, "0123456789") != "" {
		return amount
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if pointed {
		whole += "." + fraction
	}
	return sign + whole
}

// sides adds a posting's debits and credits up; an ellipsis stands for a sum that has too many digits.
func (t *theme) sides(p *control.Posting) (debit, credit string) {
	var debits, credits []string
	for i := range p.Entries {
		if e := &p.Entries[i]; e.Debit != "" {
			debits = append(debits, e.Debit)
		} else if e.Credit != "" {
			credits = append(credits, e.Credit)
		}
	}
	return t.sum(debits), t.sum(credits)
}

func (t *theme) sum(amounts []string) string {
	switch len(amounts) {
	case 0:
		return ""
	case 1:
		return t.clean(amounts[0])
	}
	if total, ok := totalOf(amounts); ok {
		return total
	}
	return t.ellipsis
}

// totalOf adds amounts up; ok is false for none, for what is no number, and for too many digits.
func totalOf(amounts []string) (total string, ok bool) {
	var sum decimal.Decimal
	for i, amount := range amounts {
		next, err := relay.ParseAmount(amount)
		if err == nil && i > 0 {
			next, err = sum.Add(next)
		}
		if err != nil {
			return "", false
		}
		sum = next
	}
	if len(amounts) == 0 {
		return "", false
	}
	return sum.String(), true
}

// amountOf is what a posting moves: the sum of its debits. Empty where it has none, or one that is no number.
func amountOf(p *control.Posting) string {
	var debits []string
	for i := range p.Entries {
		if debit := p.Entries[i].Debit; debit != "" {
			debits = append(debits, debit)
		}
	}
	total, _ := totalOf(debits)
	return total
}
