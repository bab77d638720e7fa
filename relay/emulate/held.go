package emulate

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// heldIn finds the object with an id that stands in a record below a key, alone or in a list; nil when there is none.
func heldIn(record []byte, key, id string) jsontext.Value {
	dec := jsontext.NewDecoder(bytes.NewReader(record))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return nil
		}
		if kind, length := dec.StackIndex(dec.StackDepth()); kind != jsontext.KindBeginObject || length%2 == 0 || token.Kind() != jsontext.KindString || token.String() != key {
			continue
		}
		switch dec.PeekKind() {
		case jsontext.KindBeginArray:
			if _, err := dec.ReadToken(); err != nil {
				return nil
			}
			for dec.PeekKind() == jsontext.KindBeginObject {
				if value, err := dec.ReadValue(); err != nil || textAt(value, "id") == id {
					return value.Clone()
				}
			}
		case jsontext.KindBeginObject:
			if value, err := dec.ReadValue(); err != nil || textAt(value, "id") == id {
				return value.Clone()
			}
		}
	}
}

// textAt is the text of a member of an object; empty when it has none.
func textAt(object jsontext.Value, name string) string {
	dec := jsontext.NewDecoder(bytes.NewReader(object))
	if token, err := dec.ReadToken(); err != nil || token.Kind() != jsontext.KindBeginObject {
		return ""
	}
	for dec.PeekKind() == jsontext.KindString {
		token, err := dec.ReadToken()
		if err != nil {
			return ""
		}
		wanted := token.String() == name
		value, err := dec.ReadValue()
		if err != nil {
			return ""
		}
		if !wanted {
			continue
		}
		text, err := jsontext.AppendUnquote(nil, value)
		if err != nil {
			return ""
		}
		return string(text)
	}
	return ""
}
