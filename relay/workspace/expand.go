package workspace

import (
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// expanded reads a text in which ${NAME} stands for a variable's value, ${NAME:-default} for that or a default, and $$ for a
// dollar. A variable that is not set, or empty, is an error that names it. No error holds a value.
func (r *reader) expanded(what string, to *Text) func(ast.Node) error {
	return func(node ast.Node) error {
		if err := r.Text(what, &to.Written)(node); err != nil {
			return err
		}
		value, problem, hint := expand(to.Written, r.environ)
		if problem != "" {
			return r.ErrorAt(node, what+": "+problem, hint)
		}
		to.Value = value
		return nil
	}
}

// secret reads a text with variables that nobody is shown.
func (r *reader) secret(what string, to *Secret) func(ast.Node) error {
	return func(node ast.Node) error {
		text := Text{}
		if err := r.expanded(what, &text)(node); err != nil {
			return err
		}
		if text.Value == "" {
			return r.ErrorAt(node, what+" is empty", "leave it out to have one drawn")
		}
		to.value = text.Value
		return nil
	}
}

// expand puts values in place of variables. A problem says why it cannot.
func expand(text string, environ func(string) string) (value, problem, hint string) {
	var out strings.Builder
	for {
		before, after, dollar := strings.Cut(text, "$")
		out.WriteString(before)
		switch {
		case !dollar:
			return out.String(), "", ""
		case strings.HasPrefix(after, "$"):
			out.WriteByte('$')
			text = after[1:]
			continue
		case !strings.HasPrefix(after, "{"):
			return "", "a single $ stands for nothing", "write ${NAME} for a variable, and $$ for a dollar"
		}
		inner, rest, closed := strings.Cut(after[1:], "}")
		name, fallback, _ := strings.Cut(inner, ":-")
		if !closed || !isVariable(name) {
			return "", "what stands behind ${ is no name of a variable", "write ${NAME} or ${NAME:-default}"
		}
		found := environ(name)
		if found == "" {
			found = fallback
		}
		if found == "" {
			return "", "the variable " + name + " is not set", "export " + name + "=…, or write ${" + name + ":-default}"
		}
		if strings.ContainsFunc(found, unicode.IsControl) {
			return "", "the variable " + name + " holds a control character", ""
		}
		out.WriteString(found)
		text = rest
	}
}

const maxVariableName = 100 // bytes

// isVariable reports whether a word is a variable's name as shells know them.
func isVariable(name string) bool {
	for i, c := range []byte(name) {
		letter := c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != "" && len(name) <= maxVariableName
}
