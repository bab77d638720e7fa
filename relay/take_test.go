package relay_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// hooked makes a subscription that gets what comes in at a hook.
func (h *harness) hooked(name string, edits ...func(*relay.Subscription)) relay.Subscription {
	h.t.Helper()
	wanted := relay.Subscription{Provider: name, URL: "http://127.0.0.1:3000/hooks/" + name, Hook: name}
	for _, edit := range edits {
		edit(&wanted)
	}
	sub, _, err := h.Subscribe(h.t.Context(), wanted)
	if err != nil {
		h.t.Fatal(err)
	}
	return sub
}

// cameIn is a verified request at Fintoro's hook, and what it tells. n makes its identity.
func cameIn(n int) (relay.Incoming, relay.Told) {
	id := fmt.Sprintf("0b5c2f8e-6d0a-4c57-9a57-%012d", n)
	body := fmt.Sprintf(`{ "id":"%s",  "type":"invoices.paid","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"invoice","id":%d} }`, id, n)
	in := relay.Incoming{
		Hook: "fintoro", Provider: "fintoro", RemoteAddr: "203.0.113.7", Verdict: relay.IncomingVerified, Status: 200,
		Request: relay.Request{Method: "POST", URL: "/", Body: []byte(body), Headers: []relay.Header{
			{Name: "Content-Type", Value: "application/json; charset=utf-8"}, {Name: "User-Agent", Value: "Fintoro/7"}, {Name: "webhook-id", Value: id},
			{Name: "webhook-timestamp", Value: fmt.Sprint(harnessStart.Unix())}, {Name: "webhook-signature", Value: "from-the-product"},
		}},
	}
	told := relay.Told{
		Type: "invoices.paid", DialectID: id, Data: fmt.Appendf(nil, `{"type":"invoice","id":%d}`, n), OccurredAt: harnessStart.Add(-time.Minute),
	}
	return in, told
}

func (h *harness) take(in relay.Incoming, told relay.Told, to ...relay.Subscription) relay.Taken {
	h.t.Helper()
	var ids []string
	for _, sub := range to {
		ids = append(ids, sub.ID)
	}
	taken, err := h.Take(h.t.Context(), in, told, ids)
	if err != nil {
		h.t.Fatal(err)
	}
	return taken
}

func TestTakeStoresTellsAndDelivers(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(204, ""))
	one, other := h.hooked("fintoro"), h.hooked("fintoro")
	before := h.Changes.Last()
	in, told := cameIn(1)
	taken := h.take(in, told, one, other)

	stored, err := h.store.Incoming(t.Context(), taken.Incoming.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := in
	want.ID, want.ReceivedAt, want.EventType, want.DialectID, want.EventID = stored.ID, harnessStart, told.Type, told.DialectID, taken.Event.ID
	for name, got := range map[string]relay.Incoming{"stored": *stored, "returned": taken.Incoming} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("incoming, %s (-want +got):\n%s", name, diff)
		}
	}
	wantEvent := relay.Event{
		ID: taken.Event.ID, Provider: "fintoro", Type: told.Type, DialectID: told.DialectID, Subject: "invoice/1", Data: told.Data,
		OccurredAt: told.OccurredAt, CreatedAt: harnessStart,
	}
	if diff := cmp.Diff(wantEvent, *taken.Event); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	var went []string
	for _, d := range taken.Deliveries {
		went = append(went, d.SubscriptionID)
		if final := h.untilFinal(d.ID); final.State != relay.Delivered || final.IncomingID != stored.ID {
			t.Errorf("delivery %s of %q is %s: %s", d.ID, final.IncomingID, final.State, final.LastError)
		}
	}
	if diff := cmp.Diff([]string{one.ID, other.ID}, went); diff != "" {
		t.Errorf("it went to (-want +got):\n%s", diff)
	}
	changes, _, err := h.Changes.After(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []relay.ChangeKind
	for _, c := range changes[:4] {
		kinds = append(kinds, c.Kind)
	}
	if diff := cmp.Diff([]relay.ChangeKind{relay.IncomingTaken, relay.EventPublished, relay.DeliveryChanged, relay.DeliveryChanged}, kinds); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	h.replayed(taken.Deliveries[0].ID, relay.ReplayOptions{})
	if changes, _, err = h.Changes.After(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.Delivery != nil && (c.Delivery.Body != nil || c.Delivery.Passed != nil) {
			t.Errorf("change %d tells what %s passes on", c.Number, c.Delivery.ID)
		}
	}
	if c := changes[0].Incoming; c.ID != stored.ID || c.Request.Headers != nil || c.Request.Body != nil || c.Request.Method != "POST" {
		t.Errorf("the change tells %+v", c)
	}
}

func TestTakeOfARepeatSendsNothing(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h := newHarness(t, r)
	sub := h.hooked("fintoro")
	in, told := cameIn(1)
	first := h.take(in, told, sub)
	h.untilFinal(first.Deliveries[0].ID)
	again := h.take(in, told, sub)
	if again.Incoming.Verdict != relay.IncomingRepeated || again.Event == nil || again.Event.ID != first.Event.ID || len(again.Deliveries) != 0 {
		t.Errorf("again: %+v", again)
	}
	changed := in
	changed.Request.Body = slices.Concat(in.Request.Body, []byte(" "))
	other := h.take(changed, told, sub)
	if other.Incoming.Verdict != relay.IncomingVerified || len(other.Deliveries) != 1 || !strings.Contains(other.Incoming.Problem, first.Incoming.ID) {
		t.Errorf("with another body: %+v", other)
	}
	h.untilFinal(other.Deliveries[0].ID)
	if sent, _ := r.requests(); len(sent) != 2 {
		t.Errorf("%d requests went out, want 2", len(sent))
	}
	h.calm()
}

// calm sees to it that the engine knows that nothing is in flight: a clock can be moved.
func (h *harness) calm() {
	h.t.Helper()
	ctx, cancel := timeout(h.t)
	defer cancel()
	if _, err := h.Advance(ctx, time.Second); err != nil {
		h.t.Errorf("something is still in flight: %v", err)
	}
}

func TestTakeOfWhatGoesNowhere(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h := newHarness(t, r)
	sub := h.hooked("fintoro")
	for _, verdict := range []relay.IncomingVerdict{relay.IncomingRejected, relay.IncomingProbe} {
		in, told := cameIn(1)
		in.Verdict, in.Problem, in.Status = verdict, "why", 401
		in.Request.Body = []byte(strings.Repeat("x", relay.MaxAsideBytes+1))
		taken := h.take(in, told, sub)
		stored, err := h.store.Incoming(t.Context(), taken.Incoming.ID)
		if err != nil {
			t.Fatal(err)
		}
		if taken.Event != nil || len(taken.Deliveries) > 0 || stored.EventID != "" || len(stored.Request.Body) != relay.MaxAsideBytes {
			t.Errorf("%s: %+v, with %d bytes of its body", verdict, taken, len(stored.Request.Body))
		}
		if want := "why; of the body's 65537 bytes the first 65536 are kept"; stored.Problem != want {
			t.Errorf("problem %q, want %q", stored.Problem, want)
		}
	}
	if events, _, err := h.store.Events(t.Context(), relay.EventQuery{}); err != nil || len(events) > 0 {
		t.Errorf("events %v, %v", events, err)
	}
	in, told := cameIn(1)
	if taken := h.take(in, told, sub); taken.Incoming.Verdict != relay.IncomingVerified {
		t.Errorf("behind a rejected one of the same identity it is %s", taken.Incoming.Verdict)
	}
}

// Nothing that was acknowledged is lost where a target cannot have it.
func TestTakeWithoutTargets(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	disabled, paused, other := h.hooked("fintoro"), h.hooked("fintoro"), h.hooked("moneybird")
	if _, err := h.Disable(t.Context(), disabled.ID, "by hand"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Pause(t.Context(), paused.ID); err != nil {
		t.Fatal(err)
	}
	in, told := cameIn(1)
	taken := h.take(in, told, disabled, paused, other, relay.Subscription{ID: "sub_gone"}, paused)
	if len(taken.Deliveries) != 1 || taken.Deliveries[0].State != relay.Held || taken.Deliveries[0].SubscriptionID != paused.ID {
		t.Errorf("deliveries %+v, want one that is held", taken.Deliveries)
	}
	for _, id := range []string{disabled.ID, other.ID, "sub_gone"} {
		if !strings.Contains(taken.Incoming.Problem, id) {
			t.Errorf("%s is not named in %q", id, taken.Incoming.Problem)
		}
	}
	in, told = cameIn(2)
	if taken = h.take(in, told); taken.Event == nil || len(taken.Deliveries) != 0 {
		t.Errorf("to nobody: %+v", taken)
	}
	if _, err := h.Resume(t.Context(), paused.ID); err != nil {
		t.Fatal(err)
	}
}

// Anything that verifies is an event, whatever it says.
func TestTakeOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	for _, name := range h.Providers() {
		sub := h.hooked(name)
		for i, told := range []relay.Told{{}, {Type: "nobody.knows", Data: []byte(`"text"`)}, {Type: "x", Data: []byte(`{"id":null,"type":[]}`), Context: []byte(`{}`)}, {Data: []byte("no JSON"), Context: []byte(`{"a":1,"a":2}`)}} {
			in := relay.Incoming{Hook: name, Provider: name, Verdict: relay.IncomingVerified, Request: relay.Request{Method: "POST", URL: "/?key=secret", Body: fmt.Appendf(nil, "\xff%d", i)}}
			taken := h.take(in, told, sub)
			if d := h.untilFinal(taken.Deliveries[0].ID); d.State != relay.Delivered || string(d.Body) != string(in.Request.Body) || d.Type != told.Type {
				t.Errorf("%s: %+v", name, d)
			}
			if event, err := h.store.Event(t.Context(), taken.Event.ID); err != nil || len(event.Data) > 0 && event.Data[0] == 'n' || len(event.Context) > 2 {
				t.Errorf("%s: the event is %+v, %v", name, event, err)
			}
			if taken.Incoming.Request.URL != "/?key=***" {
				t.Errorf("its URL is %s", taken.Incoming.Request.URL)
			}
		}
	}
}

func TestManyAreTakenAtOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	sub := h.hooked("fintoro")
	const all, distinct = 400, 300
	var mu sync.Mutex
	verdicts := map[relay.IncomingVerdict]int{}
	var wait sync.WaitGroup
	for n := range all {
		wait.Go(func() {
			in, told := cameIn(n % distinct)
			taken, err := h.Take(t.Context(), in, told, []string{sub.ID})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			verdicts[taken.Incoming.Verdict]++
		})
	}
	wait.Wait()
	if diff := cmp.Diff(map[relay.IncomingVerdict]int{relay.IncomingVerified: distinct, relay.IncomingRepeated: all - distinct}, verdicts); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	h.calm()
	counts, err := h.store.CountDeliveries(t.Context(), relay.Filter{}, harnessStart)
	if err != nil || counts[relay.Delivered] != distinct {
		t.Errorf("deliveries: %v, %v; want %d delivered", counts, err, distinct)
	}
}
