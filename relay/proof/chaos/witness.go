package chaos

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// witness is the receiver. It runs in this process, not in the one that is killed, and its address stays the same over all kills; a
// process of its own would add nothing but a way to lose what it saw.
type witness struct {
	url    string
	chance relay.Chance
	server *http.Server
	served chan struct{}

	mu         sync.Mutex
	visits     []visit              // in the order of arrival
	counts     map[place]int        // how many for each delivery
	start      int                  // how many restarts there were
	sinceStart func() time.Duration // nil when the receipt after it was seen
	recovered  []time.Duration
}

// visit is a request that arrived whole.
type visit struct {
	place
	webhookID string
	taken     bool
}

// startKey is where a connection keeps after which restart it was made.
type startKey struct{}

// listen starts the receiver on a free port.
func listen(chance relay.Chance) (*witness, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the receiver: %w", err)
	}
	w := &witness{url: "http://" + listener.Addr().String(), chance: chance, counts: map[place]int{}, served: make(chan struct{})}
	w.server = &http.Server{
		Handler: w, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0), // connections are cut all the time
		ConnContext: func(ctx context.Context, _ net.Conn) context.Context {
			w.mu.Lock()
			defer w.mu.Unlock()
			return context.WithValue(ctx, startKey{}, w.start)
		},
	}
	go func() {
		defer close(w.served)
		_ = w.server.Serve(listener) // it ends with close
	}()
	return w, nil
}

// close ends the receiver. What is still being answered is cut.
func (w *witness) close() {
	_ = w.server.Close()
	<-w.served
}

// restarted says that a new server is being started, and measures from now until the first request of it arrives.
func (w *witness) restarted(since func() time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.start++
	w.sinceStart = since
}

// seen is all that arrived whole, and how long after each restart the first of it came; a restart before whose first
// request the next kill came has no figure.
func (w *witness) seen() ([]visit, []time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.visits), slices.Clone(w.recovered)
}

func (w *witness) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.visits)
}

// ServeHTTP takes a delivery and treats it by whim.
func (w *witness) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	p, err := placeOf(r)
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest) // or the sender was killed in the middle of it
		return
	}
	what, wait := w.record(p, r)
	switch what {
	case refuses:
		http.Error(out, "not now", http.StatusInternalServerError)
	case hangsUp, turnsAway:
		panic(http.ErrAbortHandler)
	case oversleeps:
		_ = relay.RealClock{}.Pause(r.Context(), time.Minute) // the sender gives up before
	case dawdles:
		_ = relay.RealClock{}.Pause(r.Context(), wait)
	}
}

// record notes a visit when it arrives, so that what is answered late keeps its place.
func (w *witness) record(p place, r *http.Request) (whim, time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	what, wait := whimOf(w.chance, p, w.counts[p])
	w.counts[p]++
	w.visits = append(w.visits, visit{place: p, webhookID: r.Header.Get("webhook-id"), taken: what.takes()})
	if start, _ := r.Context().Value(startKey{}).(int); w.sinceStart != nil && start == w.start {
		w.recovered = append(w.recovered, w.sinceStart())
		w.sinceStart = nil
	}
	return what, wait
}

// placeOf reads a request to its end and finds the event's number.
func placeOf(r *http.Request) (place, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, relay.MaxDataBytes))
	if err != nil {
		return place{}, err
	}
	var event struct {
		Data struct {
			Number int `json:"number"`
		} `json:"data"`
		Resource struct {
			ID int `json:"id"`
		} `json:"resource"`
	}
	if err := json.Unmarshal(body, &event); err != nil {
		return place{}, err
	}
	subscription, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
	return place{subscription, max(event.Data.Number, event.Resource.ID)}, err
}
