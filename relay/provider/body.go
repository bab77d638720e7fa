package provider

import (
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// body writes a JSON object without blanks, its keys in the order of the calls. The zero body is an empty one.
type body struct {
	json []byte
	bad  string // the first key whose text is not valid UTF-8
}

// raw puts a value as it is written.
func (b *body) raw(key string, value jsontext.Value) {
	lead := byte(',')
	if len(b.json) == 0 {
		lead = '{'
	}
	b.json = append(b.json, lead)
	b.json = append(append(b.json, quote(key)...), ':')
	b.json = append(b.json, value...)
}

// text puts a string.
func (b *body) text(key, value string) {
	if b.bad == "" && !utf8.ValidString(value) {
		b.bad = key
	}
	b.raw(key, quote(value))
}

// texts puts an array of strings.
func (b *body) texts(key string, values []string) {
	list := jsontext.Value{'['}
	for i, value := range values {
		if i > 0 {
			list = append(list, ',')
		}
		if b.bad == "" && !utf8.ValidString(value) {
			b.bad = key
		}
		list = append(list, quote(value)...)
	}
	b.raw(key, append(list, ']'))
}

// done returns the object. An error is an InputError.
func (b *body) done() ([]byte, error) {
	if b.bad != "" {
		return nil, &relay.InputError{Field: b.bad, Problem: "it is not valid UTF-8"}
	}
	if len(b.json) == 0 {
		return []byte("{}"), nil
	}
	return append(b.json, '}'), nil
}
