package relay_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// damaged is a store that cannot read what is due for one subscription.
type damaged struct {
	*sqlite.Store
	subscription atomic.Pointer[string]
	refused      atomic.Int64
}

func (d *damaged) Due(ctx context.Context, query relay.DueQuery) ([]relay.Due, error) {
	if id := d.subscription.Load(); id != nil && *id == query.SubscriptionID {
		d.refused.Add(1)
		return nil, errors.New("malformed")
	}
	return d.Store.Due(ctx, query)
}

// A subscription whose deliveries cannot be read holds up none but itself, and goes on once they can.
func TestOneUnreadableSubscriptionHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	before := openHarness(t, &receiver{answer: func(int, *http.Request) (*http.Response, error) { return nil, errors.New("refused") }}, path, harnessStart)
	bad, good := before.subscribe("fintoro"), before.subscribe("bookkeeper")
	stuck, free := before.publish("fintoro", "invoices.paid"), before.publish("bookkeeper", "payment.confirmed")
	before.untilAttempts(stuck.ID, 1)
	before.untilAttempts(free.ID, 1)
	before.stop()

	store := &damaged{}
	store.subscription.Store(&bad.ID)
	h := openHarnessOn(t, always(200, ""), path, harnessStart.Add(time.Hour), func(s *sqlite.Store) relay.Store {
		store.Store = s
		return store
	})
	if d := h.untilFinal(free.ID); d.State != relay.Delivered || d.SubscriptionID != good.ID {
		t.Errorf("the other subscription's delivery is %s", d.State)
	}
	if d, err := h.store.Delivery(t.Context(), stuck.ID); err != nil || d.AttemptCount != 1 || store.refused.Load() == 0 {
		t.Errorf("the unreadable one was attempted %d times, %v; %d reads were refused", d.AttemptCount, err, store.refused.Load())
	}
	store.subscription.Store(nil)
	if d := h.untilFinal(stuck.ID); d.State != relay.Delivered {
		t.Errorf("once it can be read, it is %s", d.State)
	}
}
