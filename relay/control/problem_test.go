package control

import (
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

func TestRefusalsAreShort(t *testing.T) {
	t.Parallel()
	model := &huma.ErrorModel{Detail: "validation failed"}
	for range maxDetails + 1 {
		model.Errors = append(model.Errors, &huma.ErrorDetail{Location: "body", Value: "small"})
	}
	model.Errors[1].Value = strings.Repeat("x", maxValueBytes)
	model.Errors[2].Value = []any{strings.Repeat("x", 100), strings.Repeat("y", 100)}
	model.Errors[3].Value = "\xff"
	if _, err := short(nil, "422", model); err != nil {
		t.Fatal(err)
	}
	if len(model.Errors) != maxDetails || model.Detail != "validation failed (the first 20 of 21 mistakes)" {
		t.Errorf("%d details, %q", len(model.Errors), model.Detail)
	}
	for i, want := range []any{"small", nil, nil, "\xff"} {
		if got := model.Errors[i].Value; got != want {
			t.Errorf("the value at %d is %v, want %v", i, got, want)
		}
	}
}
