package provider

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// object is a JSON object as it was written: its members in order, their values byte for byte.
type object struct {
	members []member
	head    int // the offset just after the opening brace
	tail    int // the offset just after the last value; head when there is none
}

type member struct {
	name  string
	value jsontext.Value // a part of what was read: not to be written to
}

// readObject reads exactly one JSON object, strictly: duplicate keys, invalid UTF-8 and anything after it are errors.
// The errors are short and hold no control characters, whatever was read.
func readObject(data []byte) (object, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	kind := dec.PeekKind()
	if _, err := dec.ReadToken(); err != nil {
		return object{}, syntaxError(err)
	}
	if kind != jsontext.KindBeginObject {
		return object{}, fmt.Errorf("it is %s, not a JSON object", kindName(kind))
	}
	o := object{head: int(dec.InputOffset())}
	o.tail = o.head
	for dec.PeekKind() != jsontext.KindEndObject {
		name, err := dec.ReadToken()
		if err != nil {
			return object{}, syntaxError(err)
		}
		m := member{name: name.String()}
		value, err := dec.ReadValue()
		if err != nil {
			return object{}, syntaxError(err)
		}
		o.tail = int(dec.InputOffset())
		m.value = data[o.tail-len(value) : o.tail : o.tail]
		o.members = append(o.members, m)
	}
	if _, err := dec.ReadToken(); err != nil {
		return object{}, syntaxError(err)
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return object{}, errors.New("something follows the JSON object")
	}
	return o, nil
}

// readOptional reads an object where nothing and null stand for an empty one; present tells them apart.
func readOptional(data []byte) (o object, present bool, err error) {
	if isNothing(data) {
		return object{}, false, nil
	}
	o, err = readObject(data)
	return o, err == nil, err
}

func isNothing(data []byte) bool {
	data = bytes.Trim(data, " \t\r\n")
	return len(data) == 0 || string(data) == "null"
}

// get returns a member's value; nil when there is none.
func (o object) get(name string) jsontext.Value {
	for _, m := range o.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// text returns a member's value where it is a string with something in it; nil otherwise.
func (o object) text(name string) jsontext.Value {
	if value := o.get(name); isText(value) {
		return value
	}
	return nil
}

// add returns data, which o was read from, with members put behind its last one. All other bytes stay.
func (o object) add(data []byte, members ...member) []byte {
	var added []byte
	for i, m := range members {
		if i > 0 || len(o.members) > 0 {
			added = append(added, ',')
		}
		added = append(append(added, quote(m.name)...), ':')
		added = append(added, m.value...)
	}
	return slices.Concat(data[:o.tail], added, data[o.tail:])
}

// isText reports whether a value is a string with something in it.
func isText(value jsontext.Value) bool { return value.Kind() == jsontext.KindString && len(value) > 2 }

// isInteger reports whether a value is a number written without fraction and exponent.
func isInteger(value jsontext.Value) bool {
	return value.Kind() == jsontext.KindNumber && !bytes.ContainsAny(value, ".eE")
}

func isObject(value jsontext.Value) bool { return value.Kind() == jsontext.KindBeginObject }

// unquote reads a JSON string that is known to be valid.
func unquote(value jsontext.Value) string {
	text, err := jsontext.AppendUnquote(nil, value)
	if err != nil {
		return ""
	}
	return string(text)
}

// quote writes a JSON string; bytes that are no UTF-8 become U+FFFD.
func quote(text string) jsontext.Value {
	quoted, _ := jsontext.AppendQuote(nil, text) // the error only tells of the replacement
	return quoted
}

func syntaxError(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntax):
		return fmt.Errorf("the key %.40q stands in it twice", syntax.JSONPointer.LastToken())
	case errors.As(err, &syntax):
		return fmt.Errorf("it is not valid JSON, at byte %d", syntax.ByteOffset)
	case errors.Is(err, io.EOF):
		return errors.New("it is empty")
	}
	return errors.New("it is not valid JSON")
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case jsontext.KindNull:
		return "null"
	case jsontext.KindTrue, jsontext.KindFalse:
		return "a boolean"
	case jsontext.KindString:
		return "a string"
	case jsontext.KindNumber:
		return "a number"
	case jsontext.KindBeginArray:
		return "an array"
	case jsontext.KindBeginObject:
		return "an object"
	}
	return "no JSON"
}
