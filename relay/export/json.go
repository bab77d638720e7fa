package export

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// JSON is everything of a delivery as one JSON document in one line, keys sorted, without a line break at its end.
func JSON(d *control.Delivery, e *control.Event) ([]byte, error) {
	text, err := json.Marshal(&struct {
		*control.Delivery
		Event *control.Event `json:"event"`
	}{d, e})
	if err == nil {
		text, err = Line(text)
	}
	if err != nil {
		return nil, fmt.Errorf("export delivery %s: %w", d.ID, err)
	}
	return text, nil
}

// Line writes a JSON value as exports have it: in one line, keys sorted, numbers and strings as they were written but for what
// drives a terminal. It may use the bytes of value up.
func Line(value jsontext.Value) ([]byte, error) {
	if err := value.Format(jsontext.ReorderRawObjects(true), jsontext.PreserveRawStrings(true)); err != nil {
		return nil, err
	}
	return relay.VisibleJSON(value), nil
}
