package relay_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

func TestEngineDeliversEveryProduct(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, `{"accountingReferenceId":"INV-2026-0042"}`))
	for name, eventType := range map[string]string{
		"finpilo": "document.sent", "fintoro": "invoices.paid", "moneybird": "contact_created",
		"silverfin": "export.created", "bookkeeper": "payment.confirmed",
	} {
		h.subscribe(name)
		d := h.untilFinal(h.publish(name, eventType).ID)
		if d.State != relay.Delivered || d.AttemptCount != 1 || d.LastStatus != 200 {
			t.Errorf("%s: %s after %d attempts, status %d", name, d.State, d.AttemptCount, d.LastStatus)
		}
		if name == "finpilo" && d.Reference != "INV-2026-0042" {
			t.Errorf("finpilo's reference is %q", d.Reference)
		}
	}
}

// A delivery that always fails is attempted exactly as often, and exactly when, its product's schedule says.
func TestEngineFollowsTheSchedule(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		eventType string
		waits     []time.Duration
		jitter    float64
		reason    string
		sub       relay.SubscriptionState
	}{
		"finpilo":   {"document.sent", nil, 0, relay.ReasonNoRetry, relay.Active},
		"fintoro":   {"invoices.paid", []time.Duration{10 * time.Second, 100 * time.Second, 1000 * time.Second, 10000 * time.Second}, 0, relay.ReasonScheduleSpent, relay.Active},
		"silverfin": {"export.created", doublings(42*time.Second, 12), 0.004, relay.ReasonScheduleSpent, relay.Expired},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, always(500, "no"))
			sub := h.subscribe(name)
			d := h.publish(name, tt.eventType)
			want := []time.Time{harnessStart}
			for i, wait := range tt.waits {
				wait = retry.Jitter(wait, tt.jitter, relay.Chance{Seed: 42}.Float64("jitter", d.ID, uint64(i+1)))
				if got := h.untilAttempts(d.ID, i+1); got.State != relay.Pending || !got.DueAt.Equal(h.clock.Now().Add(wait)) {
					t.Fatalf("after attempt %d it is %s, due %v; want pending, due %v", i+1, got.State, got.DueAt, h.clock.Now().Add(wait))
				}
				h.clock.Advance(wait - time.Nanosecond)
				h.clock.Advance(time.Nanosecond)
				want = append(want, h.clock.Now())
			}
			final := h.untilFinal(d.ID)
			if final.State != relay.Failed || final.Reason != tt.reason {
				t.Errorf("it is %s (%s), want failed (%s)", final.State, final.Reason, tt.reason)
			}
			var started []time.Time
			for _, attempt := range h.attempts(d.ID) {
				started = append(started, attempt.StartedAt)
			}
			if diff := cmp.Diff(want, started); diff != "" {
				t.Errorf("attempts started (-want +got):\n%s", diff)
			}
			h.untilSubscription(sub.ID, tt.sub)
		})
	}
}

func doublings(first time.Duration, n int) []time.Duration {
	var waits []time.Duration
	for range n {
		waits = append(waits, first)
		first *= 2
	}
	return waits
}

func (h *harness) untilSubscription(id string, want relay.SubscriptionState) {
	h.t.Helper()
	h.untilTrue("the subscription is "+string(want), func() bool {
		sub, err := h.Subscription(id)
		return err == nil && sub.State == want
	})
}

// untilTrue looks again after every change.
func (h *harness) untilTrue(what string, holds func() bool) {
	h.t.Helper()
	for {
		last := h.Changes.Last()
		if holds() {
			return
		}
		ctx, cancel := timeout(h.t)
		_, _, err := h.Changes.After(ctx, last)
		cancel()
		if err != nil {
			h.t.Fatalf("waiting until %s: %v", what, err)
		}
	}
}

// Moneybird sends the same key and bytes on every retry, and a fresh signature.
func TestRetriesKeepTheIdentityAndSignAfresh(t *testing.T) {
	t.Parallel()
	r := &receiver{answer: func(n int, _ *http.Request) (*http.Response, error) {
		if n == 1 {
			return respond(204, "") // a success anywhere else
		}
		return respond(200, "")
	}}
	h := newHarness(t, r)
	h.subscribe("moneybird")
	d := h.publish("moneybird", "sales_invoice_state_changed_to_paid")
	if first := h.untilAttempts(d.ID, 1); first.State != relay.Pending || first.LastOutcome != relay.HTTPError {
		t.Fatalf("after a 204 it is %s, %s", first.State, first.LastOutcome)
	}
	h.clock.Advance(15*time.Second + 1500*time.Millisecond) // with the most jitter
	h.untilFinal(d.ID)
	requests, bodies := r.requests()
	if len(requests) != 2 || bodies[0] != bodies[1] {
		t.Fatalf("%d requests; bodies equal: %v", len(requests), len(bodies) == 2 && bodies[0] == bodies[1])
	}
	if a, b := requests[0].Header["Idempotency-Key"], requests[1].Header["Idempotency-Key"]; len(a) != 1 || !slices.Equal(a, b) {
		t.Errorf("Idempotency-Key %v, then %v", a, b)
	}
	if a, b := requests[0].Header["Moneybird-Signature"], requests[1].Header["Moneybird-Signature"]; slices.Equal(a, b) {
		t.Errorf("the signature of the retry is not fresh: %v", b)
	}
	if requests[0].GetBody != nil {
		t.Error("GetBody is set: net/http may send the request again by itself")
	}
}

// What was acknowledged before a stop goes out after the next start.
func TestPendingDeliveriesGoOutAfterARestart(t *testing.T) {
	t.Parallel()
	h := newHarness(t, &receiver{answer: func(int, *http.Request) (*http.Response, error) {
		return nil, errors.New("connection refused")
	}})
	h.subscribe("bookkeeper")
	var ids []string
	for range 20 {
		ids = append(ids, h.publish("bookkeeper", "payment.confirmed").ID)
	}
	for _, id := range ids {
		h.untilAttempts(id, 1)
	}
	h.stop()
	h2 := openHarness(t, always(200, ""), h.path, harnessStart.Add(time.Minute))
	for _, id := range ids {
		if d := h2.untilFinal(id); d.State != relay.Delivered || d.AttemptCount != 2 {
			t.Errorf("%s is %s after %d attempts", id, d.State, d.AttemptCount)
		}
	}
}

func TestManyDeliveriesOfManySubscriptions(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h := newHarness(t, r)
	for range 3 {
		h.subscribe("fintoro")
	}
	var requests []relay.PublishRequest
	for range 900 {
		requests = append(requests, relay.PublishRequest{Provider: "fintoro", Type: "clients.updated"})
	}
	published, _, err := h.Publish(t.Context(), requests, "")
	if err != nil {
		t.Fatal(err)
	}
	for i := range published {
		for j := range published[i].Deliveries {
			h.untilFinal(published[i].Deliveries[j].ID)
		}
	}
	seen := map[string]int{}
	_, bodies := r.requests()
	for _, body := range bodies {
		seen[body]++
	}
	if len(bodies) != 2700 || len(seen) != 900 {
		t.Errorf("%d requests with %d different bodies, want 2700 and 900: one event goes to three, and no two events are alike", len(bodies), len(seen))
	}
}

func TestSenderFaults(t *testing.T) {
	t.Parallel()
	r := always(200, `{"accountingReferenceId":"INV-1"}`)
	h := newHarness(t, r)
	h.subscribe("bookkeeper")
	if _, err := h.AddFault(t.Context(), relay.FaultRule{Name: "lose-ack", First: 1}); err != nil {
		t.Fatal(err)
	}
	d := h.publish("bookkeeper", "payment.confirmed")
	h.untilAttempts(d.ID, 1)
	h.clock.Advance(5500 * time.Millisecond) // with the most jitter
	if got := h.untilFinal(d.ID); got.State != relay.Delivered || got.AttemptCount != 2 {
		t.Fatalf("it is %s after %d attempts", got.State, got.AttemptCount)
	}
	attempts := h.attempts(d.ID)
	faults := attempts[0].Faults
	if len(faults) != 1 || faults[0].Name != "lose-ack" || faults[0].Actual == nil || faults[0].Actual.Status != 200 {
		t.Errorf("attempt 1 holds faults %+v, want lose-ack with the real answer", faults)
	}
	if attempts[0].Outcome != relay.ProtocolError || attempts[0].Response != nil || len(attempts[1].Faults) != 0 {
		t.Errorf("outcomes %s, %s", attempts[0].Outcome, attempts[1].Outcome)
	}
	if requests, _ := r.requests(); len(requests) != 2 {
		t.Errorf("the receiver saw %d requests, want 2", len(requests))
	}
	if rules := h.FaultSet.Rules(); len(rules) != 1 || rules[0].Hits != 1 {
		t.Errorf("rules = %+v, want one with one hit", rules)
	}
}
