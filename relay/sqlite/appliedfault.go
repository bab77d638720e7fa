package sqlite

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// storedFault is a relay.AppliedFault as JSON.
type storedFault struct {
	RuleID string           `json:"rule_id"`
	Name   string           `json:"name"`
	Value  string           `json:"value,omitempty"`
	At     relay.FaultPlace `json:"at"`
	Note   string           `json:"note,omitempty"`
	Actual *storedResponse  `json:"actual,omitempty"`
}

// storedResponse is a relay.Response as JSON, its body in base64.
type storedResponse struct {
	Status    int            `json:"status"`
	Headers   jsontext.Value `json:"headers"`
	Body      []byte         `json:"body"`
	Truncated int64          `json:"truncated,omitempty"`
}

// encodeFaults is nil for none.
func encodeFaults(faults []relay.AppliedFault) ([]byte, error) {
	if len(faults) == 0 {
		return nil, nil
	}
	stored := make([]storedFault, len(faults))
	for i, f := range faults {
		stored[i] = storedFault{RuleID: f.RuleID, Name: f.Name, Value: f.Value, At: f.At, Note: f.Note}
		if f.Actual == nil {
			continue
		}
		headers, err := encodeHeaders(f.Actual.Headers)
		if err != nil {
			return nil, err
		}
		stored[i].Actual = &storedResponse{Status: f.Actual.Status, Headers: headers, Body: f.Actual.Body, Truncated: f.Actual.Truncated}
	}
	return json.Marshal(stored, jsontext.AllowInvalidUTF8(true))
}

func decodeFaults(text []byte) ([]relay.AppliedFault, error) {
	if len(text) == 0 {
		return nil, nil
	}
	var stored []storedFault
	if err := json.Unmarshal(text, &stored); err != nil {
		return nil, fmt.Errorf("stored faults: %w", err)
	}
	faults := make([]relay.AppliedFault, len(stored))
	for i, s := range stored {
		faults[i] = relay.AppliedFault{RuleID: s.RuleID, Name: s.Name, Value: s.Value, At: s.At, Note: s.Note}
		if s.Actual == nil {
			continue
		}
		headers, err := decodeHeaders(s.Actual.Headers)
		if err != nil {
			return nil, err
		}
		faults[i].Actual = &relay.Response{Status: s.Actual.Status, Headers: headers, Body: s.Actual.Body, Truncated: s.Actual.Truncated}
	}
	return faults, nil
}

// storedFaults scans what encodeFaults stored.
type storedFaults struct{ to *[]relay.AppliedFault }

// Scan implements sql.Scanner.
func (s storedFaults) Scan(value any) (err error) {
	switch v := value.(type) {
	case nil:
		*s.to = nil
	case string:
		*s.to, err = decodeFaults([]byte(v))
	default:
		err = fmt.Errorf("faults are stored as %T", value)
	}
	return err
}
