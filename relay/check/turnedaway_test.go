package check_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// limits is an app that takes so many requests within each while, and asks for a wait else.
func limits(n int, each time.Duration, retryAfter string) func(*receiver) http.Handler {
	return func(rc *receiver) http.Handler {
		var mu sync.Mutex
		left, since := n, relay.RealClock{}.Stopwatch()
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			if since() > each {
				left, since = n, relay.RealClock{}.Stopwatch()
			}
			left--
			full := left < 0
			mu.Unlock()
			if full {
				w.Header().Set("Retry-After", retryAfter)
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			rc.ServeHTTP(w, r)
		})
	}
}

// An app that says when to come again is waited for, and judged by what it answers then.
func TestALimitedReceiverIsWaitedFor(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("bookkeeper")
	o := newRig(t).options(t, "bookkeeper", limits(10, 20*time.Millisecond, "1")(rc)) // a twentieth of what it asks for is waited
	o.Observed, o.Only = rc.observed, []string{"delivery", "signature", "time", "events"}
	passes(t, o)
}

// One that turns everything away for a long time has one fault, and nothing is said of what it would have taken.
func TestALimitIsToldOnce(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("fintoro")
	o := newRig(t).options(t, "fintoro", limits(3, time.Hour, "900")(rc))
	o.Only = []string{"delivery", "signature", "events", "answer/retry-after"}
	var broken []string // one of many refusals that would all look right
	for id, r := range run(t, o) {
		switch {
		case r.Verdict == check.Fail || r.Verdict == check.Warn:
			broken = append(broken, id+" "+string(r.Verdict))
			if !strings.Contains(r.Detail, "it limits how many it takes in a while") || !strings.Contains(r.Remedy, "lift the limit") {
				t.Errorf("%s: %q, remedy %q", id, r.Detail, r.Remedy)
			}
		case strings.HasPrefix(id, "signature/") && id != "signature/wrong-secret" && r.Verdict == check.Pass, strings.HasPrefix(id, "events/") && r.Verdict == check.Pass:
			t.Errorf("%s passes: %s", id, r.Detail)
		}
	}
	if len(broken) != 1 {
		t.Errorf("broken are %q", broken)
	}
}

// A limit that is reached at the first forgery does not make an app trust anybody.
func TestALimitIsNoTrust(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("fintoro")
	o := newRig(t).options(t, "fintoro", limits(2, time.Hour, "900")(rc))
	o.Only = []string{"delivery", "signature/wrong-secret", "signature/missing"}
	if r := run(t, o)["signature/missing"]; r.Verdict != check.Skip || !strings.Contains(r.Detail, "it limits how many") {
		t.Errorf("%s %q", r.Verdict, r.Detail)
	}
}

// What is skipped since a forgery ends an app says so, and not that it takes forgeries.
func TestWhatAForgeryEndsIsNotTaken(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("fintoro")
	down := atomic.Bool{}
	rc.refuse = func(*receiver, http.ResponseWriter, []byte) {
		down.Store(true)
		panic(http.ErrAbortHandler)
	}
	o := newRig(t).options(t, "fintoro", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			panic(http.ErrAbortHandler)
		}
		rc.ServeHTTP(w, r)
	}))
	o.Restart = func(context.Context) error {
		down.Store(false)
		return nil
	}
	o.Only = []string{"delivery", "signature/wrong-secret", "signature/missing"}
	results := run(t, o)
	if r := results["signature/wrong-secret"]; r.Verdict != check.Fail || !strings.Contains(r.Detail, "one bad request ends it") {
		t.Errorf("%s %q", r.Verdict, r.Detail)
	}
	if r := results["signature/missing"]; r.Verdict != check.Skip || !strings.Contains(r.Detail, "does not survive what somebody else signs") {
		t.Errorf("%s %q", r.Verdict, r.Detail)
	}
}

// An app that turns nothing but duplicates away has no limit.
func TestARefusedDuplicateIsNoLimit(t *testing.T) {
	t.Parallel()
	mistake{
		product: "fintoro", found: "identity/again", verdict: check.Fail, says: "429 to the same webhook again: it answers a duplicate with an error",
		in: func(rc *receiver) http.Handler {
			statusOf(http.StatusTooManyRequests, 2)(rc)
			return rc
		},
	}.finds(t, nil)
}
