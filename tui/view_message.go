package tui

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// widestName is how wide a header's name is before its values begin.
const widestName = 24

// addHits names the faults that hit an attempt, so that nobody mistakes them for real.
func (t *theme) addHits(p *page, a *control.Attempt, indent, w int) {
	for i := range a.Faults {
		f := &a.Faults[i]
		text := "injected: " + specOf(f.Name, f.Value) + " at the " + f.At
		if f.Note != "" {
			text += ": " + f.Note
		}
		t.addProse(p, t.injectedSign(), t.clean(text), injectedInk, indent, w)
	}
}

// addRemarks tells what an attempt has to say besides its outcome.
func (t *theme) addRemarks(p *page, a *control.Attempt, in ink, indent, w int) {
	for _, more := range []string{a.Error, a.Note, a.Explanation} {
		if more != "" {
			t.addProse(p, "", t.clean(more), in, indent, w)
		}
	}
}

// addProse appends a text that is broken between words, with a sign before it.
func (t *theme) addProse(p *page, sign, text string, in ink, indent, w int) {
	lead := strings.Repeat(" ", min(indent, max(w-8, 0))) + sign
	for _, line := range prose(text, max(w-width(lead), 1)) {
		p.addText(lead+line, in)
		lead = strings.Repeat(" ", width(lead))
	}
}

// addHeaders shows a message's headers in the order of their names.
func (t *theme) addHeaders(p *page, m *control.Message, w int) {
	names := headerNames(m)
	column := 0
	for _, name := range names {
		column = max(column, min(width(t.clean(name)), widestName, w/2))
	}
	for _, name := range names {
		for _, value := range m.Headers[name] {
			p.addField(t.clean(name), t.clean(value), column, plainInk)
		}
	}
	if len(names) > 0 {
		p.add("")
	}
}

// headerNames are a message's, sorted whatever their case.
func headerNames(m *control.Message) []string {
	return slices.SortedFunc(maps.Keys(m.Headers), func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
	})
}

// addField appends a name and its value, which begins in a column; what does not fit goes on below it. Both are safe to
// draw.
func (p *page) addField(name, value string, column int, in ink) {
	lead := name + strings.Repeat(" ", max(column-width(name), 0)) + "  "
	p.rows = append(p.rows, pageRow{
		text: lead + value, hang: column + 2,
		inks: []stretch{{len(lead), dimInk}, {len(lead) + len(value), in}},
	})
}

// addSentence is addField with a value that is broken between words, so that it fits into w cells.
func (p *page) addSentence(name, value string, column, w int, in ink) {
	for _, part := range prose(value, max(w-column-2, 8)) {
		p.addField(name, part, column, in)
		name = ""
	}
}

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
