package tui

import (
	"strings"
	"testing"
)

func TestAmounts(t *testing.T) {
	t.Parallel()
	theme := newTheme(true, false)
	var a amounts
	for _, amount := range []string{"1246.28", "7", "0.5"} {
		a.measure(amount)
	}
	for amount, want := range map[string]string{"1246.28": "1,246.28", "7": "    7   ", "0.5": "    0.5 ", "": "        ", "-100.00": " -100.00"} {
		if got := theme.amount(amount, a); got != want {
			t.Errorf("%q is written %q, want %q", amount, got, want)
		}
	}
	for amounts, want := range map[string]string{"": "", "1.10": "1.10", "1.10 2.25": "3.35", "1 x": "…", "99999999999999999999 1": "…"} {
		if got := theme.sum(strings.Fields(amounts)); got != want {
			t.Errorf("%q adds up to %q, want %q", amounts, got, want)
		}
	}
}
