package control

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// intakeRig is a bounded handler whose calls stay inside until they are let out.
type intakeRig struct {
	handler http.Handler
	inside  chan struct{} // one for each call that got in
	let     chan struct{} // one lets one out
}

// rigLimit is how many bytes a call of a rig may have.
const rigLimit = 100

func newIntakeRig(intake Intake) *intakeRig {
	rig := &intakeRig{inside: make(chan struct{}, 10), let: make(chan struct{})}
	rig.handler = intake.gate().bounded(rigLimit, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		rig.inside <- struct{}{}
		<-rig.let
		w.WriteHeader(http.StatusAccepted)
	}))
	return rig
}

// call makes a call and hands out its answer once there is one.
func (r *intakeRig) call(t *testing.T) <-chan *httptest.ResponseRecorder {
	return r.callWith(t.Context(), 0)
}

// callWith makes a call with a body of so many bytes; -1: of a length that it does not tell.
func (r *intakeRig) callWith(ctx context.Context, bytes int64) <-chan *httptest.ResponseRecorder {
	answered := make(chan *httptest.ResponseRecorder, 1)
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, "/v1/events", nil)
	request.ContentLength = bytes
	go func() {
		recorder := httptest.NewRecorder()
		r.handler.ServeHTTP(recorder, request)
		answered <- recorder
	}()
	return answered
}

func TestIntakeRefusesWhatGetsNoPlaceInTime(t *testing.T) {
	t.Parallel()
	rig := newIntakeRig(Intake{AtOnce: 2, Patience: time.Millisecond})
	first, second := rig.call(t), rig.call(t)
	<-rig.inside
	<-rig.inside
	refused := <-rig.call(t)
	if refused.Code != http.StatusTooManyRequests || refused.Header().Get("Retry-After") != "1" || !strings.Contains(refused.Body.String(), "nothing of this call was stored") {
		t.Errorf("answered %d, Retry-After %q: %s", refused.Code, refused.Header().Get("Retry-After"), refused.Body)
	}
	if kind := refused.Header().Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("Content-Type %q", kind)
	}
	close(rig.let)
	for _, answered := range []<-chan *httptest.ResponseRecorder{first, second} {
		if got := <-answered; got.Code != http.StatusAccepted {
			t.Errorf("answered %d, want 202", got.Code)
		}
	}
	if again := <-rig.call(t); again.Code != http.StatusAccepted {
		t.Errorf("answered %d, want 202: places are free again", again.Code)
	}
}

func TestIntakeLetsAWaitingCallInOnceAPlaceIsFree(t *testing.T) {
	t.Parallel()
	rig := newIntakeRig(Intake{AtOnce: 1, Patience: time.Hour})
	first := rig.call(t)
	<-rig.inside
	second := rig.call(t)
	rig.let <- struct{}{}
	<-rig.inside // the second one, whether it waited or came late
	rig.let <- struct{}{}
	for _, answered := range []<-chan *httptest.ResponseRecorder{first, second} {
		if got := <-answered; got.Code != http.StatusAccepted {
			t.Errorf("answered %d", got.Code)
		}
	}
}

// However patient they are: with the places and the queue taken, one more is refused at once.
func TestIntakeBoundsHowManyWait(t *testing.T) {
	t.Parallel()
	rig := newIntakeRig(Intake{AtOnce: 1, Waiting: 1, Patience: time.Hour})
	first := rig.call(t)
	<-rig.inside
	second, third := rig.call(t), rig.call(t)
	var refused *httptest.ResponseRecorder
	waiting := third
	select {
	case refused = <-second:
	case refused = <-third:
		waiting = second
	}
	if refused.Code != http.StatusTooManyRequests {
		t.Errorf("answered %d, want 429", refused.Code)
	}
	close(rig.let)
	for _, answered := range []<-chan *httptest.ResponseRecorder{first, waiting} {
		if got := <-answered; got.Code != http.StatusAccepted {
			t.Errorf("answered %d", got.Code)
		}
	}
}

func TestIntakeBoundsTheBytes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		budget  int64
		inside  []int64 // calls that are in
		refused int64   // one that then has no room
	}{
		"one byte too many":                          {100, []int64{60, 39}, 2},
		"a length not told counts as the limit":      {100, []int64{1}, -1},
		"a length not told leaves no room":           {rigLimit, []int64{-1}, 1},
		"a call larger than the budget is in alone":  {50, []int64{100}, 1},
		"and it waits until everybody else has left": {50, []int64{1}, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newIntakeRig(Intake{Bytes: test.budget, Patience: time.Millisecond})
			var answers []<-chan *httptest.ResponseRecorder
			for _, bytes := range test.inside {
				answers = append(answers, rig.callWith(t.Context(), bytes))
				<-rig.inside
			}
			refused := <-rig.callWith(t.Context(), test.refused)
			if refused.Code != http.StatusTooManyRequests || refused.Header().Get("Retry-After") != "1" {
				t.Errorf("answered %d, Retry-After %q", refused.Code, refused.Header().Get("Retry-After"))
			}
			close(rig.let)
			for _, answered := range answers {
				if got := <-answered; got.Code != http.StatusAccepted {
					t.Errorf("answered %d, want 202", got.Code)
				}
			}
			if again := <-rig.callWith(t.Context(), test.refused); again.Code != http.StatusAccepted { // once everybody has left
				t.Errorf("answered %d afterwards, want 202", again.Code)
			}
		})
	}
}

// Many small calls do not keep a large one out for ever: those that come after it wait behind it.
func TestIntakeIsFairToALargeCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rig := newIntakeRig(Intake{Bytes: 100, Patience: time.Hour})
		first := rig.callWith(t.Context(), 50)
		<-rig.inside
		large := rig.callWith(t.Context(), 100)
		synctest.Wait()
		small := rig.callWith(t.Context(), 1)
		synctest.Wait()
		if len(rig.inside) != 0 {
			t.Error("a small call overtook the large one")
		}
		close(rig.let)
		for _, answered := range []<-chan *httptest.ResponseRecorder{first, large, small} {
			if got := <-answered; got.Code != http.StatusAccepted {
				t.Errorf("answered %d", got.Code)
			}
		}
	})
}

// The bubble ends only once every goroutine has, so nothing is left behind by those that went away.
func TestIntakeForgetsACallThatGaveUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rig := newIntakeRig(Intake{AtOnce: 2, Bytes: 100, Waiting: 1, Patience: time.Hour})
		first := rig.callWith(t.Context(), 100)
		<-rig.inside
		ctx, giveUp := context.WithCancel(t.Context())
		gone := rig.callWith(ctx, 100) // has a place, and waits for bytes
		synctest.Wait()
		giveUp()
		if got := <-gone; got.Code != http.StatusTooManyRequests {
			t.Errorf("answered %d", got.Code)
		}
		second := rig.callWith(t.Context(), 100)
		synctest.Wait()
		close(rig.let)
		for _, answered := range []<-chan *httptest.ResponseRecorder{first, second} {
			if got := <-answered; got.Code != http.StatusAccepted {
				t.Errorf("answered %d: the place in the queue did not come back", got.Code)
			}
		}
	})
}

func TestIntakeRefusesABodyBeyondTheLimit(t *testing.T) {
	t.Parallel()
	rig := newIntakeRig(Intake{})
	refused := <-rig.callWith(t.Context(), rigLimit+1)
	if refused.Code != http.StatusRequestEntityTooLarge || !strings.Contains(refused.Body.String(), "101 bytes; 100 are allowed") {
		t.Errorf("answered %d: %s", refused.Code, refused.Body)
	}
}
