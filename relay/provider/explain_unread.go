package provider

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// unreadForms are what stands for a body that no parser has read, or for its bytes where they are taken for an object.
func unreadForms() []bodyForm {
	const read = "read the raw body, before a parser takes it"
	constant := func(text string) func([]byte) []byte { return func([]byte) []byte { return []byte(text) } }
	escaped := func(style escapeStyle) func([]byte) []byte {
		return func(body []byte) []byte { return []byte(style.quote(string(body))) }
	}
	return []bodyForm{
		{emptyBody, "over {}, which is there where no parser has read the body", read, constant("{}")},
		{emptyBody, "over [], which is there where no parser has read the body", read, constant("[]")},
		{emptyBody, "over undefined, which is there where no parser has read the body", read, constant("undefined")},
		{emptyBody, "over null, which is there where no parser has read the body", read, constant("null")},
		{emptyBody, "over None, which is there where no parser has read the body", read, constant("None")},
		{quotedBody, "over the body as Python's str() writes bytes, with b'' around it", "sign the bytes themselves", pythonBytes},
		{quotedBody, "over the body as JSON.stringify writes a Buffer", "sign the Buffer itself", nodeBuffer},
		{quotedBody, "over the body written as a JSON string by Python's json.dumps", read, escaped(escapeStyle{ascii: true, del: true})},
		{quotedBody, "over the body written as a JSON string by PHP's json_encode", read, escaped(escapeStyle{ascii: true, slash: true})},
		{quotedBody, "over the body written as a JSON string by Go's json.Marshal", read, escaped(escapeStyle{html: true, lineSeparators: true})},
		{wrongCharset, "over the body as UTF-16 with a byte order mark, as PowerShell writes it to files", "read it as bytes, not as text", func(body []byte) []byte {
			return append([]byte{0xff, 0xfe}, asUTF16(body, binary.LittleEndian)...)
		}},
	}
}

// pythonBytes is how Python shows bytes. Source: its documentation of bytes, and what it wrote.
func pythonBytes(body []byte) []byte {
	quote := byte(quotesInPython(string(body)))
	var b strings.Builder
	b.WriteByte('b')
	b.WriteByte(quote)
	for _, c := range body {
		switch short := strings.IndexByte("\t\n\r", c); {
		case short >= 0:
			b.WriteByte('\\')
			b.WriteByte("tnr"[short])
		case c == '\\' || c == quote:
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte(quote)
	return []byte(b.String())
}

// nodeBuffer is how JSON.stringify writes a Buffer. Source: Node's documentation of Buffer's toJSON.
func nodeBuffer(body []byte) []byte {
	text := []byte(`{"type":"Buffer","data":[`)
	for i, c := range body {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendUint(text, uint64(c), 10)
	}
	return append(text, "]}"...)
}
