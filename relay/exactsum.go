package relay

import (
	"fmt"
	"math/big"
	"strings"
)

// What an exactSum adds up as an int64: amounts below 100,000,000,000 with up to six digits behind the point.
const (
	unitDigits  = 6
	wholeDigits = 11
	unitsOfOne  = 1_000_000
	maxUnits    = 1 << 62 // beyond it no further amount is sure to fit
)

// exactSum adds amounts up, exact however large: those of usual size as one int64, which takes a twentieth of the time, and all
// others as fractions. The zero value is zero.
type exactSum struct {
	units int64 // of 0.000001
	rest  big.Rat
}

// readAmount is an amount as it was written.
type readAmount struct {
	units  int64    // of 0.000001, where large is nil
	large  *big.Rat // nil where units say it all
	digits int      // behind the point
}

// readPlain reads a plain decimal: digits and at most one point, not in front.
func readPlain(text string) (readAmount, error) {
	if small, ok := readSmall(text); ok {
		return small, nil
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return readAmount{}, fmt.Errorf("%.40q is no amount", text)
	}
	value, ok := new(big.Rat).SetString(text)
	if !ok {
		return readAmount{}, fmt.Errorf("%.40q is no amount", text)
	}
	return readAmount{large: value, digits: len(fraction)}, nil
}

// readSmall reads an amount of usual size.
func readSmall(text string) (amount readAmount, ok bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" || len(whole) > wholeDigits || len(fraction) > unitDigits {
		return amount, false
	}
	for i := range len(whole) {
		if whole[i] < '0' || whole[i] > '9' {
			return amount, false
		}
		amount.units = 10*amount.units + int64(whole[i]-'0')
	}
	for i := range unitDigits {
		amount.units *= 10
		if i >= len(fraction) {
			continue
		}
		if fraction[i] < '0' || fraction[i] > '9' {
			return amount, false
		}
		amount.units += int64(fraction[i] - '0')
	}
	amount.digits = len(fraction)
	return amount, true
}

func (s *exactSum) add(amount readAmount) {
	if amount.large != nil {
		s.rest.Add(&s.rest, amount.large)
		return
	}
	if s.units += amount.units; s.units >= maxUnits {
		s.rest.Add(&s.rest, big.NewRat(s.units, unitsOfOne))
		s.units = 0
	}
}

// value is what it comes to.
func (s *exactSum) value() *big.Rat {
	return new(big.Rat).Add(&s.rest, big.NewRat(s.units, unitsOfOne))
}

func (s *exactSum) equal(other *exactSum) bool {
	if s.rest.Sign() == 0 && other.rest.Sign() == 0 {
		return s.units == other.units
	}
	return s.value().Cmp(other.value()) == 0
}
