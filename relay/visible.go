package relay

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Visible makes text from outside safe for a terminal or a log: control characters, invalid UTF-8 and the marks that
// turn the direction of text are written as \n, \x1b, \u202e. Everything that can be printed stays as it is.
func Visible(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			b.WriteString(hex(`\x`, uint32(text[i]), 2))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7f:
			b.WriteString(hex(`\x`, uint32(r), 2))
		case !unicode.IsPrint(r) && r != ' ':
			b.WriteString(hex(`\u`, uint32(r), 4))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// VisibleJSON makes JSON safe for a terminal: what Visible would escape stands in strings as \u escapes, so that the values
// stay the same. text is valid JSON in UTF-8; it is returned itself where there is nothing to do.
func VisibleJSON(text []byte) []byte {
	start := bytes.IndexFunc(text, hiddenInJSON)
	if start < 0 {
		return text
	}
	out := append(make([]byte, 0, len(text)+64), text[:start]...)
	for _, r := range string(text[start:]) {
		switch {
		case !hiddenInJSON(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = append(append(out, hex(`\u`, uint32(high), 4)...), hex(`\u`, uint32(low), 4)...)
		default:
			out = append(out, hex(`\u`, uint32(r), 4)...)
		}
	}
	return out
}

// hiddenInJSON tells what JSON leaves as it is in strings and a terminal may act upon. Line ends stand between values.
func hiddenInJSON(r rune) bool { return r >= 0x7f && !unicode.IsPrint(r) }

func hex(prefix string, n uint32, width int) string {
	const digits = "0123456789abcdef"
	out := ""
	for ; n > 0 || len(out) < width; n >>= 4 {
		out = string(digits[n&0xf]) + out
	}
	return prefix + out
}
