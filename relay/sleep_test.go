package relay_test

import (
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// night is a receiver that answers 500 until the machine goes to sleep, and notes when requests come after that.
type night struct {
	mu     sync.Mutex
	asleep bool
	came   map[string][]time.Time // by path, in the bubble's time: what really passes
	bodies map[string]int
}

func (n *night) RoundTrip(req *http.Request) (*http.Response, error) {
	time.Sleep(5 * time.Millisecond)
	body := make([]byte, req.ContentLength)
	if _, err := req.Body.Read(body); err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.asleep {
		return respond(500, "")
	}
	path := req.URL.RequestURI()
	n.came[path] = append(n.came[path], time.Now())
	n.bodies[path+string(body)]++
	return respond(200, "")
}

// to is when requests came to a path.
func (n *night) to(path string) []time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.came[path])
}

// After the machine has slept for 8 hours, what fell due meanwhile goes out once each and spread, while what is new goes
// out at once to others.
func TestAfterASleep(t *testing.T) {
	const overdue = 100
	for name, publishes := range map[string]bool{
		"and nothing happens until the late alarm rings":       false,
		"and events are published before the late alarm rings": true,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				clock := &jumpClock{}
				r := &night{came: map[string][]time.Time{}, bodies: map[string]int{}}
				engine, store, stop := openBubble(t, clock, r, filepath.Join(t.TempDir(), "relay.db"))
				defer stop()
				subscribe := func(name, path string) {
					if _, _, err := engine.Subscribe(t.Context(), relay.Subscription{Provider: name, URL: "http://127.0.0.1:3000" + path}); err != nil {
						t.Fatal(err)
					}
				}
				publish := func(name, eventType string, n int) {
					requests := slices.Repeat([]relay.PublishRequest{{Provider: name, Type: eventType}}, n)
					if _, _, err := engine.Publish(t.Context(), requests, ""); err != nil {
						t.Fatal(err)
					}
				}
				subscribe("fintoro", "/old")
				subscribe("bookkeeper", "/other")
				publish("fintoro", "invoices.paid", overdue/2)
				nap(5 * time.Second)
				publish("fintoro", "invoices.paid", overdue/2)
				nap(7 * time.Second) // the first half has been retried, and the second half was read with it
				r.mu.Lock()
				r.asleep = true
				r.mu.Unlock()
				clock.jump(8 * time.Hour)
				woken := time.Now()
				if publishes {
					for range 10 {
						publish("bookkeeper", "payment.confirmed", 1)
						nap(100 * time.Millisecond)
					}
					if other := r.to("/other"); len(other) != 10 || other[9].Sub(woken) > time.Second {
						t.Errorf("of 10 new events to another, these came: %v", other)
					}
				}
				nap(time.Minute)
				old := r.to("/old")
				if len(old) != overdue {
					t.Errorf("%d requests for what was overdue, want %d", len(old), overdue)
				}
				for i := range old {
					if i >= 20 && old[i].Sub(old[i-20]) < time.Second {
						t.Fatalf("21 requests within %v, the first %v after waking", old[i].Sub(old[i-20]), old[i-20].Sub(woken))
					}
				}
				r.mu.Lock()
				defer r.mu.Unlock()
				for body, n := range r.bodies {
					if n != 1 {
						t.Errorf("%s came %d times", body, n)
					}
				}
				if counts, err := store.CountDeliveries(t.Context(), relay.Filter{}, clock.Now()); err != nil || len(counts) != 1 || counts[relay.Delivered] == 0 {
					t.Errorf("in the end there are %v (%v)", counts, err)
				}
			})
		})
	}
}
