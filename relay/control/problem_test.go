package control

import (
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// A value in a refusal could be a secret that was put into the wrong place.
func TestRefusalsAreShortAndQuoteNoValue(t *testing.T) {
	t.Parallel()
	model := &huma.ErrorModel{Detail: "validation failed"}
	for range maxDetails + 1 {
		model.Errors = append(model.Errors, &huma.ErrorDetail{Location: "body", Value: "small"})
	}
	if _, err := short(nil, "422", model); err != nil {
		t.Fatal(err)
	}
	if len(model.Errors) != maxDetails || model.Detail != "validation failed (the first 20 of 21 mistakes)" {
		t.Errorf("%d details, %q", len(model.Errors), model.Detail)
	}
	for i, detail := range model.Errors {
		if detail.Value != nil {
			t.Errorf("the value at %d is %v, want none", i, detail.Value)
		}
	}
}
