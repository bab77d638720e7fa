package relay_test

import (
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestParseAmount(t *testing.T) {
	t.Parallel()
	for _, group := range [][]string{
		{"121", "121.0", "121.00", "+121", "0121", "121.0000000000000000000000000"},
		{"0", "-0", "0.00", "+0.000"},
		{"-12.5", "-12.50", "-0012.5000"},
		{"999999999999999999", "999999999999999999.0"},
	} {
		first, err := relay.ParseAmount(group[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range group {
			if value, err := relay.ParseAmount(text); err != nil || value.Cmp(first) != 0 {
				t.Errorf("%s is %v (%v), not %v", text, value, err, first)
			}
		}
	}
	if value, err := relay.ParseAmount("-0.000001"); err != nil || value.Cmp(decimal.MustParse("-0.000001")) != 0 {
		t.Errorf("%v, %v", value, err)
	}
	refused := map[string]string{
		"":                      "write digits and a point, such as 1234.56",
		"1.234,56":              "write 1234.56: a point before the cents, and nothing between thousands",
		"12,5":                  "a point before the cents",
		"1 234.56":              "nothing between thousands",
		"1'234.56":              "nothing between thousands",
		"€121":                  "write digits and a point",
		"1.21e2":                "write digits and a point",
		"1.2.3":                 "write digits and a point",
		".5":                    "write digits and a point",
		"1.":                    "write digits and a point",
		"--1":                   "write digits and a point",
		"NaN":                   "write digits and a point",
		"1234567890123456789":   "more than 18 digits",
		"0.1234567890123456789": "more than 18 digits",
	}
	for text, hint := range refused {
		if value, err := relay.ParseAmount(text); err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%q: %v, %v", text, value, err)
		}
	}
}
