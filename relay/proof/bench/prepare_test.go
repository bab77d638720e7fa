package bench

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What bench stores is what a server would have stored: pending deliveries, then finished ones with their attempt.
func TestPreparedDatabase(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	b := &bench{dir: t.TempDir(), receiver: &receiverProcess{addresses: addresses{Receiver: "http://127.0.0.1:1"}}}
	var p prepared
	must(t, b.prepare(ctx, &p, "test", 700)) // more than one chunk
	if p.pending != 700 || p.run != 1 || p.path != filepath.Join(b.dir, "test", "ledgerhook.db") {
		t.Errorf("prepared as %+v", p)
	}
	if got := b.result.BodyBytes; got != benchBodyBytes {
		t.Errorf("a body has %d bytes, want %d", got, benchBodyBytes)
	}
	if len(b.sample.headers) != 4 {
		t.Errorf("the ceiling sends the headers %v, want the four of the product", b.sample.headers)
	}
	wantStates(t, b, &p, map[relay.DeliveryState]int{relay.Pending: 700})
	wantEachOnce(t, b, &p)
	must(t, b.finish(ctx, &p))
	wantStates(t, b, &p, map[relay.DeliveryState]int{relay.Delivered: 700})
	must(t, b.fill(ctx, &p, 30))
	wantStates(t, b, &p, map[relay.DeliveryState]int{relay.Delivered: 700, relay.Pending: 30})
	if p.finished != 700 || p.pending != 30 || p.run != 2 {
		t.Errorf("prepared as %+v, want 700 finished and 30 pending of run 2", p)
	}
}

// wantEachOnce looks into every pending body.
func wantEachOnce(t *testing.T, b *bench, p *prepared) {
	t.Helper()
	d, err := openDesk(t.Context(), p.path, b.receiver.Receiver, 1)
	must(t, err)
	defer d.store.Close()
	due, err := d.store.Due(t.Context(), relay.DueQuery{SubscriptionID: d.sub.ID, Limit: p.pending + 1})
	must(t, err)
	numbers, identities := map[int]bool{}, map[string]bool{}
	for i := range due {
		delivery, err := d.store.Delivery(t.Context(), due[i].DeliveryID)
		must(t, err)
		event, err := d.store.Event(t.Context(), delivery.EventID)
		must(t, err)
		run, n, ok := readMark(delivery.Body)
		_, inData, _ := readMark(event.Data)
		if !ok || run != p.run || inData != n || event.DialectID != delivery.DialectID || len(delivery.Body) != benchBodyBytes {
			t.Fatalf("run %d, number %d, in the data %d, identities %s and %s, %d bytes", run, n, inData, event.DialectID, delivery.DialectID, len(delivery.Body))
		}
		numbers[n], identities[delivery.DialectID] = true, true
	}
	if len(due) != p.pending || len(numbers) != p.pending || len(identities) != p.pending {
		t.Errorf("%d deliveries with %d numbers and %d identities, want %d of each", len(due), len(numbers), len(identities), p.pending)
	}
	counters, err := d.store.Counters(t.Context())
	must(t, err)
	if counters.Events != uint64(p.pending) {
		t.Errorf("the newest event has the number %d, want %d", counters.Events, p.pending)
	}
}

func wantStates(t *testing.T, b *bench, p *prepared, want map[relay.DeliveryState]int) {
	t.Helper()
	d, err := openDesk(t.Context(), p.path, b.receiver.Receiver, 1)
	must(t, err)
	defer d.store.Close()
	states, err := d.stored(t.Context())
	must(t, err)
	for state, n := range states {
		if n == 0 {
			delete(states, state)
		}
	}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if want[relay.Delivered] == 0 {
		return
	}
	deliveries, _, err := d.store.Deliveries(t.Context(), relay.DeliveryQuery{Filter: filter(t, "state:delivered"), Now: relay.RealClock{}.Now(), Limit: 1})
	must(t, err)
	attempts, err := d.store.Attempts(t.Context(), deliveries[0].ID)
	must(t, err)
	if len(attempts) != 1 || attempts[0].Status() != 200 || len(attempts[0].Request.Body) != benchBodyBytes {
		t.Errorf("a finished delivery has the attempts %+v, want one that was answered 200", attempts)
	}
}

func filter(t *testing.T, text string) relay.Filter {
	t.Helper()
	f, err := relay.ParseFilter(text)
	must(t, err)
	return f
}
