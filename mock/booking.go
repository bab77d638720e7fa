package mock

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The accounts of the mock's books.
const (
	bank           = "bank"
	receivables    = "receivables"
	inputVAT       = "input_vat"
	expenses       = "expenses"
	payables       = "trade_payables"
	refundsPayable = "refunds_payable"
	outputVAT      = "output_vat"
	revenue        = "revenue"
)

// line is one side of a booking: a debit where the amount is above zero, a credit where it is below.
type line struct {
	account string
	amount  decimal.Decimal
}

// purchase books an invoice that came in: what is not VAT is expense.
func purchase(total, vat decimal.Decimal) ([]relay.Entry, error) {
	return balance(expenses, line{inputVAT, vat}, line{payables, total.Neg()})
}

// sale books an invoice that went out: what is not VAT is revenue.
func sale(total, vat decimal.Decimal) ([]relay.Entry, error) {
	return balance(revenue, line{receivables, total}, line{outputVAT, vat.Neg()})
}

// received books money that came in from a customer.
func received(name string, value jsontext.Value) ([]relay.Entry, error) {
	total, err := needed(name, value)
	if err != nil {
		return nil, err
	}
	return transfer(bank, receivables, total)
}

// transfer moves an amount between two accounts.
func transfer(debit, credit string, amount decimal.Decimal) ([]relay.Entry, error) {
	return balance(credit, line{debit, amount})
}

// balance turns lines into entries, debits first, and puts on the account named rest what makes their sums equal. Lines
// of zero are left out.
func balance(rest string, lines ...line) ([]relay.Entry, error) {
	difference := decimal.Zero
	for _, l := range lines {
		var err error
		if difference, err = difference.Sub(l.amount); err != nil {
			return nil, fmt.Errorf("balance the booking: %w", err)
		}
	}
	lines = append([]line{{rest, difference}}, lines...)
	var debits, credits []relay.Entry
	for _, l := range lines {
		switch {
		case l.amount.IsPos():
			debits = append(debits, relay.Entry{Account: l.account, Debit: l.amount.String()})
		case l.amount.IsNeg():
			credits = append(credits, relay.Entry{Account: l.account, Credit: l.amount.Abs().String()})
		}
	}
	return append(debits, credits...), nil
}

// plainAmount bounds an amount so that sums of a few are exact in the 19 digits of package decimal.
var plainAmount = regexp.MustCompile(`^-?[0-9]{1,12}(\.[0-9]{1,6})?$`)

// amount reads an amount of money, a JSON number or a string with one. Absent and null count as zero.
func amount(name string, value jsontext.Value) (decimal.Decimal, error) {
	if absent(value) {
		return decimal.Zero, nil
	}
	digits := text(value)
	if !plainAmount.MatchString(digits) {
		return decimal.Zero, fmt.Errorf("%s is no amount: %.40q", name, string(value))
	}
	return decimal.Parse(digits)
}

// needed is amount for one that must be there.
func needed(name string, value jsontext.Value) (decimal.Decimal, error) {
	if absent(value) {
		return decimal.Zero, fmt.Errorf("%s is missing", name)
	}
	return amount(name, value)
}

// noCurrency is ISO 4217 for a booking that involves no currency.
const noCurrency = "XXX"

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// currency reads a currency code. Absent and null give noCurrency.
func currency(value jsontext.Value) (string, error) {
	if absent(value) {
		return noCurrency, nil
	}
	code := text(value)
	if !currencyCode.MatchString(code) {
		return "", fmt.Errorf("currency is no ISO code: %.40q", string(value))
	}
	return code, nil
}

// absent reports whether a key was missing or null.
func absent(value jsontext.Value) bool { return len(value) == 0 || value.Kind() == 'n' }

// words joins what is not empty into the text of a posting.
func words(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " ")
}

// book keeps a posting, or the reason why there is none.
func (e *event) book(posting *relay.Posting, err error) {
	if err != nil {
		e.remark = "not booked: " + err.Error()
		return
	}
	e.posting = posting
}
