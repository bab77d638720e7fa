package tui

import (
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// part is one of those that an attempt's time is made of.
type part struct {
	name, glyph  string
	ink          ink
	milliseconds float64
}

// partsOf are the parts of an attempt's time in their order; one alone where they are not known.
func (t *theme) partsOf(a *control.Attempt) []part {
	times, signs := a.Timings, t.inspector()
	if times == (control.Timings{}) {
		return []part{{"total", t.bar, dimInk, a.DurationMS}}
	}
	before := times.DNSMS + times.ConnectMS + times.TLSMS
	first := times.FirstByteMS
	if first <= 0 { // none came: it waited to the end
		first = a.DurationMS
	}
	return []part{
		{"dns", signs.dns, dimInk, times.DNSMS},
		{"connect", signs.connect, waitingInk, times.ConnectMS},
		{"tls", signs.tls, accentInk, times.TLSMS},
		{"wait", signs.answer, plainInk, max(first-before, 0)},
		{"rest", signs.rest, okInk, max(a.DurationMS-first, 0)},
	}
}

// barOf draws an attempt's time, the longest one filling the width: at least one cell. Parts too short for a cell are left
// out.
func (t *theme) barOf(a *control.Attempt, longest float64, w int) string {
	if w <= 0 || longest <= 0 {
		return ""
	}
	parts := t.partsOf(a)
	cells := min(max(int(a.DurationMS/longest*float64(w)+0.5), 1), w)
	var b strings.Builder
	for i, n := range shareOut(parts, cells) {
		if n > 0 {
			b.WriteString(t.style(parts[i].ink).Render(strings.Repeat(parts[i].glyph, n)))
		}
	}
	return b.String()
}

// shareOut shares cells out by how long parts took: each the whole cells that it fills, then those that are left to where
// most is missing.
func shareOut(parts []part, cells int) []int {
	shares := make([]int, len(parts))
	total := 0.0
	for _, p := range parts {
		total += p.milliseconds
	}
	if total <= 0 {
		shares[len(shares)-1] = cells
		return shares
	}
	left := cells
	for i, p := range parts {
		shares[i] = int(p.milliseconds / total * float64(cells))
		left -= shares[i]
	}
	for ; left > 0; left-- {
		most, lacks := 0, -1.0
		for i, p := range parts {
			if lack := p.milliseconds/total*float64(cells) - float64(shares[i]); lack > lacks {
				most, lacks = i, lack
			}
		}
		shares[most]++
	}
	return shares
}

// partsTold is what barOf draws in words; empty where the parts are not known.
func (t *theme) partsTold(a *control.Attempt) string {
	parts := t.partsOf(a)
	if len(parts) == 1 {
		return ""
	}
	var told []string
	for _, p := range parts {
		if p.milliseconds > 0 {
			told = append(told, p.name+" "+took(p.milliseconds))
		}
	}
	return strings.Join(told, ", ")
}

// legend names the parts of the bars; empty where none is known.
func (t *theme) legend(attempts []control.Attempt) string {
	for i := range attempts {
		if parts := t.partsOf(&attempts[i]); len(parts) > 1 {
			var words []string
			for _, p := range parts {
				words = append(words, t.style(p.ink).Render(p.glyph)+" "+t.dim.Render(p.name))
			}
			return strings.Join(words, "  ")
		}
	}
	return ""
}
