package control

import (
	"fmt"
	"maps"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

const maxPresentedHeaders = 200

// PresentedHeaders are a request's headers as JSON: a list of {"name","value"}, or an object of a value, or a list of
// values, by name. They are written as a list.
type PresentedHeaders []relay.Header

// UnmarshalJSON reads either form.
func (h *PresentedHeaders) UnmarshalJSON(text []byte) error {
	*h = nil
	if jsontext.Value(text).Kind() != jsontext.KindBeginObject {
		var list []relay.Header
		if err := json.Unmarshal(text, &list, json.RejectUnknownMembers(true)); err != nil {
			return fmt.Errorf("the headers are no list of name and value: %w", err)
		}
		*h = list
		return nil
	}
	var byName map[string]jsontext.Value
	if err := json.Unmarshal(text, &byName); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		values := []string{""}
		var err error
		if value := byName[name]; value.Kind() == jsontext.KindBeginArray {
			err = json.Unmarshal(value, &values)
		} else {
			err = json.Unmarshal(value, &values[0])
		}
		if err != nil {
			return fmt.Errorf("the header %.100q is no text: %w", name, err)
		}
		for _, value := range values {
			*h = append(*h, relay.Header{Name: name, Value: value})
		}
	}
	return nil
}

// Schema describes both forms in OpenAPI.
func (PresentedHeaders) Schema(huma.Registry) *huma.Schema {
	most := maxPresentedHeaders
	text := &huma.Schema{Type: huma.TypeString}
	list := &huma.Schema{
		Type: huma.TypeArray, MaxItems: &most,
		Items: &huma.Schema{
			Type: huma.TypeObject, Properties: map[string]*huma.Schema{"name": text, "value": text},
			Required: []string{"name", "value"}, AdditionalProperties: false,
		},
	}
	byName := &huma.Schema{
		Type: huma.TypeObject, MaxProperties: &most,
		AdditionalProperties: &huma.Schema{OneOf: []*huma.Schema{text, {Type: huma.TypeArray, Items: text}}},
	}
	return &huma.Schema{OneOf: []*huma.Schema{list, byName}, Description: "a list of name and value, or an object by name"}
}
