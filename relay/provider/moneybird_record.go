package provider

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// MoneybirdAdministration is the administration that sample records say they belong to, and that of a subscription which
// names none. Source: our choice.
const MoneybirdAdministration = "123456"

// MoneybirdRecord returns a record as an administration shows it: wherever an administration_id in it is the samples', it
// is the given one. Every other byte stays; the record itself is not written to. What happens at the emulated Moneybird
// happens in every administration that has a webhook, each time with its own. Source: our choice.
func MoneybirdRecord(record []byte, administration string) []byte {
	if administration == MoneybirdAdministration || !bytes.Contains(record, []byte(`"`+MoneybirdAdministration+`"`)) {
		return record
	}
	var edited []byte
	copied := 0
	for dec := jsontext.NewDecoder(bytes.NewReader(record)); ; {
		token, err := dec.ReadToken()
		if err != nil { // the end
			return append(edited, record[copied:]...)
		}
		kind, length := dec.StackIndex(dec.StackDepth())
		named := kind == jsontext.KindBeginObject && length%2 == 1 && token.Kind() == jsontext.KindString && token.String() == "administration_id"
		if !named || dec.PeekKind() != jsontext.KindString {
			continue
		}
		value, err := dec.ReadValue()
		if err != nil || unquote(value) != MoneybirdAdministration {
			continue
		}
		end := int(dec.InputOffset())
		edited = append(append(edited, record[copied:end-len(value)]...), quote(administration)...)
		copied = end
	}
}
