package relay

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxRecordBytes is the most that one event may tell of its record, and maxRecordDepth how deep that may be nested: each read
// of the record lays one over the other, which takes time with both.
const (
	MaxRecordBytes = 64 << 10
	maxRecordDepth = 32
)

// recordContext is the context of an event that tells what its record holds. Events of a dialect with Traits.ThinEvents have
// no other: their bodies need nothing beside the data.
type recordContext struct {
	Record jsontext.Value `json:"record,omitzero"`
}

// contextOf keeps what an event tells of its record.
func contextOf(traits Traits, record []byte) ([]byte, error) {
	switch {
	case !traits.ThinEvents:
		return nil, &InputError{Field: "record", Problem: "an event of " + traits.Title + " holds its record itself", Hint: "give it as data"}
	case len(record) > MaxRecordBytes:
		return nil, &InputError{Field: "record", Problem: fmt.Sprintf("it has %d bytes; %d are allowed", len(record), MaxRecordBytes)}
	}
	if CheckJSON(record) != nil || jsontext.Value(record).Kind() != jsontext.KindBeginObject {
		return nil, &InputError{Field: "record", Problem: "it is not a JSON object", Hint: `such as {"totalWithVat":121.0}`}
	}
	if tooDeep(record, maxRecordDepth) {
		return nil, &InputError{Field: "record", Problem: fmt.Sprintf("it is nested deeper than %d", maxRecordDepth)}
	}
	return json.Marshal(recordContext{Record: bytes.TrimSpace(record)})
}

// tooDeep says whether valid JSON is nested deeper than that.
func tooDeep(text []byte, most int) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := dec.ReadToken(); err != nil {
			return false
		}
		if dec.StackDepth() > most {
			return true
		}
	}
}

// Record is what the event told of its record by PublishRequest.Record, a JSON object; nil where it told nothing.
func (e *Event) Record() []byte {
	var context recordContext
	if json.Unmarshal(e.Context, &context) != nil {
		return nil
	}
	return context.Record
}
