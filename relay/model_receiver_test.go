package relay_test

import (
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// arrival is one request as the receiver of the model saw it.
type arrival struct {
	at     time.Time // by the engine's clock
	target string    // path and query: a subscription's, or a replay's
	answer answer
	busy   bool      // not answered yet
	ended  time.Time // by the engine's clock
	lost   bool      // the engine crashed before it could store the attempt
	life   int       // of which engine
}

// modelReceiver answers by the plan, and keeps what it saw by target and body.
type modelReceiver struct {
	answers []answer

	mu    sync.Mutex
	clock relay.Clock
	life  int
	well  bool // answers 200 to everything
	sends []*arrival
	byKey map[string][]*arrival
	busy  map[string]int // requests at once by path
}

func (r *modelReceiver) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	id := ""
	for _, name := range []string{"webhook-id", "Idempotency-Key"} { // in the casing of the wire
		for _, value := range (map[string][]string)(req.Header)[name] {
			id = value
		}
	}
	s := r.take(req.URL.RequestURI(), id+string(body))
	resp, err := r.answerTo(req, s)
	r.mu.Lock()
	s.busy, s.ended = false, r.clock.Now()
	r.busy[pathOf(s.target)]--
	r.mu.Unlock()
	return resp, err
}

// take notes a request and chooses its answer.
func (r *modelReceiver) take(target, body string) *arrival {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := target + " " + body
	h := fnv.New32a()
	_, _ = h.Write([]byte(key))
	s := &arrival{at: r.clock.Now(), target: target, busy: true, life: r.life, answer: answerOK}
	if !r.well {
		s.answer = r.answers[(int(h.Sum32()%1024)+len(r.byKey[key]))%len(r.answers)]
	}
	r.sends = append(r.sends, s)
	r.byKey[key] = append(r.byKey[key], s)
	r.busy[pathOf(target)]++
	return s
}

func (r *modelReceiver) answerTo(req *http.Request, s *arrival) (*http.Response, error) {
	switch s.answer {
	case answerCreated:
		return respond(204, "")
	case answerError:
		return respond(500, "no")
	case answerGone:
		return respond(410, "")
	case answerAfter:
		resp, err := respond(503, "")
		resp.Header.Set("Retry-After", "30")
		return resp, err
	case answerSlow, answerHang:
		wait := 3 * time.Second
		if s.answer == answerHang {
			wait = time.Hour
		}
		over, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(wait))
		defer stop()
		select {
		case <-over:
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	case answerClose:
		return nil, io.EOF
	case answerRefuse:
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
	return respond(200, "{}")
}

// seen is what came with a key.
func (r *modelReceiver) seen(key string) []*arrival {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byKey[key]
}
