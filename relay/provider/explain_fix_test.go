package provider

import (
	"go/parser"
	"slices"
	"strings"
	"testing"
)

// Every mistake that the explainer can name has a line to change in every language, of those products that know it. The tests of
// the explainer hold each explanation to that.
func TestEveryMistakeHasFixes(t *testing.T) {
	t.Parallel()
	for id := range mistakeCount {
		products := 0
		for _, product := range []string{"finpilo", "fintoro", "moneybird", "silverfin", "bookkeeper"} {
			fixes := fixesOf(product, id)
			if fixes == nil {
				continue
			}
			products++
			var names []string
			for _, f := range fixes {
				names = append(names, f.Language)
				text := f.Wrong + "\n" + f.Right
				switch {
				case f.Wrong == "" || f.Right == "":
					t.Errorf("%s of %s in %s: %+v", id, product, f.Language, f)
				case strings.ContainsAny(f.Wrong+f.Right, "\n\x00"), strings.Contains(text, "{header}"), strings.Contains(text, "{prefix}"), strings.Contains(text, "{lower}"), strings.Contains(text, "{canonical}"), strings.Contains(text, "{server}"):
					t.Errorf("%s of %s in %s: %q", id, product, f.Language, text)
				}
			}
			if !slices.Equal(names, FixLanguages()) {
				t.Errorf("%s of %s has lines in %v", id, product, names)
			}
		}
		if products == 0 {
			t.Errorf("%s has no line to change", id)
		}
	}
}

// What is written for Go is Go; whether it compiles, TestFixesRunInGo tells, which takes longer.
func TestFixesInGoParse(t *testing.T) {
	t.Parallel()
	for id := range mistakeCount {
		for _, product := range []string{"finpilo", "fintoro", "moneybird", "silverfin", "bookkeeper"} {
			for _, f := range fixesOf(product, id) {
				for _, line := range []string{f.Wrong, f.Right} {
					if _, err := parser.ParseExpr("func() {\n" + line + "\n}"); f.Language == "go" && err != nil {
						t.Errorf("%s of %s: %s: %v", id, product, line, err)
					}
				}
			}
		}
	}
}
