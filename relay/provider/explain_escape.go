package provider

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// escapeStyle says what a library escapes in strings beside what JSON demands.
type escapeStyle struct {
	ascii          bool   // everything that is not ASCII
	del            bool   // U+007F
	slash          bool   // / as \/
	html           bool   // < > &
	lineSeparators bool   // U+2028 and U+2029
	alsoHex        string // further characters, as \u
	upper          bool   // \u00E9 and not \u00e9
}

func dotNetEscapes() escapeStyle {
	return escapeStyle{ascii: true, del: true, html: true, alsoHex: "\"'+`", upper: true}
}

// quote writes a JSON string.
func (e *escapeStyle) quote(text string) string {
	if !strings.ContainsFunc(text, e.changes) {
		return `"` + text + `"`
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch short := strings.IndexRune("\"\\\b\f\n\r\t", r); {
		case e.escapesHex(r):
			e.hex(&b, r)
		case short >= 0:
			b.WriteByte('\\')
			b.WriteByte(`"\bfnrt`[short])
		case r == '/' && e.slash:
			b.WriteString(`\/`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// changes reports whether a character may have to be written otherwise.
func (e *escapeStyle) changes(r rune) bool {
	return r < ' ' || r > '~' || r == '"' || r == '\\' || r == '/' && e.slash || r == '<' || r == '>' || r == '&' || strings.ContainsRune(e.alsoHex, r)
}

func (e *escapeStyle) escapesHex(r rune) bool {
	switch {
	case r < 0x20:
		return !strings.ContainsRune("\b\f\n\r\t", r)
	case r == '<' || r == '>' || r == '&':
		return e.html
	case r == 0x7f:
		return e.del
	case r == 0x2028 || r == 0x2029:
		return e.lineSeparators || e.ascii
	case r > 0x7f:
		return e.ascii
	}
	return strings.ContainsRune(e.alsoHex, r)
}

func (e *escapeStyle) hex(b *strings.Builder, r rune) {
	units := []rune{r}
	if high, low := utf16.EncodeRune(r); r > 0xffff {
		units = []rune{high, low}
	}
	for _, unit := range units {
		if e.upper {
			fmt.Fprintf(b, `\u%04X`, unit)
		} else {
			fmt.Fprintf(b, `\u%04x`, unit)
		}
	}
}
