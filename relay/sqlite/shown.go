package sqlite

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// shown writes the JSON object of what a row only shows, member by member. The zero value is ready, and any empty slice.
type shown []byte

// name begins a member.
func (s *shown) name(name string) {
	begin := byte(',')
	if len(*s) == 0 {
		begin = '{'
	}
	*s = append(*s, begin)
	*s = append(append(append(*s, '"'), name...), '"', ':')
}

// text adds a string. Invalid UTF-8 in it, as a stranger's header may hold, becomes U+FFFD.
func (s *shown) text(name, value string) {
	s.name(name)
	quoted, err := jsontext.AppendQuote(*s, value)
	if err != nil {
		quoted, _ = jsontext.AppendQuote(*s, strings.ToValidUTF8(value, "\uFFFD"))
	}
	*s = quoted
}

// raw adds JSON.
func (s *shown) raw(name string, value []byte) {
	s.name(name)
	*s = append(*s, value...)
}

// String ends the object.
func (s *shown) String() string { return string(append(*s, '}')) }
