package provider

import (
	"fmt"
	"strings"
	"unicode"
)

// pythonText is how Python shows a string in a dict: in ' unless that is in it and " is not. Source: what it wrote.
func pythonText(text string) string {
	quote := quotesInPython(text)
	var b strings.Builder
	b.WriteRune(quote)
	for _, r := range text {
		switch short := strings.IndexRune("\t\n\r", r); {
		case short >= 0:
			b.WriteByte('\\')
			b.WriteByte("tnr"[short])
		case r == '\\' || r == quote:
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteRune(quote)
	return b.String()
}

// quotesInPython is what Python puts around a text.
func quotesInPython(text string) rune {
	if strings.ContainsRune(text, '\'') && !strings.ContainsRune(text, '"') {
		return '"'
	}
	return '\''
}

// rubyText is how Ruby shows a string in a hash: in ", with its own escapes, and no #{ } of it read. Source: what it wrote.
func rubyText(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	runes := []rune(text)
	for i, r := range runes {
		switch short := strings.IndexRune("\a\b\t\n\v\f\r\x1b", r); {
		case short >= 0:
			b.WriteByte('\\')
			b.WriteByte("abtnvfre"[short])
		case r == '"' || r == '\\' || r == '#' && i+1 < len(runes) && strings.ContainsRune("{$@", runes[i+1]):
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02X`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\u{%X}`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
