package provider

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// bodied is a body to try. mistake is nil for the one that was sent.
type bodied struct {
	body    []byte
	mistake *part
}

const rawBytes = "sign the raw bytes as they arrive"

// bodyForm is what people make of a body before they sign it. of returns nil where it cannot be done.
type bodyForm struct {
	id            mistakeID
	words, remedy string
	of            func(body []byte) []byte
}

func bodyForms() []bodyForm {
	ending := func(with string) func([]byte) []byte {
		return func(body []byte) []byte { return append(bytes.Clone(body), with...) }
	}
	constant := func(text string) func([]byte) []byte { return func([]byte) []byte { return []byte(text) } }
	const read = "read the raw body, before a parser takes it"
	return []bodyForm{
		{emptyBody, "over no body at all", read, constant("")},
		{trailingNewline, "over the body with a line feed added", "sign it without", ending("\n")},
		{trailingNewline, "over the body with CR and LF added", "sign it without", ending("\r\n")},
		{trailingNewline, "over the body without the line break at its end", rawBytes, func(body []byte) []byte {
			return bytes.TrimSuffix(bytes.TrimSuffix(body, []byte("\n")), []byte("\r"))
		}},
		{trailingNewline, "over the body without the line feed at its end", rawBytes, func(body []byte) []byte { return bytes.TrimSuffix(body, []byte("\n")) }},
		{trimmedBody, "over the body without the blanks around it", rawBytes, bytes.TrimSpace},
		{lineEndings, "over the body with CR LF for every LF", "read it as bytes, not as text", func(body []byte) []byte {
			return bytes.ReplaceAll(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
		}},
		{lineEndings, "over the body with LF for every CR LF", "read it as bytes, not as text", func(body []byte) []byte {
			return bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
		}},
		{byteOrderMark, "over the body with a byte order mark", rawBytes, func(body []byte) []byte { return append([]byte("\uFEFF"), body...) }},
		{byteOrderMark, "over the body without its byte order mark", rawBytes, func(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\uFEFF")) }},
		{objectAsText, "over [object Object], the parsed body as text", read, constant("[object Object]")},
		{quotedBody, "over the body written as a JSON string", read, func(body []byte) []byte { return quote(string(body)) }},
		{encodedBody, "over the base64 of the body, as a gateway hands it on", "decode it first", func(body []byte) []byte {
			return []byte(base64.StdEncoding.EncodeToString(body))
		}},
		{encodedBody, "over the hex of the body", rawBytes, func(body []byte) []byte { return []byte(hex.EncodeToString(body)) }},
		{wrongCharset, "over the body read as Latin-1 and written as UTF-8", "read it as bytes, not as text", latin1},
		{wrongCharset, "over the body with ? for what is not ASCII", "read it as bytes, not as text", ascii},
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

// bodiesOf are the bodies to try, the one that was sent first, equal ones once. untried names what was left out.
func bodiesOf(body []byte) (bodies []bodied, untried string) {
	bodies = []bodied{{body, nil}}
	seen := map[string]bool{string(body): true}
	add := func(changed []byte, mistake part) {
		if changed != nil && !seen[string(changed)] {
			seen[string(changed)] = true
			bodies = append(bodies, bodied{changed, &mistake})
		}
	}
	for _, form := range bodyForms() {
		add(form.of(body), part{form.id, form.words, form.remedy})
	}
	if len(body) > maxCutBytes {
		untried = "truncated bodies"
	}
	if len(body) > maxWrittenBytes {
		return bodies, untried + ", re-serialised JSON"
	}
	value, ok := readJSON(body)
	if !ok {
		return bodies, untried
	}
	for _, form := range jsonForms() {
		written, ok := form.write(&value, 4*len(body)+1024)
		if !ok {
			continue // it would grow out of all proportion
		}
		mistake := part{reserialisedJSON, "over re-serialised JSON (" + form.words + ")", rawBytes}
		add(written, mistake)
		add(append(bytes.Clone(written), '\n'), part{mistake.id, "over re-serialised JSON (" + form.words + ") with a line feed added", rawBytes})
	}
	return bodies, untried
}
