package relay

import (
	"strings"
	"unicode"
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

func hex(prefix string, n uint32, width int) string {
	const digits = "0123456789abcdef"
	out := ""
	for ; n > 0 || len(out) < width; n >>= 4 {
		out = string(digits[n&0xf]) + out
	}
	return prefix + out
}
