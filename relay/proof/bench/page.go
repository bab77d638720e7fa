package bench

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
)

//go:embed page.html
var pages embed.FS

// WritePage writes a result as a page of HTML that needs nothing else: no script, no font, no network.
func WritePage(w io.Writer, r *Result) error {
	page, err := template.New("page.html").Funcs(template.FuncMap{
		"fixed":   fixed,
		"whole":   func(n int) string { return fixed(float64(n), 0) },
		"percent": func(x float64) string { return fixed(x*100, 0) + " %" },
		"add":     func(a, b float64) float64 { return a + b },
	}).ParseFS(pages, "page.html")
	if err != nil {
		return fmt.Errorf("read the page's template: %w", err)
	}
	rates, mocks := rateBars(r), mockBars(r)
	return page.Execute(w, struct {
		*Result
		Rates       []rateBar
		RatesHeight float64
		Mocks       []mockBar
		MocksHeight float64
		Costs       stackChart
		Waits       waitChart
	}{r, rates, float64(len(rates)) * rowHeight, mocks, float64(len(mocks)) * rowHeight, costStacks(r), waitSpans(r)})
}

// fixed writes a number with so many digits behind the point, and commas between thousands.
func fixed(x float64, digits int) string {
	text := strconv.FormatFloat(x, 'f', digits, 64)
	whole, rest, _ := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if rest != "" {
		rest = "." + rest
	}
	return sign + whole + rest
}
