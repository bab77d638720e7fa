package emulate_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// app is a receiver that keeps what it got.
type app struct {
	*httptest.Server
	mu     sync.Mutex
	got    []got
	status int
	body   string
}

type got struct {
	header http.Header
	body   string
}

func newApp(t *testing.T, status int, body string) *app {
	a := &app{status: status, body: body}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		a.got = append(a.got, got{r.Header, string(text)})
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
	}))
	t.Cleanup(a.Close)
	return a
}

// answers changes what it answers.
func (a *app) answers(status int, body string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.status, a.body = status, body
}

func (a *app) requests() []got {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]got{}, a.got...)
}

// What a webhook's receiver answered last is shown, whole but for what JSON cannot hold; and a webhook that is deactivated
// meanwhile gets nothing new, while what is pending is retried.
func TestMoneybirdShowsTheLastAnswer(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.run(t)
	receiver := newApp(t, 500, "no <b>luck</b>\xff\x00")
	made := read[webhook](t, s, 201, "POST", moneybirdPath, `{"url":"`+receiver.URL+`","enabled_events":["contact"]}`)
	last := func() [2]any {
		t.Helper()
		shown := read[[]webhook](t, s, 200, "GET", moneybirdPath, "")[0]
		return [2]any{shown.LastHTTPStatus, shown.LastHTTPBody}
	}
	s.publish(t, "moneybird", "contact_changed")
	s.advance(t, 0)
	if diff := cmp.Diff([2]any{500.0, "no <b>luck</b>\uFFFD\x00"}, last()); diff != "" {
		t.Errorf("after a failure (-want +got):\n%s", diff)
	}
	at := strings.TrimSuffix(moneybirdPath, ".json") + "/" + made.ID
	if shown := read[webhook](t, s, 200, "PATCH", at+"/deactivate", ""); shown.LastHTTPStatus != 500.0 || shown.DeactivatedAt == nil {
		t.Errorf("deactivated: %+v", shown)
	}
	if deliveries := s.publish(t, "moneybird", "contact_changed"); len(deliveries) != 0 {
		t.Errorf("%d new deliveries", len(deliveries))
	}
	receiver.answers(200, "")
	s.advance(t, time.Minute)
	if n := len(receiver.requests()); n != 2 {
		t.Errorf("%d requests, want the first and its retry", n)
	}
	if diff := cmp.Diff([2]any{200.0, ""}, last()); diff != "" {
		t.Errorf("after the retry (-want +got):\n%s", diff)
	}
	read[webhook](t, s, 200, "PATCH", at+"/activate", "")
	receiver.Close()
	s.publish(t, "moneybird", "contact_changed")
	s.advance(t, 0)
	if diff := cmp.Diff([2]any{nil, nil}, last()); diff != "" {
		t.Errorf("where no answer came (-want +got):\n%s", diff)
	}
}

// While a secret is rotated, pushes carry a signature of each, the new one's first; no read shows either.
func TestMoneybirdRotation(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.run(t)
	receiver := newApp(t, 200, "")
	made := read[webhook](t, s, 201, "POST", moneybirdPath, `{"url":"`+receiver.URL+`","enabled_events":["contact"]}`)
	sub := s.engine.Subscriptions()[0]
	rotated, err := s.engine.Rotate(t.Context(), sub.ID, relay.Rotation{})
	if err != nil {
		t.Fatal(err)
	}
	secrets := rotated[0].ActiveSecrets(s.clock.Now())
	if len(secrets) != 2 || secrets[1] != made.Secret {
		t.Fatalf("%d secrets in force", len(secrets))
	}
	counts := []int{}
	for _, wait := range []time.Duration{0, 23 * time.Hour, 2 * time.Hour} {
		s.advance(t, wait)
		s.publish(t, "moneybird", "contact_changed")
		s.advance(t, 0)
		requests := receiver.requests()
		counts = append(counts, strings.Count(requests[len(requests)-1].header.Get("Moneybird-Signature"), ",v1="))
	}
	if diff := cmp.Diff([]int{2, 2, 1}, counts); diff != "" {
		t.Errorf("signatures at once, after 23 h and after 25 h (-want +got):\n%s", diff)
	}
	list := s.ask(t, "GET", moneybirdPath, "").Body.String()
	for _, secret := range secrets {
		if strings.Contains(list, secret) {
			t.Errorf("a secret is listed: %s", list)
		}
	}
}
