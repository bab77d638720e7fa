package relay_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// unavailable is a store that takes nothing while it is full.
type unavailable struct {
	*sqlite.Store
	full bool
}

func (s *unavailable) Take(ctx context.Context, taking relay.Taking) (relay.Incoming, error) {
	if s.full {
		return relay.Incoming{}, fmt.Errorf("take: %w", relay.ErrUnavailable)
	}
	return s.Store.Take(ctx, taking)
}

func TestTakeIsRefusedWhenNothingCanBeStored(t *testing.T) {
	t.Parallel()
	store := &unavailable{full: true}
	h := openHarnessOn(t, always(200, ""), filepath.Join(t.TempDir(), "relay.db"), harnessStart, func(s *sqlite.Store) relay.Store {
		store.Store = s
		return store
	})
	sub := h.hooked("fintoro")
	in, told := cameIn(1)
	if _, err := h.Take(t.Context(), in, told, []string{sub.ID}); !errors.Is(err, relay.ErrUnavailable) {
		t.Errorf("error %v, want ErrUnavailable", err)
	}
	h.calm()
	store.full = false
	h.untilFinal(h.take(in, told, sub).Deliveries[0].ID)
}
