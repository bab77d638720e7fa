package bench

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// addresses is the line that a receiver prints once it listens.
type addresses struct {
	Receiver string `json:"receiver"` // where events go
	Counts   string `json:"counts"`   // where its counts are asked for
}

// RunReceiver is the receiver of a bench, in a process of its own: plain net/http that answers 200 at once and counts.
// It prints its addresses as one JSON line, and ends when stdin does: when whoever started it is gone.
func RunReceiver(ctx context.Context, stdin io.Reader, stdout io.Writer) error {
	t := &tally{}
	events, eventsURL, err := listen(receive(t))
	if err != nil {
		return err
	}
	counts, countsURL, err := listen(tell(t))
	if err != nil {
		return errors.Join(err, events.Close())
	}
	if err := json.MarshalWrite(stdout, addresses{eventsURL, countsURL}); err != nil {
		return errors.Join(err, events.Close(), counts.Close())
	}
	if _, err := io.WriteString(stdout, "\n"); err != nil {
		return errors.Join(err, events.Close(), counts.Close())
	}
	select {
	case <-ctx.Done():
	case <-ended(stdin):
	}
	return errors.Join(events.Close(), counts.Close())
}

// ended is closed when stdin ends. Reading it cannot be broken off, so the goroutine lives as long as the process.
func ended(stdin io.Reader) <-chan struct{} {
	over := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		close(over)
	}()
	return over
}

func listen(handler http.Handler) (*http.Server, string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends by Close
	return server, "http://" + listener.Addr().String(), nil
}

// receive counts the mark in each body.
func receive(t *tally) http.Handler {
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(body)
		body.Reset()
		if _, err := body.ReadFrom(r.Body); err != nil {
			return // the sender is gone
		}
		if run, n, ok := readMark(body.Bytes()); ok {
			t.add(run, n, relay.RealClock{}.Now())
		}
		w.WriteHeader(http.StatusOK)
	})
}

// tell answers what was counted.
func tell(t *tally) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /runs/{run}/{n}", func(w http.ResponseWriter, r *http.Request) {
		run, err := strconv.Atoi(r.PathValue("run"))
		n, err2 := strconv.Atoi(r.PathValue("n"))
		if err := errors.Join(err, err2); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		t.begin(run, n)
	})
	mux.HandleFunc("GET /counts/{distinct}", func(w http.ResponseWriter, r *http.Request) {
		distinct, err := strconv.Atoi(r.PathValue("distinct"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		select {
		case <-r.Context().Done():
		case <-t.reached(distinct):
		}
		_ = json.MarshalWrite(w, t.now()) // an error means that the caller is gone
	})
	mux.HandleFunc("GET /arrivals", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.MarshalWrite(w, t.times())
	})
	return mux
}
