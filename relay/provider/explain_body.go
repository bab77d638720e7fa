package provider

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
)

// bodied is a body to try. mistake is nil for the one that was sent.
type bodied struct {
	body    []byte
	mistake *part
	alone   bool // not tried together with another mistake
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
		{objectAsText, "over Array, which PHP makes of the parsed body as text", read, constant("Array")},
		{quotedBody, "over the body written as a JSON string", read, func(body []byte) []byte { return quote(string(body)) }},
		{encodedBody, "over the base64 of the body, as a gateway hands it on", "decode it first", func(body []byte) []byte {
			return []byte(base64.StdEncoding.EncodeToString(body))
		}},
		{encodedBody, "over the hex of the body", rawBytes, func(body []byte) []byte { return []byte(hex.EncodeToString(body)) }},
		{encodedBody, "over the hex of the body in upper case", rawBytes, func(body []byte) []byte { return fmt.Appendf(nil, "%X", body) }},
		{encodedBody, "over the base64 of the body in quotes, as Go's json.Marshal writes bytes", rawBytes, func(body []byte) []byte {
			return []byte(`"` + base64.StdEncoding.EncodeToString(body) + `"`)
		}},
		{hashedBody, "over the SHA-256 of the body in hex", "sign the body itself", func(body []byte) []byte {
			sum := sha256.Sum256(body)
			return []byte(hex.EncodeToString(sum[:]))
		}},
		{hashedBody, "over the bytes of the body's SHA-256", "sign the body itself", func(body []byte) []byte {
			sum := sha256.Sum256(body)
			return sum[:]
		}},
	}
}

// bodies are the bodies to try, the one that was sent first, equal ones once. untried names what was left out.
func (x *explaining) bodies() (bodies []bodied, untried string) {
	body := x.in.Body
	bodies = []bodied{{body: body}}
	seen := map[string]bool{string(body): true}
	add := func(changed []byte, mistake part) {
		if changed != nil && !seen[string(changed)] {
			seen[string(changed)] = true
			bodies = append(bodies, bodied{body: changed, mistake: &mistake})
		}
	}
	forms := slices.Concat(bodyForms(), charsetForms())
	if len(body) <= maxWrittenBytes {
		forms = append(forms, formForms()...)
	}
	for _, form := range forms {
		add(form.of(body), part{form.id, form.words, form.remedy})
	}
	if plain := x.uncompressed(); plain != nil {
		add(plain.body, *plain.mistake)
	}
	if len(body) > maxCutBytes {
		untried = "bodies cut elsewhere than at the usual limits"
	}
	if len(body) > maxWrittenBytes {
		return bodies, untried + ", re-serialised JSON, forms"
	}
	usual := len(bodies)
	for _, form := range unreadForms() {
		add(form.of(body), part{form.id, form.words, form.remedy})
	}
	for i := range bodies[usual:] {
		bodies[usual+i].alone = true
	}
	const read = "read the raw body, before a parser takes it"
	value, ok := readJSON(body)
	if !ok {
		return bodies, untried
	}
	for _, form := range jsonForms() {
		written, ok := form.write(&value, jsonLimit(body))
		if !ok {
			continue // it would grow out of all proportion
		}
		if seen[string(written)] {
			continue // and so with a line feed
		}
		id, words := form.mistake(&value, body)
		if form.shown {
			seen[string(written)] = true
			bodies = append(bodies, bodied{body: written, mistake: &part{id, words, read}, alone: true})
			continue
		}
		add(written, part{id, words, rawBytes})
		add(append(bytes.Clone(written), '\n'), part{id, words + " with a line feed added", rawBytes})
	}
	return bodies, untried
}

// jsonLimit is how long a body may become when it is written again.
func jsonLimit(body []byte) int { return 4*len(body) + 1024 }
