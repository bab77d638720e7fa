package check_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// leaks is an app that answers 500 once it has used up what it never gives back.
func leaks(n int64) func(*receiver) http.Handler {
	return func(rc *receiver) http.Handler {
		var used atomic.Int64
		return bodyAnswers(500, func(string) bool { return used.Add(1) > n })(rc)
	}
}

// spoilt is an app that takes webhooks in another way.
func spoilt(take func(rc *receiver, w http.ResponseWriter, id string)) func(*receiver) http.Handler {
	return func(rc *receiver) http.Handler {
		rc.take = take
		return rc
	}
}

// looksFirst is an app that looks whether an event is known, and books it some time later.
func looksFirst(rc *receiver, w http.ResponseWriter, id string) {
	rc.mu.Lock()
	known := rc.seen[id]
	rc.mu.Unlock()
	if known == "" {
		_ = relay.RealClock{}.Pause(context.Background(), 30*time.Millisecond) // it calls its own API, say
		rc.mu.Lock()
		rc.book(id)
		known = rc.seen[id]
		rc.mu.Unlock()
	}
	rc.answer(w, known)
}

// Each of these apps goes wrong under load, and the case that is about it names it.
func TestLoadMistakes(t *testing.T) {
	t.Parallel()
	observed := func(o *check.Options, rc *receiver) { o.Observed = rc.observed }
	drops := func() func(*receiver, http.ResponseWriter, string) {
		var n atomic.Int64
		return func(rc *receiver, w http.ResponseWriter, id string) {
			if n.Add(1)%50 != 0 { // the others are lost
				rc.takeOnce(w, id)
			}
		}
	}
	twice := func() func(*receiver, http.ResponseWriter, string) {
		var n atomic.Int64
		return func(rc *receiver, w http.ResponseWriter, id string) {
			rc.takeOnce(w, id)
			if n.Add(1)%50 == 0 {
				rc.mu.Lock()
				rc.book(id)
				rc.mu.Unlock()
			}
		}
	}
	tests := map[string]struct {
		mistake
		change func(*check.Options, *receiver)
	}{
		"runs out of connections":           {mistake{"silverfin", leaks(150), "load/burst", check.Warn, "it took 148; to 52 of the others it answered 500"}, nil},
		"has none left afterwards":          {mistake{"fintoro", leaks(150), "load/after", check.Warn, "answered 500 to a right webhook after a burst"}, nil},
		"answers and then loses":            {mistake{"moneybird", spoilt(drops()), "load/booked", check.Fail, "4 are not in its books: it answers before anything is safe"}, observed},
		"books some of them twice":          {mistake{"bookkeeper", spoilt(twice()), "load/booked", check.Fail, "it booked 4 more than once"}, observed},
		"looks first and books later":       {mistake{"fintoro", spoilt(looksFirst), "load/duplicates", check.Fail, "times that came 50 times, 20 at a time: it looks first, and books later"}, observed},
		"remembers the last hundred":        {mistake{"fintoro", spoilt(remembersLast(100)), "load/again", check.Fail, "a second time that came again after 200 others, and knows one that comes again at once: it remembers the last few alone"}, observed},
		"shows it by its references":        {mistake{"finpilo", spoilt(looksFirst), "load/duplicates", check.Fail, "references to one document"}, nil},
		"fails what is being worked on":     {mistake{"moneybird", spoilt(failsBusy()), "load/duplicates", check.Warn, "answered 500 to"}, observed},
		"takes half of the time under load": {mistake{"moneybird", spoilt(slowOnce()), "load/time", check.Warn, "more than half of 2s"}, func(o *check.Options, _ *receiver) { o.Timeout = 2 * time.Second }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.finds(t, tt.change)
		})
	}
}

// remembersLast is an app that knows so many identities, and no more.
func remembersLast(n int) func(*receiver, http.ResponseWriter, string) {
	var last []string
	return func(rc *receiver, w http.ResponseWriter, id string) {
		rc.mu.Lock()
		defer rc.mu.Unlock()
		if !slices.Contains(last, id) {
			last = append(last, id)
			last = last[max(0, len(last)-n):]
			rc.book(id)
		}
		rc.answer(w, rc.seen[id])
	}
}

// An app that knows no duplicate has one bug, which is told elsewhere.
func TestWhatKnowsNoDuplicateForgetsNone(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("fintoro")
	forgetful(rc)
	r := mistake{product: "fintoro", found: "load/again"}.run(t, rc, rc, observing)
	if r.Verdict != check.Skip || !strings.Contains(r.Detail, "see identity/booked-once") {
		t.Errorf("%s %q", r.Verdict, r.Detail)
	}
}

// failsBusy is an app that fails a webhook that it works on at the moment.
func failsBusy() func(*receiver, http.ResponseWriter, string) {
	var busy sync.Map
	return func(rc *receiver, w http.ResponseWriter, id string) {
		if _, working := busy.LoadOrStore(id, true); working {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_ = relay.RealClock{}.Pause(context.Background(), 30*time.Millisecond)
		rc.takeOnce(w, id)
		busy.Delete(id)
	}
}

// slowOnce is an app that needs long for one of many.
func slowOnce() func(*receiver, http.ResponseWriter, string) {
	var n atomic.Int64
	return func(rc *receiver, w http.ResponseWriter, id string) {
		if n.Add(1) == 50 {
			_ = relay.RealClock{}.Pause(context.Background(), 1100*time.Millisecond)
		}
		rc.takeOnce(w, id)
	}
}

// A case that says what is booked passes only where the app's books, or its references, tell.
func TestBookedOnceIsNoPassWithoutBooks(t *testing.T) {
	t.Parallel()
	const copies, header = "load/duplicates", "identity/unsigned-header"
	for _, tt := range []struct {
		product, id string
		observed    bool
		want        check.Verdict
	}{
		{"fintoro", copies, false, check.Skip}, {"fintoro", copies, true, check.Pass}, {"finpilo", copies, false, check.Pass},
		{"fintoro", header, false, check.Skip}, {"fintoro", header, true, check.Pass},
	} {
		rc := rightReceiver(tt.product)
		r := mistake{product: tt.product, found: tt.id}.run(t, rc, rc, func(o *check.Options, rc *receiver) {
			if tt.observed {
				o.Observed = rc.observed
			}
		})
		if r.Verdict != tt.want || tt.want == check.Skip && !strings.Contains(r.Detail, "is not judged") {
			t.Errorf("%s of %s, books known %t: %s %q, want %s", tt.id, tt.product, tt.observed, r.Verdict, r.Detail, tt.want)
		}
	}
}
