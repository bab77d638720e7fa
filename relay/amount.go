package relay

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/govalues/decimal"
)

// amountDigits is how many digits an amount may have, so that it is exact in package decimal.
const amountDigits = 18

var plainAmount = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?$`)

// ParseAmount reads an amount of money exactly: digits, at most one point, a sign. 121 and 121.00 are equal by Cmp. Its error
// says what an amount looks like; blanks around it, signs between thousands and exponents are refused, not guessed at.
func ParseAmount(text string) (decimal.Decimal, error) {
	if !plainAmount.MatchString(text) {
		hint := "write digits and a point, such as 1234.56"
		if strings.ContainsAny(text, ",'’ \u00a0\u202f") && strings.ContainsAny(text, "0123456789") {
			hint = "write 1234.56: a point before the cents, and nothing between thousands"
		}
		return decimal.Decimal{}, &InputError{Problem: fmt.Sprintf("%.40q is no amount", text), Hint: hint}
	}
	whole, fraction, _ := strings.Cut(strings.TrimLeft(text, "-+"), ".")
	if whole = strings.TrimLeft(whole, "0"); len(whole)+len(fraction) > amountDigits { // else it keeps how it was written
		fraction = strings.TrimRight(fraction, "0")
	}
	if len(whole)+len(fraction) > amountDigits {
		return decimal.Decimal{}, &InputError{Problem: fmt.Sprintf("%.40q is no amount", text), Hint: fmt.Sprintf("more than %d digits are not kept exactly", amountDigits)}
	}
	if fraction != "" {
		whole += "." + fraction
	}
	value, err := decimal.Parse("0" + whole)
	if err == nil && strings.HasPrefix(text, "-") {
		value = value.Neg()
	}
	return value, err
}

// sameAmount reports whether two amounts are equal but for their signs: products and apps write a credit note's either way.
func sameAmount(a, b decimal.Decimal) bool { return a.CmpAbs(b) == 0 }
