package relay_test

import (
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// endpoints answers for 100 receivers by path: /hangs never answers within 30 s, /flaky fails every other time, all
// others take 5 ms.
type endpoints struct{ flaky chan int }

func (e *endpoints) RoundTrip(req *http.Request) (*http.Response, error) {
	switch req.URL.RequestURI() {
	case "/hangs":
		select {
		case <-time.After(30 * time.Second):
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	case "/flaky":
		time.Sleep(40 * time.Millisecond)
		n := <-e.flaky
		e.flaky <- n + 1
		if n%2 == 0 {
			return respond(500, "")
		}
	default:
		time.Sleep(5 * time.Millisecond)
	}
	return respond(200, "")
}

// healthyLatency publishes events to all endpoints for a while and returns how long those of the healthy ones took from
// their publication until they were settled, sorted.
func healthyLatency(t *testing.T, endpointsAt []string) []time.Duration {
	var took []time.Duration
	synctest.Test(t, func(t *testing.T) {
		flaky := make(chan int, 1)
		flaky <- 0
		engine, store, stop := openBubble(t, relay.RealClock{}, &endpoints{flaky}, filepath.Join(t.TempDir(), "relay.db"))
		defer stop()
		healthy := map[string]bool{}
		for _, path := range endpointsAt {
			sub, _, err := engine.Subscribe(t.Context(), relay.Subscription{Provider: "bookkeeper", URL: "http://127.0.0.1:3000" + path})
			if err != nil {
				t.Fatal(err)
			}
			healthy[sub.ID] = path != "/hangs" && path != "/flaky"
		}
		for range seconds { // once a second, more than the one that hangs can take
			_, _, err := engine.Publish(t.Context(), slices.Repeat([]relay.PublishRequest{{Provider: "bookkeeper", Type: "payment.confirmed"}}, 3), "")
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		synctest.Wait()
		for query := (relay.DeliveryQuery{Now: time.Now(), Limit: 1000}); ; {
			page, next, err := store.Deliveries(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range page {
				if healthy[d.SubscriptionID] {
					if d.State != relay.Delivered {
						t.Errorf("%s is %s", d.ID, d.State)
					}
					took = append(took, d.SettledAt.Sub(d.CreatedAt))
				}
			}
			if query.Cursor = next; next == "" {
				break
			}
		}
	})
	slices.Sort(took)
	return took
}

// seconds is how long events are published, three a second.
const seconds = 20

// One endpoint that hangs for 30 s and one that fails every other time do not delay the 98 others by anything.
func TestHealthyEndpointsDoNotWaitForBadOnes(t *testing.T) {
	var paths []string
	for i := range 98 {
		paths = append(paths, "/healthy/"+strconv.Itoa(i))
	}
	alone := healthyLatency(t, paths)
	beside := healthyLatency(t, append([]string{"/hangs", "/flaky"}, paths...))
	if len(alone) != 98*3*seconds || len(beside) != len(alone) {
		t.Fatalf("%d and %d deliveries to healthy endpoints, want %d", len(alone), len(beside), 98*3*seconds)
	}
	p99 := func(took []time.Duration) time.Duration { return took[len(took)*99/100] }
	if a, b := p99(alone), p99(beside); b > a {
		t.Errorf("p99 is %v without the bad endpoints and %v with them", a, b)
	}
	t.Logf("p99 %v alone, %v beside the bad ones; at most %v and %v", p99(alone), p99(beside), alone[len(alone)-1], beside[len(beside)-1])
}
