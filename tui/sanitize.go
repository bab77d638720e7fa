package tui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCombining is how many marks may stand on one letter before they would be drawn over other lines.
const maxCombining = 2

// sanitize makes text from outside safe to draw on one line: nothing in it can drive the terminal, hide or turn text
// around. Control characters become visible (^[ for ESC, \u009b, \x9b for a byte that is no UTF-8), and so does
// whatever has no shape of its own: bidi controls, zero-width characters, variation selectors. With ascii all that is
// not ASCII is written as \u…. Every string from the server passes here on its way to the screen.
func sanitize(text string, ascii bool) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	combining := maxCombining // a mark at the start has nothing to stand on
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
			combining = maxCombining
		case r < 0x20 || r == 0x7f:
			b.WriteByte('^')
			b.WriteByte(byte(r) ^ 0x40)
			combining = maxCombining
		case r >= utf8.RuneSelf && ascii, !visible(r), unicode.Is(unicode.M, r) && combining >= maxCombining:
			writeEscape(&b, r)
			combining = maxCombining
		case unicode.Is(unicode.M, r):
			b.WriteRune(r)
			combining++
		default:
			b.WriteRune(r)
			combining = 0
		}
		i += size
	}
	return b.String()
}

// plain reports whether text is printable ASCII, as most is.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < 0x20 || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// typeable is what can stand in a text field of a pasted text: its visible characters, on one line.
func typeable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !visible(r):
			return -1
		}
		return r
	}, strings.TrimSpace(strings.ToValidUTF8(text, "")))
}

// visible reports whether a rune has a shape of its own.
func visible(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

func writeEscape(b *strings.Builder, r rune) {
	if r > 0xffff {
		fmt.Fprintf(b, `\U%08x`, r)
		return
	}
	fmt.Fprintf(b, `\u%04x`, r)
}
