package relay_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

func TestFirstAnswer(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(422, `{"error":"no"}`))
	none := retry.Gaps()
	sub := h.hooked("finpilo", func(s *relay.Subscription) { s.Limits.Retry = &none })
	in := relay.Incoming{Hook: "finpilo", Provider: "finpilo", Verdict: relay.IncomingVerified, Request: relay.Request{Method: "POST", Body: []byte("{}")}}
	ctx, cancel := timeout(t)
	defer cancel()
	for range 20 { // before it is there, or after
		taken := h.take(in, relay.Told{}, sub)
		attempt, err := h.FirstAnswer(ctx, taken.Deliveries[0].ID)
		if err != nil || attempt.Status() != 422 || string(attempt.Response.Body) != `{"error":"no"}` || attempt.Number != 1 {
			t.Fatalf("answer %+v, %v", attempt, err)
		}
	}
	if _, err := h.FirstAnswer(ctx, "dlv_none"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("of no delivery: %v, want ErrNotFound", err)
	}
}

func TestFirstAnswerOfWhatIsNotSent(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	sub := h.hooked("fintoro")
	if _, err := h.Pause(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	in, told := cameIn(1)
	id := h.take(in, told, sub).Deliveries[0].ID
	gone := errors.New("the caller is gone")
	ctx, leave := context.WithCancelCause(t.Context())
	answer := make(chan error)
	ask := func(ctx context.Context) { _, err := h.FirstAnswer(ctx, id); answer <- err }
	go ask(ctx)
	leave(gone)
	if err := <-answer; !errors.Is(err, gone) {
		t.Errorf("when the caller leaves: %v", err)
	}
	ctx, cancel := timeout(t)
	defer cancel()
	go ask(ctx)
	if _, err := h.Cancel(ctx, id); err != nil {
		t.Fatal(err)
	}
	if err := <-answer; !errors.Is(err, relay.ErrConflict) {
		t.Errorf("of a canceled one: %v, want ErrConflict", err)
	}
}

// What nobody waits for any longer goes out no more, unless it is out already.
func TestGiveUp(t *testing.T) {
	t.Parallel()
	begun, answer := make(chan struct{}), make(chan struct{})
	h := newHarness(t, &receiver{answer: func(int, *http.Request) (*http.Response, error) {
		close(begun)
		<-answer
		return respond(200, "")
	}})
	sub := h.hooked("fintoro", func(s *relay.Subscription) { s.Limits.Concurrency, s.Limits.AtMostOnce = 1, true })
	in, told := cameIn(1)
	first := h.take(in, told, sub).Deliveries[0].ID
	<-begun
	in, told = cameIn(2)
	second := h.take(in, told, sub).Deliveries[0].ID
	ctx, cancel := timeout(t)
	defer cancel()
	if err := h.GiveUp(ctx, first); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("of one that is being sent: %v, want ErrConflict", err)
	}
	if err := h.GiveUp(ctx, second); err != nil {
		t.Error(err)
	}
	close(answer)
	if _, err := h.FirstAnswer(ctx, first); err != nil {
		t.Error(err)
	}
	d, err := h.store.Delivery(ctx, second)
	if err != nil || d.State != relay.Canceled || d.Reason != relay.ReasonGivenUp || d.AttemptCount != 0 {
		t.Errorf("%+v, %v", d, err)
	}
}
