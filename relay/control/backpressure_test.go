package control

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// intakeRig is a bounded handler whose calls stay inside until they are let out.
type intakeRig struct {
	handler http.Handler
	inside  chan struct{} // one for each call that got in
	let     chan struct{} // one lets one out
}

func newIntakeRig(intake Intake) *intakeRig {
	rig := &intakeRig{inside: make(chan struct{}, 10), let: make(chan struct{})}
	rig.handler = intake.bounded(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		rig.inside <- struct{}{}
		<-rig.let
		w.WriteHeader(http.StatusAccepted)
	}))
	return rig
}

// call makes a call and hands out its answer once there is one.
func (r *intakeRig) call(t *testing.T) <-chan *httptest.ResponseRecorder {
	answered := make(chan *httptest.ResponseRecorder, 1)
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/events", nil)
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
	for _, answered := range []<-chan *httptest.ResponseRecorder{first, second, rig.call(t)} {
		if got := <-answered; got.Code != http.StatusAccepted {
			t.Errorf("answered %d, want 202: places are free again", got.Code)
		}
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
