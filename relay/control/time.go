package control

import (
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Time is a time in JSON: UTC, always with nine digits behind the second.
type Time struct{ time.Time }

const timeLayout = "2006-01-02T15:04:05.000000000Z"

// MarshalText writes 2026-05-04T09:30:00.000000000Z.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.UTC().Format(timeLayout)), nil }

// UnmarshalText reads RFC 3339 with any number of digits.
func (t *Time) UnmarshalText(text []byte) error {
	parsed, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil {
		return fmt.Errorf("%q is not a time like 2026-05-04T09:30:00Z", text)
	}
	t.Time = parsed.UTC()
	return nil
}

// MarshalJSON keeps the embedded time's own form from being used.
func (t Time) MarshalJSON() ([]byte, error) {
	return []byte(`"` + t.UTC().Format(timeLayout) + `"`), nil
}

// UnmarshalJSON reads a JSON string.
func (t *Time) UnmarshalJSON(text []byte) error {
	if len(text) < 2 || text[0] != '"' {
		return fmt.Errorf("%s is not a time like \"2026-05-04T09:30:00Z\"", text)
	}
	return t.UnmarshalText(text[1 : len(text)-1])
}

// Schema describes it in OpenAPI.
func (Time) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time"}
}

// timeOrNil is nil for the zero time, which JSON shows as null.
func timeOrNil(t time.Time) *Time {
	if t.IsZero() {
		return nil
	}
	return &Time{t}
}

// milliseconds shows a duration as JSON does: in milliseconds, exact to the microsecond.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}
