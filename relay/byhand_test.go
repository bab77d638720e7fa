package relay_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestReplayKeepsBytesAndIdentity(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h := newHarness(t, r)
	h.subscribe("fintoro")
	original := h.untilFinal(h.publish("fintoro", "invoices.paid").ID)
	h.clock.Advance(time.Hour)
	replay, err := h.Replay(t.Context(), original.ID, relay.ReplayOptions{})
	if err != nil {
		t.Fatal(err)
	}
	done := h.untilFinal(replay.ID)
	if done.ReplayOf != original.ID || done.DialectID != original.DialectID || string(done.Body) != string(original.Body) {
		t.Errorf("the replay differs: %+v", done)
	}
	requests, _ := r.requests()
	timestamp := func(r *http.Request) []string { return (map[string][]string)(r.Header)["webhook-timestamp"] } // in the casing of the wire
	if a, b := timestamp(requests[0]), timestamp(requests[1]); len(a) != 1 || slices.Equal(a, b) {
		t.Errorf("the replay's timestamp is not fresh: %v", b)
	}
	if again, err := h.store.Delivery(t.Context(), original.ID); err != nil || !cmp.Equal(original, again) {
		t.Errorf("the original changed: %v\n%s", err, cmp.Diff(original, again))
	}
}

func TestRetryNow(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	h.subscribe("fintoro")
	d := h.publish("fintoro", "invoices.paid")
	h.untilAttempts(d.ID, 1)
	if _, err := h.Retry(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	second := h.untilAttempts(d.ID, 2)
	if want := harnessStart.Add(100 * time.Second); !second.DueAt.Equal(want) {
		t.Errorf("due %v after the second attempt, want %v", second.DueAt, want)
	}
	h.stop()
	h2 := openHarness(t, always(200, ""), h.path, harnessStart.Add(time.Hour))
	h2.untilFinal(d.ID)
	if _, err := h2.Retry(t.Context(), d.ID); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("retrying a delivered one: %v, want ErrConflict", err)
	}
	if _, err := h2.Retry(t.Context(), "dlv_none"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("retrying one that does not exist: %v, want ErrNotFound", err)
	}
}
