package provider

import "strings"

// language is how one writes what recipes are made of.
type language struct {
	name string

	variables [variableCount]string // what makes each
	keys      [keyTextCount]string  // the key's bytes, of secret; {prefix} is what stands before it
	join      func([]term) string   // a text
	// sign is the line that computes signature.
	sign func(*recipe) string
	// set is the line that gives a header its value, of which value is a text.
	set func(header, value string) string

	rawBody string // the line that reads body
}

// key is the expression for a recipe's key.
func (l *language) key(r *recipe) string {
	return strings.ReplaceAll(l.keys[r.key], "{prefix}", r.prefix)
}

// interpolated is a text with expressions in it, such as `${id}.`.
func (l *language) interpolated(terms []term, open, before, after, end string) string {
	var b strings.Builder
	for _, t := range terms {
		if t.of == literal {
			b.WriteString(escaped(t.text))
		} else {
			b.WriteString(before + l.variables[t.of] + after)
		}
	}
	return open + b.String() + end
}

// concatenated is a text of expressions and strings with something between them.
func (l *language) concatenated(terms []term, quote, between string) string {
	var parts []string
	for _, t := range terms {
		if t.of == literal {
			parts = append(parts, quote+escaped(t.text)+quote)
		} else {
			parts = append(parts, l.variables[t.of])
		}
	}
	if len(parts) == 0 {
		return quote + quote
	}
	return strings.Join(parts, between)
}

// joined joins neighbouring literals, and is the expression alone of a single variable.
func (l *language) joined(terms []term, join func([]term) string) string {
	if len(terms) == 1 && terms[0].of != literal {
		return l.variables[terms[0].of]
	}
	var merged []term
	for _, t := range terms {
		if n := len(merged); n > 0 && t.of == literal && merged[n-1].of == literal {
			merged[n-1].text += t.text
			continue
		}
		merged = append(merged, t)
	}
	return join(merged)
}

func escaped(text string) string { return strings.ReplaceAll(text, "\n", `\n`) }
