package mock

import (
	"errors"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The accounts of the mock's books.
const (
	bank           = "bank"
	receivables    = "receivables"
	inputVAT       = "input_vat" // of an unknown rate; input_vat_21 where it is known
	expenses       = "expenses"
	payables       = "trade_payables"
	refundsPayable = "refunds_payable"
	outputVAT      = "output_vat" // as inputVAT
	revenue        = "revenue"
)

// line is one side of a booking: a debit where the amount is above zero, a credit where it is below.
type line struct {
	Account string          `json:"a"`
	Amount  decimal.Decimal `json:"m"`
}

// purchase books an invoice that came in: what is not VAT is expense.
func purchase(total decimal.Decimal, vat []line) ([]line, error) {
	return balance(expenses, append(vat, line{payables, total.Neg()})...)
}

// purchasePaid books what was bought and paid at once.
func purchasePaid(total decimal.Decimal, vat []line) ([]line, error) {
	return balance(expenses, append(vat, line{bank, total.Neg()})...)
}

// sale books an invoice that went out: what is not VAT is revenue. vat is below zero, as credits are.
func sale(total decimal.Decimal, vat []line) ([]line, error) {
	return balance(revenue, append([]line{{receivables, total}}, vat...)...)
}

// salePaid books what was sold and paid at once.
func salePaid(total decimal.Decimal, vat []line) ([]line, error) {
	return balance(revenue, append([]line{{bank, total}}, vat...)...)
}

// transfer moves an amount between two accounts.
func transfer(debit, credit string, amount decimal.Decimal) []line {
	return withoutZeros([]line{{debit, amount}, {credit, amount.Neg()}})
}

// lines book a payment that goes a side's way.
func (s side) lines(amount decimal.Decimal) []line {
	if s == bought {
		return transfer(payables, bank, amount)
	}
	return transfer(bank, receivables, amount)
}

// balance puts on the account named rest what makes the sum of all lines zero. An error means that a line is too large for
// the difference of two bookings to be exact.
func balance(rest string, lines ...line) ([]line, error) {
	difference := decimal.Zero
	for _, l := range lines {
		var err error
		if difference, err = plus(difference, l.Amount.Neg()); err != nil {
			return nil, err
		}
	}
	lines = withoutZeros(append([]line{{rest, difference}}, lines...))
	for _, l := range lines {
		if l.Amount.CmpAbs(decimal.MustNew(4_000_000_000_000, 0)) > 0 { // 19 digits hold twice that, with six decimals
			return nil, errTooLarge
		}
	}
	return lines, nil
}

var errTooLarge = errors.New("the amounts are too large to add up")

// subtract is the way from some lines to others, by account in the order of both.
func subtract(to, from []line) ([]line, error) {
	difference := slices.Clone(to)
	for _, l := range from {
		i := slices.IndexFunc(difference, func(d line) bool { return d.Account == l.Account })
		if i < 0 {
			difference = append(difference, line{l.Account, l.Amount.Neg()})
			continue
		}
		var err error
		if difference[i].Amount, err = plus(difference[i].Amount, l.Amount.Neg()); err != nil {
			return nil, err
		}
	}
	return withoutZeros(difference), nil
}

// plus adds exactly, or not at all.
func plus(a, b decimal.Decimal) (decimal.Decimal, error) {
	sum, err := a.AddExact(b, max(a.Scale(), b.Scale()))
	if err != nil {
		return decimal.Zero, errTooLarge
	}
	return sum, nil
}

func withoutZeros(lines []line) []line {
	return slices.DeleteFunc(lines, func(l line) bool { return l.Amount.IsZero() })
}

// entries shows lines, debits first.
func entries(lines []line) []relay.Entry {
	var debits, credits []relay.Entry
	for _, l := range lines {
		if l.Amount.IsPos() {
			debits = append(debits, relay.Entry{Account: l.Account, Debit: l.Amount.String()})
		} else {
			credits = append(credits, relay.Entry{Account: l.Account, Credit: l.Amount.Abs().String()})
		}
	}
	return append(debits, credits...)
}

// maxTextBytes is how long the text of a posting may be. Source: our choice.
const maxTextBytes = 200

// words joins what is not empty into the text of a posting, and cuts it off where it is too long.
func words(all ...string) string {
	joined := strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " ")
	if len(joined) <= maxTextBytes {
		return joined
	}
	return strings.ToValidUTF8(joined[:maxTextBytes], "") + "…"
}

// book keeps a claim, or the reason why there is none.
func (e *event) book(c *claim, err error) {
	if err != nil {
		e.remark = "not booked: " + err.Error()
		return
	}
	e.claim = c
	if c != nil {
		e.document = c.Document
	}
}
