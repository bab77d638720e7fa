package provider

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// charsetForms are what becomes of a body that is taken for text in another charset.
func charsetForms() []bodyForm {
	const read = "read it as bytes, not as text"
	return []bodyForm{
		{wrongCharset, "over the body read as Latin-1 and written as UTF-8", read, latin1},
		{wrongCharset, "over the body read as Windows-1252 and written as UTF-8", read, func(body []byte) []byte { return decoded(charmap.Windows1252, body) }},
		{wrongCharset, "over the body written as Latin-1, with ? for what that lacks", read, func(body []byte) []byte { return encoded(charmap.ISO8859_1, body) }},
		{wrongCharset, "over the body written as Windows-1252, with ? for what that lacks", read, func(body []byte) []byte { return encoded(charmap.Windows1252, body) }},
		{wrongCharset, "over the body written as Latin-1, without what that lacks", read, func(body []byte) []byte { return keptIn(charmap.ISO8859_1, body) }},
		{wrongCharset, "over the body written as Windows-1252, without what that lacks", read, func(body []byte) []byte { return keptIn(charmap.Windows1252, body) }},
		{wrongCharset, "over the lower byte of every character, as Node's latin1 and binary write text", read, lowBytes},
		{wrongCharset, "over the body as UTF-16, little end first", read, func(body []byte) []byte { return asUTF16(body, binary.LittleEndian) }},
		{wrongCharset, "over the body as UTF-16, big end first", read, func(body []byte) []byte { return asUTF16(body, binary.BigEndian) }},
		{wrongCharset, "over the body with ? for what is not ASCII", read, ascii},
		{wrongCharset, "over the body with ? for every byte that is not ASCII", read, func(body []byte) []byte { return replaced(body, "?") }},
		{wrongCharset, "over the body without what is not ASCII", read, func(body []byte) []byte { return replaced(body, "") }},
		{wrongCharset, "over the body with a replacement character for every byte that is not ASCII", read, func(body []byte) []byte { return replaced(body, "\uFFFD") }},
		{wrongCharset, "over the body without the highest bit of its bytes, as Node's ascii does", read, func(body []byte) []byte {
			seven := make([]byte, len(body))
			for i, b := range body {
				seven[i] = b & 0x7f
			}
			return seven
		}},
		{wrongCharset, "over the body with a replacement character for what is no UTF-8", read, func(body []byte) []byte {
			return []byte(strings.ToValidUTF8(string(body), "\uFFFD"))
		}},
	}
}

// latin1 takes every byte for a character of its own.
func latin1(body []byte) []byte {
	var text strings.Builder
	for _, b := range body {
		text.WriteRune(rune(b))
	}
	return []byte(text.String())
}

func ascii(body []byte) []byte {
	return []byte(strings.Map(func(r rune) rune {
		if r > 0x7e {
			return '?'
		}
		return r
	}, string(body)))
}

func decoded(from *charmap.Charmap, body []byte) []byte {
	var text strings.Builder
	for _, b := range body {
		text.WriteRune(from.DecodeByte(b))
	}
	return []byte(text.String())
}

// encoded writes text in a charset of single bytes.
func encoded(to *charmap.Charmap, body []byte) []byte {
	var out []byte
	for _, r := range string(body) {
		b, ok := to.EncodeRune(r)
		if !ok {
			b = '?'
		}
		out = append(out, b)
	}
	return out
}

// keptIn writes text in a charset of single bytes, and leaves out what that lacks.
func keptIn(to *charmap.Charmap, body []byte) []byte {
	var out []byte
	for _, r := range string(body) {
		if b, ok := to.EncodeRune(r); ok {
			out = append(out, b)
		}
	}
	return out
}

func lowBytes(body []byte) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(string(body))) {
		out = append(out, byte(unit))
	}
	return out
}

func asUTF16(body []byte, order binary.AppendByteOrder) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(string(body))) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

// replaced puts something in the place of every byte that is not ASCII.
func replaced(body []byte, by string) []byte {
	var out []byte
	for _, b := range body {
		if b < utf8.RuneSelf {
			out = append(out, b)
		} else {
			out = append(out, by...)
		}
	}
	return out
}
