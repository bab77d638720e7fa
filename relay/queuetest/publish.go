package queuetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func publishedComesBack(t *testing.T, q relay.Queue) {
	want := newDelivery(1)
	want.Body = []byte("\x00\xff{ \"total\" : 1.0 }\r\n")
	want.Reference, want.ReplayOf, want.Reason = "INV-2026-0042", "dlv_0", relay.ReasonNoTarget
	want.State, want.SettledAt = relay.Failed, noon().Add(time.Nanosecond)
	want.AttemptCount, want.Tries, want.LastStatus, want.LastOutcome = 3, 2, 503, relay.HTTPError
	want.LastDuration, want.LastError, want.LastFaults = time.Millisecond, "it's \"broken\"", 1
	publish(t, q, relay.Publication{Event: newEvent(1), Deliveries: []relay.Delivery{want}})
	same(t, "delivery", want, delivery(t, q, want.ID))
}

func publishIsAtomic(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1))
	_, _, err := q.Publish(t.Context(), relay.Batch{
		Publications: []relay.Publication{publication(2), publication(1)}, // the second is there already
		LastID:       99,
		Events:       99,
	})
	if !errors.Is(err, relay.ErrConflict) {
		t.Errorf("publish the same event again: %v, want ErrConflict", err)
	}
	if _, err := q.Delivery(t.Context(), "dlv_0002"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("the first half of a refused batch: %v, want ErrNotFound", err)
	}
	got, err := q.Counters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "counters", relay.Counters{Latest: noon()}, got)
}

func replayNeedsEvent(t *testing.T, q relay.Queue) {
	_, _, err := q.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{{Deliveries: []relay.Delivery{newDelivery(1)}}}})
	if !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("replay of an event that is not there: %v, want ErrNotFound", err)
	}
}

func replayIsDelivery(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1))
	for n, body := range map[int]string{2: `{"n": 1}`, 3: "edited"} { // as it was, and not
		replay := newDelivery(n)
		replay.EventID, replay.ReplayOf, replay.Body = "evt_0001", "dlv_0001", []byte(body)
		publish(t, q, relay.Publication{Deliveries: []relay.Delivery{replay}})
		same(t, "replay", replay, delivery(t, q, replay.ID))
	}
	same(t, "original", newDelivery(1), delivery(t, q, "dlv_0001"))
}

func idempotencyRepeats(t *testing.T, q relay.Queue) {
	batch := relay.Batch{
		Publications:   []relay.Publication{publication(1), publication(2)},
		IdempotencyKey: "key", Fingerprint: []byte{0, 1},
	}
	for i := range 2 {
		ids, repeated, err := q.Publish(t.Context(), batch)
		if err != nil || repeated != (i == 1) {
			t.Fatalf("publish %d: repeated %v, error %v", i, repeated, err)
		}
		same(t, "event ids", []string{"evt_0001", "evt_0002"}, ids)
		batch.Publications = []relay.Publication{publication(3)} // must not be looked at
	}
	batch.Fingerprint = []byte{0, 2}
	if _, _, err := q.Publish(t.Context(), batch); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("another request under the same key: %v, want ErrConflict", err)
	}
	if _, err := q.Delivery(t.Context(), "dlv_0003"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("a repeated publish stored something: %v", err)
	}
}

func idempotencyRaces(t *testing.T, q relay.Queue) {
	const publishers = 8
	stored := make([]bool, publishers)
	ids := make([][]string, publishers)
	var wait sync.WaitGroup
	for i := range publishers {
		wait.Go(func() {
			got, repeated, err := q.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{publication(i)}, IdempotencyKey: "key"})
			if err != nil {
				t.Errorf("publish: %v", err)
			}
			stored[i], ids[i] = !repeated, got
		})
	}
	wait.Wait()
	count := 0
	for i := range publishers {
		if stored[i] {
			count++
		}
		same(t, "event ids", ids[0], ids[i])
	}
	if count != 1 {
		t.Errorf("%d publishers stored, want 1", count)
	}
}

func canceledPublish(t *testing.T, q relay.Queue) {
	cause := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, _, err := q.Publish(ctx, relay.Batch{Publications: []relay.Publication{publication(1)}}); !errors.Is(err, cause) {
		t.Errorf("error %v, want the context's cause", err)
	}
	if _, err := q.Delivery(t.Context(), "dlv_0001"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("a canceled publish stored something: %v", err)
	}
}

func concurrentPublish(t *testing.T, q relay.Queue) {
	const publishers, each = 16, 25
	var wait sync.WaitGroup
	for p := range publishers {
		wait.Go(func() {
			for i := range each {
				n := p*each + i
				if _, _, err := q.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{publication(n)}, LastID: uint64(n + 1), Events: uint64(n + 1)}); err != nil {
					t.Errorf("publish %d: %v", n, err)
				}
			}
		})
	}
	wait.Wait()
	ids := dueIDs(t, q, "sub_a", publishers*each+1)
	for n, id := range ids {
		if want := fmt.Sprintf("dlv_%04d", n); id != want {
			t.Fatalf("due %d is %s, want %s", n, id, want)
		}
	}
	got, err := q.Counters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "counters", relay.Counters{LastID: publishers * each, Events: publishers * each, Latest: noon()}, got)
	same(t, "how many are due", publishers*each, len(ids))
}

func counters(t *testing.T, q relay.Queue) {
	want := []relay.Counters{{LastID: 12, Events: 1, Latest: noon()}, {LastID: 12, Events: 2, Latest: noon()}, {LastID: 1<<63 - 1, Events: 3, Latest: noon()}}
	for i, last := range []uint64{12, 9, 1<<63 - 1} { // publishers may come in any order
		if _, _, err := q.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{publication(i)}, LastID: last, Events: uint64(i + 1)}); err != nil {
			t.Fatal(err)
		}
		got, err := q.Counters(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "counters", want[i], got)
	}
}

func deliveryUnknown(t *testing.T, q relay.Queue) {
	if _, err := q.Delivery(t.Context(), "dlv_none"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
}

func urlCredentials(t *testing.T, q relay.Queue) {
	const url, masked = "http://user:pass@127.0.0.1:3000/hooks?token=abc", "http://***@127.0.0.1:3000/hooks?token=***"
	publish(t, q, publication(1, func(d *relay.Delivery) { d.URL = url }), publication(2, func(d *relay.Delivery) { d.URL, d.Redirected = url, true }))
	loaded, err := q.Load(t.Context(), []string{"dlv_0001", "dlv_0002"}, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	changed, err := q.Change(t.Context(), relay.StateChange{SubscriptionID: "sub_a", From: []relay.DeliveryState{relay.Pending}, To: relay.Held, Now: noon()})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{masked, url} {
		same(t, "URL read", want, delivery(t, q, newDelivery(i+1).ID).URL)
		same(t, "URL loaded", want, loaded[i].URL)
		same(t, "URL changed", want, changed[i].URL)
	}
}
