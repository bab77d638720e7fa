package relay

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// span is where a value stands in a body.
type span struct{ start, end int }

// MaskBody hides the credentials in a body, for every view of it: the values at dotted paths, as Dialect.SecretPaths names
// them. Of a URL only the credentials go. All other bytes stay, and hidden tells whether any did not. A body that is no JSON
// is searched for the paths' last names. body itself is not changed.
func MaskBody(body []byte, paths []string) (masked []byte, hidden bool) {
	last := 0
	for _, s := range secretSpans(body, paths) {
		text := body[s.start:s.end]
		shown := maskValue(text)
		if bytes.Equal(shown, text) {
			continue
		}
		masked = append(append(masked, body[last:s.start]...), shown...)
		last, hidden = s.end, true
	}
	if !hidden {
		return body, false
	}
	return append(masked, body[last:]...), true
}

// holdsMask reports whether a body has a mask where a credential belongs: it was copied from a view.
func holdsMask(body []byte, paths []string) bool {
	return slices.ContainsFunc(secretSpans(body, paths), func(s span) bool {
		return bytes.Contains(body[s.start:s.end], []byte(Masked))
	})
}

// maskValue is a JSON value, perhaps the beginning of one, as it may be shown.
func maskValue(value []byte) []byte {
	text, err := jsontext.AppendUnquote(nil, value)
	if err != nil || !strings.Contains(string(text), "://") {
		return []byte(`"` + Masked + `"`)
	}
	shown := MaskURL(string(text))
	if shown == string(text) {
		return value
	}
	quoted, err := jsontext.AppendQuote(nil, shown)
	if err != nil {
		return []byte(`"` + Masked + `"`)
	}
	return quoted
}

// secretSpans finds the values at paths, in order. null is no credential.
func secretSpans(body []byte, paths []string) []span {
	if len(paths) == 0 || len(body) == 0 {
		return nil
	}
	wanted := make([]jsontext.Pointer, len(paths))
	for i, path := range paths {
		wanted[i] = pointerOf(path)
	}
	var found []span
	dec := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for {
		kind, start := dec.PeekKind(), int(dec.InputOffset())
		_, err := dec.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return found
		case err != nil:
			return looseSpans(body, paths)
		case kind == jsontext.KindNull, kind == jsontext.KindEndObject, kind == jsontext.KindEndArray, isName(dec), !slices.Contains(wanted, dec.StackPointer()):
			continue
		}
		if skipRest(dec, kind) != nil {
			return looseSpans(body, paths)
		}
		for strings.IndexByte(" \t\r\n:,", body[start]) >= 0 {
			start++
		}
		found = append(found, span{start, int(dec.InputOffset())})
	}
}

// looseSpans finds, in what is no JSON, whatever stands behind the paths' last names: a string up to its closing quote or the
// end, else all up to the next separator.
func looseSpans(body []byte, paths []string) []span {
	var found []span
	for _, path := range paths {
		name := []byte(`"` + path[strings.LastIndexByte(path, '.')+1:] + `"`)
		for at := 0; ; {
			i := bytes.Index(body[at:], name)
			if i < 0 {
				break
			}
			at += i + len(name)
			start := at + len(body[at:]) - len(bytes.TrimLeft(body[at:], " \t\r\n:"))
			end := start + looseEnd(body[start:])
			if end > start {
				found = append(found, span{start, end})
			}
			at = end
		}
	}
	slices.SortFunc(found, func(a, b span) int { return a.start - b.start })
	return slices.CompactFunc(found, func(a, b span) bool { return b.start < a.end })
}

// looseEnd is how long the value is that a text begins with.
func looseEnd(text []byte) int {
	if len(text) == 0 || text[0] != '"' {
		if i := bytes.IndexAny(text, ",}]\r\n"); i >= 0 {
			return i
		}
		return len(text)
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}
