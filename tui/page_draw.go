package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// ink is what a piece of a row is drawn in.
type ink byte

const (
	plainInk ink = iota
	dimInk
	strongInk
	accentInk
	keyInk
	okInk
	waitingInk
	failedInk
	injectedInk
)

// stretch is a part of a row's text in one ink: from the end of the one before up to a byte. Behind the last it is plain.
type stretch struct {
	end int
	ink ink
}

// style is an ink in this theme.
func (t *theme) style(in ink) pen {
	switch in {
	case dimInk:
		return t.dim
	case strongInk:
		return t.strong
	case accentInk:
		return t.accent
	case keyInk:
		return t.name
	case okInk:
		return t.ok
	case waitingInk:
		return t.waiting
	case failedInk:
		return t.failed
	case injectedInk:
		return t.injected
	}
	return t.plain
}

// found is how what a search has found is drawn; the one it stands on differs, without colours too.
func (t *theme) found(current bool) pen {
	if current {
		return t.foundHere
	}
	return t.foundElse
}

// drawLine draws a line of a page, w cells wide at most, with what a search has found in it.
func (t *theme) drawLine(p *page, l line, w int, s *search) string {
	r := &p.rows[l.row]
	marks := s.within(l)
	if r.styled != "" {
		return t.markStyled(r, marks)
	}
	inks := r.inks
	if r.code {
		inks = codeInks(r.text)
	}
	text := r.indent(l, w) + t.drawText(r.text, l, inks, marks)
	if l.folded > 0 {
		n := &p.nodes[l.folded-1]
		tail := p.rows[n.last].text
		text = ansi.Truncate(text+t.dim.Render(" "+t.ellipsis+" "+n.size+" "+strings.TrimLeft(tail, " ")), w, t.ellipsis)
	}
	return text
}

// drawText draws a part of a row's text in its inks, and the marks over them.
func (t *theme) drawText(text string, l line, inks []stretch, marks []match) string {
	var b strings.Builder
	for at := l.from; at < l.to; {
		for len(inks) > 0 && inks[0].end <= at {
			inks = inks[1:]
		}
		for len(marks) > 0 && marks[0].to <= at {
			marks = marks[1:]
		}
		end, style := l.to, t.plain
		if len(inks) > 0 {
			end, style = min(end, inks[0].end), t.style(inks[0].ink)
		}
		if len(marks) > 0 {
			switch m := marks[0]; {
			case m.from > at:
				end = min(end, m.from)
			default:
				end, style = min(l.to, m.to), t.found(m.current)
			}
		}
		b.WriteString(style.Render(text[at:end]))
		at = end
	}
	return b.String()
}

// markStyled draws the marks over a row that is styled already.
func (t *theme) markStyled(r *pageRow, marks []match) string {
	if len(marks) == 0 {
		return r.styled
	}
	var b strings.Builder
	at := 0
	for _, m := range marks {
		from, to := width(r.text[:m.from]), width(r.text[:m.to])
		b.WriteString(ansi.Cut(r.styled, at, from))
		b.WriteString(t.found(m.current).Render(r.text[m.from:m.to]))
		at = to
	}
	b.WriteString(ansi.Cut(r.styled, at, width(r.text)))
	return b.String()
}

// codeInks are the inks of a line of indented JSON: calm, only the names stand out.
func codeInks(text string) []stretch {
	at := len(text) - len(strings.TrimLeft(text, " "))
	if at < len(text) && text[at] == '"' {
		end := stringEnd(text, at)
		if strings.HasPrefix(text[end:], ": ") {
			return tailInks(text, end+2, []stretch{{at, plainInk}, {end, keyInk}, {end + 2, dimInk}})
		}
	}
	return tailInks(text, at, []stretch{{at, plainInk}})
}

// tailInks adds those of a value: brackets and the comma are dim.
func tailInks(text string, at int, inks []stretch) []stretch {
	value := strings.TrimRight(text[at:], ",")
	if strings.Trim(value, "{}[]") == "" {
		return append(inks, stretch{len(text), dimInk})
	}
	return append(inks, stretch{at + len(value), plainInk}, stretch{len(text), dimInk})
}

// stringEnd is behind the string that begins at a quote.
func stringEnd(text string, at int) int {
	for i := at + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}
