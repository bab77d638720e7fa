package control

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxBatchEvents and maxBatchBytes bound one batch.
const (
	maxBatchEvents = 1000
	maxBatchBytes  = 16 << 20
)

type batchInput struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"255"`
	Body           struct {
		Events batch `json:"events" minItems:"1" maxItems:"1000"`
	}
}

// batch is decoded event by event, and not checked against the schema before: 16 MiB of empty events would make millions
// of errors first.
type batch []PublishRequest

// UnmarshalJSONFrom stops at the first event that is wrong, and at the one that is too many.
func (b *batch) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if kind := dec.PeekKind(); kind != '[' {
		return errors.New("events is a list")
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	*b = nil
	for dec.PeekKind() != ']' {
		if len(*b) == maxBatchEvents {
			return fmt.Errorf("events has more than %d", maxBatchEvents)
		}
		var event PublishRequest
		if err := json.UnmarshalDecode(dec, &event); err != nil {
			return &undecodedError{index: len(*b), err: err}
		}
		*b = append(*b, event)
	}
	_, err := dec.ReadToken()
	return err
}

// undecodedError says which event of a batch, counted from 0, is no event.
type undecodedError struct {
	index int
	err   error
}

func (e *undecodedError) Error() string { return fmt.Sprintf("events[%d]: %v", e.index, e.err) }

// Unwrap is the mistake.
func (e *undecodedError) Unwrap() error { return e.err }

// check refuses a batch without events.
func (b batch) check() error {
	if len(b) == 0 {
		return &relay.InputError{Field: "events", Problem: "there are none", Hint: fmt.Sprintf("give 1 to %d", maxBatchEvents)}
	}
	return nil
}

// located says of a mistake in a batch of one, too, which event it is in.
func (b batch) located(err error) error {
	var input *relay.InputError
	var event *relay.EventError
	if errors.As(err, &input) && !errors.As(err, &event) {
		return &relay.EventError{Index: 0, Err: err}
	}
	return err
}

// locationOf is where a part of an event stands in a batch. The engine calls the type of an event the event.
func locationOf(index int, field string) string {
	if field == "event" {
		field = "type"
	}
	location := fmt.Sprintf("body.events[%d]", index)
	if field == "" {
		return location
	}
	return location + "." + field
}
