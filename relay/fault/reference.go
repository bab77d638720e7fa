package fault

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// isReference reports whether an answer's key may hold the receiver's reference. Source: Finpilo's product description.
func isReference(key string) bool {
	return key == "accountingReferenceId" || key == "AccountingReferenceId" || key == "id"
}

// noReferences says why an answer's references stay. problem is why its body could not be read, if it could not.
func noReferences(problem string) string {
	note := "not applied: it holds no reference"
	if problem != "" {
		note += "; " + problem
	}
	return note
}

// withReferences rewrites the references at the top of a JSON object. change returns what stands there instead; nil leaves
// the key out. found tells how many there were; zero also where the body is no object.
func withReferences(body []byte, change func(jsontext.Value) jsontext.Value) (rewritten []byte, found int) {
	dec := jsontext.NewDecoder(bytes.NewReader(body))
	if token, err := dec.ReadToken(); err != nil || token.Kind() != '{' {
		return body, 0
	}
	out := &bytes.Buffer{}
	enc := jsontext.NewEncoder(out)
	_ = enc.WriteToken(jsontext.BeginObject) // into memory
	for dec.PeekKind() == '"' {
		key, err := dec.ReadToken()
		if err != nil {
			return body, 0
		}
		name := key.String()
		value, err := dec.ReadValue()
		if err != nil {
			return body, 0
		}
		if isReference(name) {
			found++
			if value = change(value); value == nil {
				continue
			}
		}
		if enc.WriteToken(jsontext.String(name)) != nil || enc.WriteValue(value) != nil {
			return body, 0
		}
	}
	if _, err := dec.ReadToken(); err != nil || enc.WriteToken(jsontext.EndObject) != nil {
		return body, 0
	}
	return bytes.TrimSpace(out.Bytes()), found
}
