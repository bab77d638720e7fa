package retry_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay/retry"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want retry.Schedule
		err  *retry.ParseError
	}{
		"waits with commas":               {"5s,5m, 1h30m", retry.Gaps(5*time.Second, 5*time.Minute, 90*time.Minute), nil},
		"none never retries":              {"none", retry.Gaps(), nil},
		"a wait may be nothing":           {"0s", retry.Gaps(0), nil},
		"a number without a unit":         {"5s,10", retry.Schedule{}, &retry.ParseError{Part: "10", Position: 3}},
		"a word, behind a blank":          {"5s, soon", retry.Schedule{}, &retry.ParseError{Part: "soon", Position: 4}},
		"a missing wait":                  {"5s,,1m", retry.Schedule{}, &retry.ParseError{Part: "", Position: 3}},
		"nothing at all":                  {"", retry.Schedule{}, &retry.ParseError{Part: "", Position: 0}},
		"a negative wait":                 {"-5s", retry.Schedule{}, &retry.ParseError{Part: "-5s", Position: 0}},
		"a wait beyond what is allowed":   {"10000h", retry.Schedule{}, &retry.ParseError{Part: "10000h", Position: 0}},
		"a wait that no number can hold":  {"99999999999h", retry.Schedule{}, &retry.ParseError{Part: "99999999999h", Position: 0}},
		"more waits than anybody can use": {long(101), retry.Schedule{}, &retry.ParseError{Part: "1s", Position: 300}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := retry.Parse(tt.text)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var problem *retry.ParseError
			if errors.As(err, &problem) != (tt.err != nil) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if tt.err != nil && (problem.Part != tt.err.Part || problem.Position != tt.err.Position || problem.Problem == "") {
				t.Errorf("error %+v, want %q at %d and a problem", problem, tt.err.Part, tt.err.Position)
			}
		})
	}
}

func long(n int) string {
	text := "1s"
	for range n - 1 {
		text += ",1s"
	}
	return text
}

func TestParseReadsWhatStringWrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := retry.Gaps(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(30*24*time.Hour)).Draw(t, "wait"))
		}), 0, 20).Draw(t, "waits")...)
		got, err := retry.Parse(want.String())
		if err != nil || !got.Equal(want) {
			t.Fatalf("%s comes back as %s, %v", want, got, err)
		}
	})
}

func TestJitterOnlyLengthens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		gap := time.Duration(rapid.Int64Range(0, int64(30*24*time.Hour)).Draw(t, "gap"))
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		draw := rapid.Float64Range(0, 1).Draw(t, "draw")
		got := retry.Jitter(gap, share, draw)
		if got < gap || float64(got-gap) > float64(gap)*share+1 {
			t.Fatalf("%v with a share of %v becomes %v", gap, share, got)
		}
	})
	if got := retry.Jitter(10*time.Second, 0.1, 0.5); got != 10*time.Second+500*time.Millisecond {
		t.Errorf("half of 10 %% of 10 s gives %v", got)
	}
}
