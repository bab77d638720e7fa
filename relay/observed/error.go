package observed

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Error says where a list cannot be read, and why.
type Error struct {
	Line   int    // from 1
	Column int    // from 1, in characters
	Want   string // what was expected there
	Found  string // what stands there, as it is; at most some 40 characters of one line
}

// Error writes the place first. Everything in it is fit for a terminal.
func (e *Error) Error() string {
	found := "nothing more"
	if e.Found != "" {
		found = "`" + relay.Visible(e.Found) + "`"
	}
	return fmt.Sprintf("line %d, column %d: expected %s, found %s", e.Line, e.Column, relay.Visible(e.Want), found)
}

// shown is how much of a text an error quotes, in characters.
const shown = 40

// errorAt is an error at an offset of a text.
func errorAt(text []byte, offset int, want string) *Error {
	offset = max(0, min(offset, len(text)))
	before := text[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return &Error{
		Line: 1 + bytes.Count(before, []byte("\n")), Column: 1 + utf8.RuneCount(before[start:]), Want: want, Found: excerpt(text[offset:]),
	}
}

// excerpt is the beginning of a text, to the end of its line.
func excerpt(text []byte) string {
	line, _, _ := bytes.Cut(text[:min(len(text), shown*utf8.UTFMax)], []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	runes, cut := 0, len(line)
	for i := range string(line) {
		if runes == shown {
			cut = i
			break
		}
		runes++
	}
	if cut < len(line) {
		return string(line[:cut]) + "…"
	}
	return string(line)
}
