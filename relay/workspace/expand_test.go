package workspace

import "testing"

func TestExpand(t *testing.T) {
	t.Parallel()
	environ := variables(map[string]string{"A": "one", "B_2": "$A", "LINES": "a\nb"})
	tests := map[string]struct{ text, want, problem string }{
		"plain":                   {"http://x/?a=1&b={c}", "http://x/?a=1&b={c}", ""},
		"a variable":              {"${A}", "one", ""},
		"values are not expanded": {"<${B_2}>", "<$A>", ""},
		"side by side":            {"${A}${A}", "oneone", ""},
		"a default not needed":    {"${A:-two}", "one", ""},
		"a default":               {"${C:-two}", "two", ""},
		"a default with signs":    {"${C:-a:-$b}", "a:-$b", ""},
		"an empty default":        {"${C:-}", "", "the variable C is not set"},
		"a dollar":                {"$$", "$", ""},
		"a dollar and braces":     {"$${A}", "${A}", ""},
		"not set":                 {"x${C}", "", "the variable C is not set"},
		"a single dollar":         {"$A", "", "a single $ stands for nothing"},
		"at the end":              {"a$", "", "a single $ stands for nothing"},
		"open":                    {"${A", "", "what stands behind ${ is no name of a variable"},
		"no name":                 {"${}", "", "what stands behind ${ is no name of a variable"},
		"a digit first":           {"${2A}", "", "what stands behind ${ is no name of a variable"},
		"not ASCII":               {"${É}", "", "what stands behind ${ is no name of a variable"},
		"another operator":        {"${A:?x}", "", "what stands behind ${ is no name of a variable"},
		"two lines":               {"${LINES}", "", "the variable LINES holds a control character"},
	}
	for name, test := range tests {
		got, problem, _ := expand(test.text, environ)
		if got != test.want || problem != test.problem {
			t.Errorf("%s: %q, %q; want %q, %q", name, got, problem, test.want, test.problem)
		}
	}
}
