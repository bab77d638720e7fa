package relay

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// MergeJSON lays one JSON value over another, as RFC 7396 has it: what patch says of a member of an object counts, null
// removes it, and anything but an object replaces what was there. Members keep their order, new ones come last. An error
// is one of syntax, such as a key that stands there twice.
func MergeJSON(base, patch []byte) ([]byte, error) {
	if err := CheckJSON(patch); err != nil {
		return nil, err
	}
	if len(base) > 0 {
		if err := CheckJSON(base); err != nil {
			return nil, err
		}
	}
	return mergeJSON(base, patch)
}

// mergeJSON is MergeJSON of what was checked.
func mergeJSON(base, patch jsontext.Value) ([]byte, error) {
	if patch.Kind() != jsontext.KindBeginObject {
		return bytes.Clone(patch), nil
	}
	over, err := membersOf(patch)
	if err != nil {
		return nil, err
	}
	var all []jsonMember
	if base.Kind() == jsontext.KindBeginObject {
		if all, err = membersOf(base); err != nil {
			return nil, err
		}
	}
	at := make(map[string]int, len(all)+len(over))
	for i, m := range all {
		at[m.name] = i
	}
	for _, m := range over {
		i, known := at[m.name]
		switch {
		case m.value.Kind() == jsontext.KindNull && known:
			all[i].value = nil
			continue
		case m.value.Kind() == jsontext.KindNull:
			continue
		case !known:
			i = len(all)
			at[m.name], all = i, append(all, jsonMember{name: m.name})
		}
		if all[i].value, err = mergeJSON(all[i].value, m.value); err != nil {
			return nil, err
		}
	}
	return writeMembers(all)
}

// jsonMember is a member of an object. Without a value it was removed.
type jsonMember struct {
	name  string
	value jsontext.Value
}

// membersOf reads a JSON object that was checked.
func membersOf(object []byte) ([]jsonMember, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(object))
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	var all []jsonMember
	for dec.PeekKind() != jsontext.KindEndObject {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		m := jsonMember{name: name.String()}
		value, err := dec.ReadValue()
		if err != nil {
			return nil, err
		}
		m.value = value.Clone()
		all = append(all, m)
	}
	return all, nil
}

func writeMembers(all []jsonMember) ([]byte, error) {
	out := []byte{'{'}
	for _, m := range all {
		if m.value == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		var err error
		if out, err = jsontext.AppendQuote(out, m.name); err != nil {
			return nil, err
		}
		out = append(append(out, ':'), m.value...)
	}
	return append(out, '}'), nil
}
