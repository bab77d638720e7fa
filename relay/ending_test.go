package relay_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// gate is a receiver that answers when it is told to.
type gate struct {
	arrived chan struct{}
	answer  chan int
}

func newGate() *gate { return &gate{arrived: make(chan struct{}), answer: make(chan int)} }

func (g *gate) RoundTrip(*http.Request) (*http.Response, error) {
	g.arrived <- struct{}{}
	return respond(<-g.answer, "")
}

// Nothing stays pending on a subscription that ended while an attempt was in flight.
func TestUnsubscribeWhileInFlight(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer int
		want   relay.DeliveryState
	}{
		"a failure is canceled":         {500, relay.Canceled},
		"a success is the truth anyway": {200, relay.Delivered},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGate()
			h := newHarness(t, g)
			sub := h.subscribe("fintoro")
			d := h.publish("fintoro", "invoices.paid")
			<-g.arrived
			if err := h.Unsubscribe(t.Context(), sub.ID); err != nil {
				t.Fatal(err)
			}
			g.answer <- tt.answer
			h.until(d.ID, "the attempt is stored", func(d *relay.Delivery) bool { return d.AttemptCount == 1 && d.State.Final() })
			if got := h.untilFinal(d.ID); got.State != tt.want {
				t.Errorf("it is %s (%s), want %s", got.State, got.Reason, tt.want)
			}
		})
	}
}

// A retry that is asked for while an attempt is in flight follows it at once.
func TestRetryWhileInFlight(t *testing.T) {
	t.Parallel()
	g := newGate()
	h := newHarness(t, g)
	h.subscribe("fintoro")
	d := h.publish("fintoro", "invoices.paid")
	<-g.arrived
	if _, err := h.Retry(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	g.answer <- 500
	<-g.arrived // without the clock having moved
	g.answer <- 200
	if got := h.untilFinal(d.ID); got.State != relay.Delivered || got.AttemptCount != 2 {
		t.Errorf("it is %s after %d attempts", got.State, got.AttemptCount)
	}
}

// What an endpoint that is gone still owed ends with it.
func TestGoneEndsWhatStillPends(t *testing.T) {
	t.Parallel()
	g := newGate()
	h := newHarness(t, g)
	sub := h.subscribe("bookkeeper")
	first := h.publish("bookkeeper", "payment.confirmed")
	<-g.arrived
	g.answer <- 500
	h.untilAttempts(first.ID, 1)
	second := h.publish("bookkeeper", "payment.confirmed")
	<-g.arrived
	g.answer <- 410
	if got := h.untilFinal(first.ID); got.State != relay.Failed || got.Reason != relay.ReasonSubscriptionDisabled {
		t.Errorf("what pended is %s (%s)", got.State, got.Reason)
	}
	if got := h.untilFinal(second.ID); got.Reason != relay.ReasonGone {
		t.Errorf("the one that was answered 410 is %s (%s)", got.State, got.Reason)
	}
	h.untilSubscription(sub.ID, relay.Disabled)
}

// A crash between the steps of a subscription's end is healed at the next start.
func TestStartEndsWhatIsOwedToNobody(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	expired, deleted := h.subscribe("silverfin"), h.subscribe("fintoro")
	a, b := h.publish("silverfin", "export.created"), h.publish("fintoro", "invoices.paid")
	h.untilAttempts(a.ID, 1)
	h.untilAttempts(b.ID, 1)
	// As if the process had ended right after its first write.
	expired.State = relay.Expired
	if err := errors.Join(h.store.PutSubscription(t.Context(), &expired), h.store.DeleteSubscription(t.Context(), deleted.ID)); err != nil {
		t.Fatal(err)
	}
	h.stop()
	h2 := openHarness(t, always(200, ""), h.path, harnessStart.Add(time.Hour))
	if got := h2.untilFinal(a.ID); got.State != relay.Failed || got.Reason != relay.ReasonSubscriptionExpired {
		t.Errorf("what was owed to the expired one is %s (%s)", got.State, got.Reason)
	}
	if got := h2.untilFinal(b.ID); got.State != relay.Canceled || got.Reason != relay.ReasonSubscriptionDeleted {
		t.Errorf("what was owed to the deleted one is %s (%s)", got.State, got.Reason)
	}
}

// A restart at the same virtual time mints new ids and draws new document numbers.
func TestARestartRepeatsNoIDs(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	first := h.subscribe("fintoro")
	before := h.publish("fintoro", "invoices.paid")
	if _, _, err := h.Publish(t.Context(), []relay.PublishRequest{{Provider: "fintoro", Type: "invoices.payed"}}, ""); err == nil {
		t.Fatal("an unknown event was published")
	}
	h.stop()
	h2 := openHarness(t, always(200, ""), h.path, harnessStart)
	second := h2.subscribe("moneybird")
	after := h2.publish("fintoro", "invoices.paid")
	if subs := h2.Subscriptions(); len(subs) != 2 || second.ID <= first.ID {
		t.Errorf("%d subscriptions, ids %s and %s", len(subs), first.ID, second.ID)
	}
	if string(before.Body) == string(after.Body) || after.EventID <= before.EventID {
		t.Errorf("events %s and %s have bodies\n%s\n%s", before.EventID, after.EventID, before.Body, after.Body)
	}
}

// The hits of a rule outlive a restart, and so does its limit.
func TestFaultHitsOutliveARestart(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h := newHarness(t, r)
	h.subscribe("fintoro")
	if _, err := h.AddFault(t.Context(), relay.FaultRule{Name: "lose-ack", First: 1, Limit: 3}); err != nil {
		t.Fatal(err)
	}
	d := h.publish("fintoro", "invoices.paid")
	h.untilAttempts(d.ID, 1)
	h.stop()
	h2 := openHarness(t, r, h.path, harnessStart)
	if rules := h2.FaultSet.Rules(); len(rules) != 1 || rules[0].Hits != 1 {
		t.Errorf("after a restart the rules are %+v, want one with one hit", rules)
	}
}

// fullDisk is a store that takes no outcomes while it is full.
type fullDisk struct {
	*sqlite.Store
	full    atomic.Bool
	refused atomic.Int64
}

func (f *fullDisk) Settle(ctx context.Context, settlement relay.Settlement) (bool, error) {
	if f.full.Load() {
		f.refused.Add(1)
		return false, fmt.Errorf("no space: %w", relay.ErrUnavailable)
	}
	return f.Store.Settle(ctx, settlement)
}

// While the store takes no outcomes, sending stops soon: what was sent and cannot be noted would be sent twice after a
// crash. Once the store takes them again, everything is delivered, each delivery once.
func TestSendingStopsWithTheStore(t *testing.T) {
	t.Parallel()
	const deliveries, most = 500, 4 * 64
	disk := &fullDisk{}
	disk.full.Store(true)
	r := always(200, "")
	h := openHarnessOn(t, r, filepath.Join(t.TempDir(), "relay.db"), harnessStart, func(store *sqlite.Store) relay.Store {
		disk.Store = store
		return disk
	})
	h.subscribe("fintoro")
	requests := make([]relay.PublishRequest, deliveries)
	for i := range requests {
		requests[i] = relay.PublishRequest{Provider: "fintoro", Type: "clients.updated"}
	}
	published, _, err := h.Publish(t.Context(), requests, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := timeout(t)
	defer cancel()
	for disk.refused.Load() < most && ctx.Err() == nil {
		reached, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(time.Millisecond))
		<-reached
		stop()
	}
	if sent, _ := r.requests(); len(sent) != most {
		t.Errorf("%d were sent while the store took nothing, want %d", len(sent), most)
	}
	disk.full.Store(false)
	for i := range published {
		h.untilFinal(published[i].Deliveries[0].ID)
	}
	if sent, _ := r.requests(); len(sent) != deliveries {
		t.Errorf("%d were sent in all, want %d", len(sent), deliveries)
	}
}
