package sqlite

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
)

// What was taken before the limit is delivered; only new events are refused, until there is room again.
func TestPublishIsRefusedOnceTheLimitIsStored(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "x.db"), NoSync: true, MaxBytes: 1 << 20, Seal: queuetest.Seal{}})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	n := 0
	for ; n < 1000 && err == nil; n++ {
		p := onePublication(n)
		p.Deliveries[0].Body = make([]byte, 64<<10)
		_, _, err = s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{p}})
	}
	if !errors.Is(err, relay.ErrUnavailable) || n < 10 || n > 20 {
		t.Fatalf("publication %d of 64 KiB each: %v; want ErrUnavailable after about 1 MiB", n, err)
	}
	_, err = s.Settle(t.Context(), relay.Settlement{
		Attempt: relay.Attempt{DeliveryID: "dlv_0", Number: 1, StartedAt: noon(), Outcome: relay.Success},
		Next:    relay.Next{State: relay.Delivered, SettledAt: noon(), CostsTry: true},
	})
	must(t, err)
	must(t, s.Reset(t.Context()))
	_, _, err = s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{onePublication(n)}})
	must(t, err)
}
