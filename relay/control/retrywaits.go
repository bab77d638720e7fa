package control

import (
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// RetryWaits are the waits between attempts as JSON: a string like "5s,5m", a list of such strings, "none", or null and
// "default" for the product's own.
type RetryWaits struct {
	// Text is what was given, in one string; "default" for null.
	Text string
	// Given is false where nothing was said.
	Given bool
}

// Waits are waits given as text.
func Waits(text string) RetryWaits { return RetryWaits{Text: text, Given: true} }

// defaultWaits is the word for the product's own waits.
const defaultWaits = "default"

// MarshalJSON writes one string.
func (w RetryWaits) MarshalJSON() ([]byte, error) { return json.Marshal(w.Text) }

// UnmarshalJSON reads a string, a list of strings, or null.
func (w *RetryWaits) UnmarshalJSON(text []byte) error {
	w.Given = true
	switch jsontext.Value(text).Kind() {
	case jsontext.KindNull:
		w.Text = defaultWaits
		return nil
	case jsontext.KindBeginArray:
		var waits []string
		if err := json.Unmarshal(text, &waits); err != nil {
			return fmt.Errorf("retry: %w", err)
		}
		w.Text = strings.Join(waits, ",")
		if len(waits) == 0 {
			w.Text = "none"
		}
		return nil
	}
	return json.Unmarshal(text, &w.Text)
}

// Schema describes it in OpenAPI.
func (RetryWaits) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Description: `waits between attempts: "5s,5m", ["5s","5m"], "none", or null and "default" for the product's own`,
		OneOf: []*huma.Schema{
			{Type: huma.TypeString, Nullable: true, MaxLength: most(4096)},
			{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, MaxLength: most(64)}, MaxItems: most(1000)},
		},
	}
}

func most(n int) *int { return &n }

// schedule is what the waits say; nil for the product's own. An error is a *retry.ParseError.
func (w RetryWaits) schedule() (*retry.Schedule, error) {
	if strings.TrimSpace(w.Text) == defaultWaits {
		return nil, nil
	}
	schedule, err := retry.Parse(w.Text)
	if err != nil {
		return nil, fmt.Errorf("retry: %w", err)
	}
	return &schedule, nil
}
