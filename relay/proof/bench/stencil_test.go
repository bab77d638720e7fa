package bench

import (
	"fmt"
	"testing"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"
)

func TestStencilCarriesTheMark(t *testing.T) {
	t.Parallel()
	event := eventStencil()
	rapid.Check(t, func(t *rapid.T) {
		run, n := rapid.IntRange(0, 9999).Draw(t, "run"), rapid.IntRange(0, 99_999_999).Draw(t, "n")
		text := event.with([]byte("before"), run, n)
		gotRun, gotN, ok := readMark(text)
		if !ok || gotRun != run || gotN != n {
			t.Fatalf("run %d, event %d comes back as %d, %d, %v", run, n, gotRun, gotN, ok)
		}
		if len(text) != len("before")+len(event.text) {
			t.Fatalf("the text has %d bytes, the stencil %d", len(text), len(event.text))
		}
	})
}

func TestReadMarkOfAnything(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"nothing":           "",
		"no mark":           `{"type":"payment.confirmed"}`,
		"a mark cut off":    "bench-0001-0000000",
		"letters in a mark": "bench-00x1-00000001",
		"no dash in a mark": "bench-000100000001x",
		"words in a number": "bench-0001-0000000x",
	} {
		if run, n, ok := readMark([]byte(body)); ok {
			t.Errorf("%s: read as run %d, event %d", name, run, n)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		readMark(append([]byte(markPrefix), rapid.SliceOf(rapid.Byte()).Draw(t, "rest")...)) // must not panic
	})
}

func TestBatchHoldsEveryEvent(t *testing.T) {
	t.Parallel()
	var batch struct {
		Events []struct {
			Provider, Type string
			Data           struct {
				ReferenceID string `json:"reference_id"`
			}
		}
	}
	if err := json.Unmarshal(eventStencil().batch(7, 50, 100), &batch, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	if len(batch.Events) != 50 {
		t.Fatalf("%d events, want 50", len(batch.Events))
	}
	for i, e := range batch.Events {
		if want := fmt.Sprintf("bench-0007-%08d", 50+i); e.Data.ReferenceID != want || e.Provider != benchProvider || e.Type != benchType {
			t.Errorf("event %d is %+v, want %s of %s with %s", i, e, benchType, benchProvider, want)
		}
	}
}
