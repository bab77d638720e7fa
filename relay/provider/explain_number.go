package provider

import (
	"math"
	"strconv"
	"strings"
)

// numberStyle is how a library writes a number that it has read.
type numberStyle struct {
	asWritten bool // all else does not count
	integers  bool // whole numbers keep their digits; else they go through a float as well
	int64     bool // but only those of 64 bits do

	// A float is written without exponent where its decimal exponent is at least low and less than high.
	low, high      int
	pointZero      bool // 100.0 and not 100
	mantissaZero   bool // 1.0e+20 and not 1e+20
	exponentDigits int  // at least
	negativeZero   bool // -0 keeps its sign
}

func jsNumbers() numberStyle { return numberStyle{low: -6, high: 21, exponentDigits: 1} }
func goNumbers() numberStyle {
	return numberStyle{low: -6, high: 21, exponentDigits: 1, negativeZero: true}
}
func pythonNumbers() numberStyle {
	return numberStyle{integers: true, low: -4, high: 16, pointZero: true, exponentDigits: 2, negativeZero: true}
}
func rubyNumbers() numberStyle {
	return numberStyle{integers: true, low: -4, high: 16, pointZero: true, mantissaZero: true, exponentDigits: 2, negativeZero: true}
}
func phpNumbers() numberStyle {
	return numberStyle{integers: true, int64: true, low: -4, high: 17, mantissaZero: true, exponentDigits: 1, negativeZero: true}
}

// write writes a JSON number as the library does that has read it.
func (s *numberStyle) write(number string) string {
	whole := !strings.ContainsAny(number, ".eE")
	if _, err := strconv.ParseInt(number, 10, 64); s.int64 && err != nil {
		whole = false
	}
	switch {
	case s.asWritten:
		return number
	case whole && s.integers && number == "-0":
		return "0"
	case whole && s.integers:
		return number
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsInf(value, 0) {
		return "null" // as most do with what is too large
	}
	if value == 0 && !s.negativeZero {
		value = 0 // without its sign
	}
	mantissa, exponentText, _ := strings.Cut(strconv.FormatFloat(value, 'e', -1, 64), "e")
	exponent, _ := strconv.Atoi(exponentText)
	if exponent >= s.low && exponent < s.high {
		text := strconv.FormatFloat(value, 'f', -1, 64)
		if s.pointZero && !strings.Contains(text, ".") {
			text += ".0"
		}
		return text
	}
	if s.mantissaZero && !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	sign, digits := "+", strconv.Itoa(exponent)
	if exponent < 0 {
		sign, digits = "-", digits[1:]
	}
	return mantissa + "e" + sign + strings.Repeat("0", max(s.exponentDigits-len(digits), 0)) + digits
}
