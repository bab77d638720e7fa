package tui

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

const (
	longestBody   = 1 << 20 // of a body
	maxShownRows  = 100_000 // of a body
	longBody      = 200     // rows of JSON, from which on a body is folded at first
	longDepth     = 2       // and from which depth on
	binaryShare   = 10      // one byte in so many that is no text makes a body binary
	sniffedBytes  = 512     // of a body, to tell whether it is binary
	deepestIndent = 20      // JSON that is nested deeper is not indented further
)

// bodyMode is how bodies are shown.
type bodyMode int

const (
	prettyBody bodyMode = iota // JSON with line breaks, other text as it is, binary as a dump
	rawBody
	hexBody
	bodyModes
)

// next is the way that comes after it.
func (mode bodyMode) next() string { return [...]string{"raw", "hex", "pretty"}[mode] }

// addBody shows a message's body, and how many bytes it has. An answer that came compressed is shown as its sender reads it,
// but in hex.
func (t *theme) addBody(p *page, m *control.Message, mode bodyMode, w int) {
	body, remark := m.Bytes(), ""
	if m.Status != 0 && mode != hexBody {
		body, remark = m.Plain()
	}
	if p.body == 0 {
		p.body = len(p.rows)
	}
	kind := t.addContent(p, body, mode, w)
	size := plural(len(body), "byte", "bytes")
	if m.Truncated > 0 {
		size += " kept, " + number(int(m.Truncated)) + " more thrown away"
	}
	if remark != "" {
		size = t.clean(remark) + "   " + size
	}
	if m.BodyMasked {
		size = "credentials shown as ***   " + size
	}
	if len(body) > 0 {
		size = kind + "   " + size
	}
	p.add(t.dim.Render(t.fitRight(size, w)))
}

// addContent shows bytes and says how. It is for the eye only, the bytes are untouched.
func (t *theme) addContent(p *page, body []byte, mode bodyMode, w int) string {
	if len(body) == 0 {
		return ""
	}
	shown := body[:min(len(body), longestBody)]
	whole := len(shown) == len(body)
	kind, rest := "raw", 0
	switch {
	case mode == hexBody || mode == prettyBody && binary(shown):
		kind = "hex"
		t.addHex(p, shown, w)
	case mode == prettyBody && whole && json.Valid(body):
		kind = "JSON, indented"
		rest = t.addJSON(p, shown)
	default:
		rest = t.addLines(p, shown)
	}
	if rest += len(body) - len(shown); rest > 0 {
		p.add(t.dim.Render(t.ellipsis + " " + number(rest) + " more bytes are not shown"))
	}
	return kind
}

// addLines shows a text line by line, and returns how many bytes are left out.
func (t *theme) addLines(p *page, body []byte) int {
	body = bytes.TrimSuffix(body, []byte("\n"))
	for n := 0; len(body) > 0 || n == 0; n++ {
		if n == maxShownRows {
			return len(body)
		}
		one, rest, more := bytes.Cut(body, []byte("\n"))
		p.addText(t.clean(string(one)), plainInk)
		if body = rest; !more {
			break
		}
	}
	return 0
}

// binary guesses from its beginning whether a body is no text.
func binary(body []byte) bool {
	head := body[:min(len(body), sniffedBytes)]
	odd, all := 0, 0
	for i := 0; i < len(head); all++ {
		r, size := utf8.DecodeRune(head[i:])
		cut := i+size == len(head) && len(body) > len(head)
		if r == 0 || r == utf8.RuneError && size == 1 && !cut || r < ' ' && !strings.ContainsRune("\t\r\n\f\x1b", r) {
			odd++
		}
		i += size
	}
	return odd*binaryShare > all
}
