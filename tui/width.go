package tui

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// width is how many cells a styled text takes. It is ansi.StringWidth, which looks for the characters that belong together
// everywhere, while most of what is drawn is ASCII between sequences that set styles.
func width(text string) int {
	cells := 0
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c >= 0x80:
			from, to := i, othersEnd(text, i)
			if i > 0 && printable(text[i-1]) { // it may be part of the character
				from--
				cells--
			}
			if !utf8.ValidString(text[i:to]) { // control characters of eight bits among them
				return ansi.StringWidth(text)
			}
			cells += ansi.StringWidth(text[from:to])
			i = to
		case c == 0x1b:
			end := sequenceEnd(text, i)
			if end < 0 {
				return ansi.StringWidth(text)
			}
			i = end
		case printable(c):
			cells++
			i++
		default:
			return ansi.StringWidth(text)
		}
	}
	return cells
}

func printable(c byte) bool { return c >= 0x20 && c < 0x7f }

// othersEnd is behind what is not ASCII at i, and one letter more, which may be part of the last character; where such a letter
// stands between two that are not ASCII, they are looked at together.
func othersEnd(text string, i int) int {
	for ; i < len(text); i++ {
		if text[i] >= 0x80 {
			continue
		}
		if !printable(text[i]) {
			return i
		}
		if i+1 == len(text) || text[i+1] < 0x80 {
			return i + 1
		}
	}
	return i
}

// sequenceEnd is behind the control sequence (CSI) at i; -1 where there is none that is whole.
func sequenceEnd(text string, i int) int {
	if i+1 >= len(text) || text[i+1] != '[' {
		return -1
	}
	for i += 2; i < len(text) && text[i] >= 0x20 && text[i] < 0x40; i++ {
	}
	if i == len(text) || !(text[i] >= 0x40 && text[i] < 0x7f) {
		return -1
	}
	return i + 1
}
