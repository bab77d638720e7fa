package relay

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// BodyField is a leaf of a body: a string, number, boolean or null, or an object or list with nothing in it.
type BodyField struct {
	Path     string         // dotted, as SetValue takes it
	Value    jsontext.Value // as it stands in the body
	Identity bool           // it says which event this is, and cannot be set
}

// BodyFields lists up to limit leaves of a body, in its order. Those that no dotted path can name, since a key holds a dot, are
// left out. A body that is no JSON has those before the mistake.
func BodyFields(body []byte, identityKeys []string, limit int) []BodyField {
	dec := jsontext.NewDecoder(bytes.NewReader(body))
	var fields []BodyField
	for len(fields) < limit {
		var value jsontext.Value
		switch kind := dec.PeekKind(); kind {
		case jsontext.KindBeginObject, jsontext.KindBeginArray:
			if _, err := dec.ReadToken(); err != nil {
				return fields
			}
			switch dec.PeekKind() {
			case jsontext.KindEndObject:
				value = jsontext.Value("{}")
			case jsontext.KindEndArray:
				value = jsontext.Value("[]")
			default:
				continue
			}
		case jsontext.KindEndObject, jsontext.KindEndArray:
			if _, err := dec.ReadToken(); err != nil {
				return fields
			}
			continue
		default:
			read, err := dec.ReadValue()
			if err != nil { // or the end
				return fields
			}
			if isName(dec) {
				continue
			}
			value = read.Clone()
		}
		if path := dotted(dec.StackPointer()); path != "" && pointerOf(path) == dec.StackPointer() {
			fields = append(fields, BodyField{Path: path, Value: value, Identity: refused(path, identityKeys)})
		}
	}
	return fields
}
