package relay

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestFilterMatch(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	d := &Delivery{
		ID: "dlv_1", EventID: "evt_1", SubscriptionID: "sub_1", Provider: "fintoro", Type: "invoices.paid",
		State: Failed, Reason: ReasonScheduleSpent, AttemptCount: 5, LastStatus: 503, LastOutcome: HTTPError,
		URL: "http://127.0.0.1:3000/hooks", CreatedAt: now.Add(-30 * time.Minute),
	}
	tests := map[string]bool{
		"":                                  true,
		"state:failed":                      true,
		"state:failed,pending":              true,
		"-state:failed":                     false,
		"state:pending":                     false,
		"type:invoices.*":                   true,
		"type:clients.*":                    false,
		"status:503":                        true,
		"status:>=500 status:<600":          true,
		"status:<500":                       false,
		"attempts:>4":                       true,
		"age:<1h":                           true,
		"age:>1h":                           false,
		"outcome:http_error":                true,
		"sub:sub_1 event:evt_1 id:dlv_1":    true,
		"reason:schedule_spent":             true,
		`"127.0.0.1:3000"`:                  true,
		`-"127.0.0.1:3000"`:                 false,
		"INVOICES":                          true,
		"provider:fintoro state:delivered":  false,
		"  provider:fintoro  -status:200  ": true,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			f, err := ParseFilter(text)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Match(d, now); got != want {
				t.Errorf("Match = %v, want %v", got, want)
			}
			again, err := ParseFilter(f.String())
			if err != nil || again.String() != f.String() {
				t.Errorf("%q did not parse back: %q, %v", f.String(), again.String(), err)
			}
		})
	}
}

func TestParseFilterNamesTheTermAndItsPosition(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		position int
		problem  string
	}{
		"state:faild":              {0, "did you mean failed"},
		"state:failed stat:x":      {13, "did you mean state"},
		"status:many":              {0, "not a whole number"},
		"age:yesterday":            {0, "not a duration"},
		"age:<-1h":                 {0, "not a duration"},
		"provider:":                {0, "nothing to look for"},
		`provider:fintoro "open`:   {17, "quote is not closed"},
		"type:[":                   {0, "is not closed"},
		"state:failed,":            {0, "no state"},
		"colour:blue state:failed": {0, "the fields are"},
		"outcome:sucess":           {0, "did you mean success"},
		`""`:                       {0, "nothing to look for"},
		"status:99999999999":       {0, "not a whole number"},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			_, err := ParseFilter(text)
			var filterError *FilterError
			if !errors.As(err, &filterError) {
				t.Fatalf("error = %v, want a FilterError", err)
			}
			if filterError.Position != want.position || !strings.Contains(filterError.Problem, want.problem) {
				t.Errorf("error = %v, want position %d and %q", err, want.position, want.problem)
			}
		})
	}
}

func FuzzParseFilter(f *testing.F) {
	f.Add(`state:failed provider:fintoro type:invoices.* status:>=500 attempts:>2 age:<1h "free text" -x`)
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := ParseFilter(text)
		if err != nil {
			return
		}
		parsed.Match(&Delivery{Type: "a.b"}, time.Unix(0, 0)) // must not panic
		if _, err := ParseFilter(parsed.String()); err != nil {
			t.Errorf("%q came from %q and does not parse: %v", parsed.String(), text, err)
		}
	})
}
