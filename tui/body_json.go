package tui

import (
	"slices"
	"strings"
)

// indenter writes valid JSON one value a row.
type indenter struct {
	theme *theme
	page  *page
	body  []byte
	at    int
	start string // what stands before the value that comes: its indent and its name

	open  []int // the nodes around, the innermost last
	count []int // what each of them holds so far
}

// addJSON shows valid JSON indented, what can be folded as nodes, and returns how many bytes are left out.
func (t *theme) addJSON(p *page, body []byte) int {
	in := &indenter{theme: t, page: p, body: body}
	const bytesPerRow = 16 // about
	p.rows = slices.Grow(p.rows, min(len(body)/bytesPerRow, maxShownRows))
	first := len(p.rows)
	for in.skip(); in.at < len(body); in.skip() {
		if len(p.rows)-first >= maxShownRows && in.body[in.at] != '}' && in.body[in.at] != ']' {
			break
		}
		in.next()
	}
	rest := len(body) - in.at
	for len(in.open) > 0 { // cut: what is open ends here
		in.shut("")
	}
	return rest
}

// next takes one token.
func (in *indenter) next() {
	switch c := in.body[in.at]; c {
	case ',', ':':
		in.at++ // written with the value before it
	case '{', '[':
		in.at++
		in.enter(c)
	case '}', ']':
		in.at++
		in.shut(string(c) + in.comma())
	default:
		from := in.at
		in.value()
		text := in.theme.clean(string(in.body[from:in.at]))
		if in.skip(); c == '"' && in.at < len(in.body) && in.body[in.at] == ':' {
			in.start = text + ": "
			return
		}
		in.row(text + in.comma())
	}
}

// enter opens an object or array; an empty one stays on its row.
func (in *indenter) enter(c byte) {
	if in.skip(); in.body[in.at] == c+2 { // { and }, [ and ] are two apart
		in.at++
		in.row(string(c) + string(c+2) + in.comma())
		return
	}
	parent := -1
	if len(in.open) > 0 {
		parent = in.open[len(in.open)-1]
	}
	in.row(string(c))
	in.page.nodes = append(in.page.nodes, node{first: len(in.page.rows) - 1, parent: parent, depth: len(in.open)})
	in.open, in.count = append(in.open, len(in.page.nodes)-1), append(in.count, 0)
}

// shut closes the innermost object or array.
func (in *indenter) shut(text string) {
	last := len(in.open) - 1
	n := &in.page.nodes[in.open[last]]
	if n.size = plural(in.count[last], "key", "keys"); strings.HasSuffix(in.page.rows[n.first].text, "[") {
		n.size = plural(in.count[last], "item", "items")
	}
	in.open, in.count = in.open[:last], in.count[:last]
	in.write(text)
	n.last = len(in.page.rows) - 1
}

// row writes a row that belongs to the innermost object or array.
func (in *indenter) row(text string) {
	if len(in.count) > 0 {
		in.count[len(in.count)-1]++
	}
	in.write(text)
}

func (in *indenter) write(text string) {
	indent := 2 * min(len(in.open), deepestIndent)
	text, in.start = strings.Repeat(" ", indent)+in.start+text, ""
	in.page.rows = append(in.page.rows, pageRow{text: text, code: true, hang: indent + 2})
}

// value skips a string, a number or a word.
func (in *indenter) value() {
	if in.body[in.at] == '"' {
		for in.at++; in.body[in.at] != '"'; in.at++ {
			if in.body[in.at] == '\\' {
				in.at++
			}
		}
		in.at++
		return
	}
	for in.at < len(in.body) && !strings.ContainsRune(",:]} \t\r\n", rune(in.body[in.at])) {
		in.at++
	}
}

// comma is one where one follows.
func (in *indenter) comma() string {
	if in.skip(); in.at < len(in.body) && in.body[in.at] == ',' {
		return ","
	}
	return ""
}

func (in *indenter) skip() {
	for in.at < len(in.body) && strings.IndexByte(" \t\r\n", in.body[in.at]) >= 0 {
		in.at++
	}
}
