package tui

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// maxFound is how much a search finds at most.
const maxFound = 10_000

// search is what was found of a text on a page.
type search struct {
	text  string // empty: nothing is searched
	found []match
	at    int // the one it stands on
	more  bool
}

// match is a part of a row's text.
type match struct {
	row, from, to int
	current       bool
}

// look searches a page anew, rows that are folded away too, and stands on the first match from a row on.
func (s *search) look(p *page, from int) {
	s.found, s.more = find(p.rows, s.text)
	s.at, _ = slices.BinarySearchFunc(s.found, from, func(f match, row int) int {
		if f.row < row {
			return -1
		}
		return 1
	})
	if s.at == len(s.found) {
		s.at = 0
	}
}

// step goes to another match, behind the last one to the first.
func (s *search) step(by int) {
	if n := len(s.found); n > 0 {
		s.at = ((s.at+by)%n + n) % n
	}
}

// current is the match it stands on; nil when there is none.
func (s *search) current() *match {
	if s.at < len(s.found) {
		return &s.found[s.at]
	}
	return nil
}

// row is the row of the match it stands on; the first where there is none.
func (s *search) row() int {
	if f := s.current(); f != nil {
		return f.row
	}
	return 0
}

// position says which of the matchs it stands on; empty where nothing is searched.
func (s *search) position() string {
	switch {
	case s.text == "":
		return ""
	case len(s.found) == 0:
		return "nothing found"
	case s.more:
		return number(s.at+1) + " of more than " + number(len(s.found))
	}
	return number(s.at+1) + " of " + number(len(s.found))
}

// within are the matchs that stand in a line at least partly, cut to it.
func (s *search) within(l line) []match {
	if len(s.found) == 0 {
		return nil
	}
	i, _ := slices.BinarySearchFunc(s.found, l, func(f match, l line) int {
		if f.row < l.row || f.row == l.row && f.to <= l.from {
			return -1
		}
		return 1
	})
	var within []match
	for ; i < len(s.found) && s.found[i].row == l.row && s.found[i].from < l.to; i++ {
		f := s.found[i]
		f.from, f.to, f.current = max(f.from, l.from), min(f.to, l.to), i == s.at
		within = append(within, f)
	}
	return within
}

// find finds a text in rows, whatever its case unless a capital is in it. more: there is more than it keeps.
func find(rows []pageRow, text string) (found []match, more bool) {
	if text == "" {
		return nil, false
	}
	exact := strings.ContainsFunc(text, unicode.IsUpper)
	for i := range rows {
		have := rows[i].text
		if !exact {
			have = lower(have)
		}
		for from := 0; ; {
			at := strings.Index(have[from:], text)
			if at < 0 {
				break
			}
			if len(found) == maxFound {
				return found, true
			}
			f := match{row: i, from: from + at, to: from + at + len(text)}
			if !plain(have) {
				f.from, f.to = wholeCells(have, f.from, f.to)
			}
			found = append(found, f)
			from = f.to
		}
	}
	return found, false
}

// lower is a text in lower case, each letter where it was: those whose small form takes other bytes stay.
func lower(text string) string {
	if plain(text) {
		return strings.ToLower(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if small := unicode.ToLower(r); r != utf8.RuneError && utf8.RuneLen(small) == size {
			b.WriteRune(small)
		} else {
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

// wholeCells widens a part of a text to whole characters as they are seen.
func wholeCells(text string, from, to int) (int, int) {
	for i := 0; i < len(text); {
		cluster, _ := ansi.FirstGraphemeCluster(text[i:], ansi.GraphemeWidth)
		end := i + max(len(cluster), 1)
		if i < from && from < end {
			from = i
		}
		if to <= end {
			return from, end
		}
		i = end
	}
	return from, to
}
