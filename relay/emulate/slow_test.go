package emulate_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

const silverfinFile301 = "/silverfin/files/301"

// pieces notes how much of a body went out, and when.
type pieces struct {
	*httptest.ResponseRecorder
	elapsed func() time.Duration
	sent    []int
	at      []time.Duration
}

func (p *pieces) Flush() {
	p.sent, p.at = append(p.sent, p.Body.Len()), append(p.at, p.elapsed())
	p.ResponseRecorder.Flush()
}

// The head comes at once and the body in ten pieces, in real time while the engine's clock stands still.
func TestFileSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		whole := s.ask(t, "GET", silverfinFile301, "").Body.Bytes()
		rule := s.breaks(t, relay.FaultRule{Name: "file-slow", Value: "20s", First: 1})
		w := &pieces{ResponseRecorder: httptest.NewRecorder(), elapsed: relay.RealClock{}.Stopwatch()}
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", silverfinFile301, nil))
		if diff := cmp.Diff([]string{"file-slow=20s " + rule.ID}, marksOf(w.ResponseRecorder)); diff != "" || w.Code != 200 || !cmp.Equal(w.Body.Bytes(), whole) {
			t.Errorf("%d with %d bytes of %d; marked (-want +got):\n%s", w.Code, w.Body.Len(), len(whole), diff)
		}
		if took := w.elapsed(); took != 20*time.Second || len(w.at) != 10 || w.at[0] != 0 || w.at[9] != 18*time.Second || w.sent[0] != 0 || w.sent[9] >= len(whole) {
			t.Errorf("it took %v; flushed at %v with %v bytes of %d", took, w.at, w.sent, len(whole))
		}
		again := &pieces{ResponseRecorder: httptest.NewRecorder(), elapsed: relay.RealClock{}.Stopwatch()}
		s.ServeHTTP(again, httptest.NewRequestWithContext(t.Context(), "GET", silverfinFile301, nil))
		if again.elapsed() != 0 || len(again.at) != 0 {
			t.Errorf("the second read took %v", again.elapsed())
		}
	})
}

func TestARefusalComesSlowlyToo(t *testing.T) {
	for _, names := range [][]string{{"file-slow", "file-fail"}, {"file-fail", "file-slow"}} {
		synctest.Test(t, func(t *testing.T) {
			s := newServer(t)
			for _, name := range names {
				s.breaks(t, relay.FaultRule{Name: name})
			}
			elapsed := relay.RealClock{}.Stopwatch()
			if w := s.ask(t, "GET", silverfinFile301, ""); w.Code != 503 || elapsed() != 10*time.Second || len(marksOf(w)) != 2 {
				t.Errorf("%v: %d after %v, marked %v", names, w.Code, elapsed(), marksOf(w))
			}
		})
	}
}

func TestSlowRulesAddUpAndSpareHEAD(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		first, second := s.breaks(t, relay.FaultRule{Name: "file-slow", Value: "20s"}), s.breaks(t, relay.FaultRule{Name: "file-slow"})
		elapsed := relay.RealClock{}.Stopwatch()
		if s.ask(t, "GET", silverfinFile301, ""); elapsed() != 30*time.Second {
			t.Errorf("20s and 10s took %v", elapsed())
		}
		elapsed = relay.RealClock{}.Stopwatch()
		w := s.ask(t, "HEAD", silverfinFile301, "")
		const note = "; not applied: the answer to HEAD has no body"
		want := []string{"file-slow=20s " + first.ID + note, "file-slow " + second.ID + note}
		if diff := cmp.Diff(want, marksOf(w)); diff != "" || elapsed() != 0 {
			t.Errorf("HEAD took %v; marked (-want +got):\n%s", elapsed(), diff)
		}
	})
}

// slowly serves a slow file on a real connection, and tells when its answers have ended.
func slowly(t *testing.T, edits ...func(*emulate.Options)) (url string, ended chan struct{}) {
	t.Helper()
	s := newServer(t, edits...)
	s.breaks(t, relay.FaultRule{Name: "file-slow", Value: "1h"})
	ended = make(chan struct{}, 1)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		ended <- struct{}{}
	}))
	t.Cleanup(front.Close)
	return front.URL + silverfinFile301, ended
}

// begun asks for a file and returns once its head is there.
func begun(t *testing.T, ctx context.Context, url string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func TestASlowFileEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	url, ended := slowly(t)
	ctx, hangUp := context.WithCancel(t.Context())
	resp := begun(t, ctx, url)
	defer resp.Body.Close()
	hangUp()
	<-ended
}

func TestASlowFileEndsWithTheServer(t *testing.T) {
	t.Parallel()
	stopping, stop := context.WithCancel(context.Background())
	url, ended := slowly(t, func(o *emulate.Options) { o.Stopping = stopping })
	resp := begun(t, t.Context(), url)
	defer resp.Body.Close()
	stop()
	<-ended
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the caller read to the end (%v), and thinks that it has the file", err)
	}
}
