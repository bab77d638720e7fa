package relay_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func (h *harness) addFault(rule relay.FaultRule) relay.FaultRule {
	h.t.Helper()
	added, err := h.AddFault(h.t.Context(), rule)
	if err != nil {
		h.t.Fatal(err)
	}
	return added
}

func (h *harness) advance(by time.Duration) {
	h.t.Helper()
	ctx, cancel := timeout(h.t)
	defer cancel()
	if _, err := h.Advance(ctx, by); err != nil {
		h.t.Fatal(err)
	}
}

// A delayed attempt costs no try, is made once its time has come, and tells what held it back. Others do not wait for it.
func TestADelayPutsAnAttemptOff(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	h.subscribe("fintoro")
	rule := h.addFault(relay.FaultRule{Name: "delay", Value: "1h", First: 1, Filter: "type:invoices.paid"})
	late := h.publish("fintoro", "invoices.paid")
	h.untilFinal(h.publish("fintoro", "clients.created").ID)
	h.advance(time.Hour - 1)
	waiting := h.until(late.ID, "it is put off", func(d *relay.Delivery) bool { return len(d.Postponed) > 0 })
	if !waiting.DueAt.Equal(harnessStart.Add(time.Hour)) || waiting.AttemptCount != 0 || waiting.State != relay.Pending {
		t.Fatalf("it is %s after %d attempts, due %v", waiting.State, waiting.AttemptCount, waiting.DueAt)
	}
	h.advance(1)
	got := h.untilFinal(late.ID)
	if got.State != relay.Delivered || got.AttemptCount != 1 || got.Tries != 1 || got.Postponed != nil {
		t.Errorf("it is %s after %d attempts, %d tries, postponed by %v", got.State, got.AttemptCount, got.Tries, got.Postponed)
	}
	want := []relay.AppliedFault{{RuleID: rule.ID, Name: "delay", Value: "1h", At: relay.AtSender, Note: "put off by 1h"}}
	attempt := h.attempts(late.ID)[0]
	if diff := cmp.Diff(want, attempt.Faults); diff != "" || !attempt.StartedAt.Equal(harnessStart.Add(time.Hour)) {
		t.Errorf("started at %v with faults (-want +got):\n%s", attempt.StartedAt, diff)
	}
	if rules := h.FaultSet.Rules(); rules[0].Hits != 1 {
		t.Errorf("%d hits, want 1", rules[0].Hits)
	}
}

// Whoever wants it now gets it now, and the attempt still says that it was put off. A delayed one outlives a restart.
func TestADelayCanBeCutShort(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	h.subscribe("fintoro")
	h.addFault(relay.FaultRule{Name: "delay", Value: "1h"})
	d := h.publish("fintoro", "invoices.paid")
	h.until(d.ID, "it is put off", func(d *relay.Delivery) bool { return len(d.Postponed) > 0 })
	h.stop()
	h2 := openHarness(t, always(200, ""), h.path, harnessStart)
	h2.advance(time.Minute)
	if got := h2.until(d.ID, "it is there", func(*relay.Delivery) bool { return true }); got.AttemptCount != 0 || !got.DueAt.Equal(harnessStart.Add(time.Hour)) {
		t.Fatalf("after a restart: %d attempts, due %v", got.AttemptCount, got.DueAt)
	}
	if _, err := h2.Retry(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	h2.untilFinal(d.ID)
	if faults := h2.attempts(d.ID)[0].Faults; len(faults) != 1 || faults[0].Name != "delay" {
		t.Errorf("the attempt has faults %+v", faults)
	}
}

// An attempt that was put off is not put off again, and the rules that strike it then are counted once.
func TestAPostponedAttemptMeetsTheOtherRules(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	h.subscribe("fintoro")
	h.addFault(relay.FaultRule{Name: "lose-ack", Every: 2})
	h.addFault(relay.FaultRule{Name: "delay", Value: "5m"})
	h.addFault(relay.FaultRule{Name: "delay", Value: "7m", First: 1})
	var ids []string
	for range 4 {
		ids = append(ids, h.publish("fintoro", "invoices.paid").ID)
	}
	h.advance(12 * time.Minute)
	for i, id := range ids {
		names := []string{"delay", "delay"}
		if i%2 == 1 {
			names = append(names, "lose-ack")
		}
		attempt := h.attempts(id)[0]
		var got []string
		for _, f := range attempt.Faults {
			got = append(got, f.Name)
		}
		if diff := cmp.Diff(names, got); diff != "" || !attempt.StartedAt.Equal(harnessStart.Add(12*time.Minute)) {
			t.Errorf("delivery %d started at %v, its faults (-want +got):\n%s", i, attempt.StartedAt, diff)
		}
	}
	for i, want := range []int{2, 4, 4} {
		if rule := h.FaultSet.Rules()[i]; rule.Hits != want || rule.Seen != 4 {
			t.Errorf("%s: %d hits of %d seen, want %d of 4", rule.Spec(), rule.Hits, rule.Seen, want)
		}
	}
}

// Reordered deliveries arrive in another order, which is the same in every run with the same seed.
func TestReorder(t *testing.T) {
	t.Parallel()
	run := func() (order []int) {
		r := always(200, "")
		h := newHarness(t, r)
		h.subscribe("fintoro")
		h.addFault(relay.FaultRule{Name: "reorder", Value: "10s", First: 1})
		numbers := map[string]int{}
		for i := range 20 {
			d := h.publish("fintoro", "invoices.paid")
			numbers[d.DialectID] = i
		}
		h.advance(10 * time.Second)
		requests, _ := r.requests()
		for _, req := range requests {
			order = append(order, numbers[sentHeader(req, "webhook-id")])
		}
		return order
	}
	first := run()
	moved := 0
	for i, n := range first {
		if i != n {
			moved++
		}
	}
	if len(first) != 20 || moved < 10 {
		t.Errorf("order %v", first)
	}
	if diff := cmp.Diff(first, run()); diff != "" {
		t.Errorf("another run has another order:\n%s", diff)
	}
}

// A subscription that is paused while an attempt waits holds it.
func TestAPausedSubscriptionHoldsWhatIsPostponed(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	sub := h.subscribe("fintoro")
	h.addFault(relay.FaultRule{Name: "delay", Value: "1m", First: 1})
	d := h.publish("fintoro", "invoices.paid")
	h.until(d.ID, "it is put off", func(d *relay.Delivery) bool { return len(d.Postponed) > 0 })
	if _, err := h.Pause(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	h.advance(time.Hour)
	if got := h.until(d.ID, "it is held", func(d *relay.Delivery) bool { return d.State == relay.Held }); got.AttemptCount != 0 {
		t.Errorf("%d attempts while paused", got.AttemptCount)
	}
	if _, err := h.Resume(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.untilFinal(d.ID); got.State != relay.Delivered {
		t.Errorf("it is %s", got.State)
	}
}

// Rules of all stages strike one attempt in the order in which they act, whichever was added first.
func TestFaultsActInOrder(t *testing.T) {
	t.Parallel()
	r := always(200, `{"accountingReferenceId":"INV-1"}`)
	h := newHarness(t, r)
	h.subscribe("fintoro")
	for _, rule := range []relay.FaultRule{
		{Name: "slow-reply", Value: "1s"}, {Name: "status", Value: "503"}, {Name: "empty-reply"}, {Name: "duplicate"}, {Name: "missing-signature"},
		{Name: "extra-fields"}, {Name: "wrong-secret"}, {Name: "delay", Value: "1m"}, {Name: "bad-signature"},
	} {
		rule.First = 1
		h.addFault(rule)
	}
	d := h.publish("fintoro", "invoices.paid")
	h.advance(2 * time.Minute)
	attempt := h.attempts(d.ID)[0]
	var got []string
	for _, f := range attempt.Faults {
		got = append(got, f.Name+": "+f.Note)
	}
	want := []string{
		"delay: put off by 1m",
		"extra-fields: two keys were added to the body",
		"wrong-secret: signed with another secret",
		"missing-signature: sent without its signature",
		"bad-signature: not applied: the request carries no signature",
		"duplicate: sent 2 times; a copy was answered 200",
		"slow-reply: the receiver answered 200; the sender saw the body come in pieces over 1s",
		"status: the receiver answered 200; the sender saw 503",
		"empty-reply: the receiver answered 503; the sender saw no body",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	requests, _ := r.requests()
	if n := len(requests); n < 2 || sentHeader(requests[0], "webhook-signature") != "" {
		t.Errorf("%d requests, headers %v", n, requests[0].Header)
	}
	if attempt.Outcome != relay.HTTPError || attempt.Status() != http.StatusServiceUnavailable {
		t.Errorf("%s, status %d", attempt.Outcome, attempt.Status())
	}
}

// sentHeader is a header of a request as it was sent, in the casing of the wire.
func sentHeader(req *http.Request, name string) string {
	if values := req.Header[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}
