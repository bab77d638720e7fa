package mock

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

// plainAmount bounds an amount so that sums of a few are exact in the 19 digits of package decimal: at most 12 digits and
// six decimals.
func plainAmount(digits string) bool {
	whole, decimals, point := strings.Cut(strings.TrimPrefix(digits, "-"), ".")
	return only(whole, "0123456789", 12) && (!point || only(decimals, "0123456789", 6))
}

// only reports whether a text is of certain characters, at least one and at most so many.
func only(text, characters string, most int) bool {
	return text != "" && len(text) <= most && strings.Trim(text, characters) == ""
}

// amount reads an amount of money, a JSON number or a string with one. Absent and null count as zero.
func amount(name string, value jsontext.Value) (decimal.Decimal, error) {
	if absent(value) {
		return decimal.Zero, nil
	}
	digits := text(value)
	if !plainAmount(digits) {
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

// stated is amount for one that may be missing: nil then.
func stated(name string, value jsontext.Value) (*decimal.Decimal, error) {
	if absent(value) {
		return nil, nil
	}
	d, err := amount(name, value)
	return &d, err
}

// currency reads a currency code. Absent and null give relay.NoCurrency.
func currency(value jsontext.Value) (string, error) {
	if absent(value) {
		return relay.NoCurrency, nil
	}
	code := text(value)
	if len(code) != 3 || !only(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3) {
		return "", fmt.Errorf("currency is no ISO code: %.40q", string(value))
	}
	return code, nil
}

// absent reports whether a key was missing or null.
func absent(value jsontext.Value) bool { return len(value) == 0 || value.Kind() == 'n' }
