package local

import (
	"context"
	"errors"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// giveUpUnawaited lets what an earlier run left unsent at a hook with Sync go out no more: whoever waited for the app's answer
// got none, was told of a failure, and sends again. What was answered 200, since the hook had no Sync then, stays.
func (n *Node) giveUpUnawaited(ctx context.Context, target string) error {
	filter, err := relay.ParseFilter("sub:" + target + " state:pending,held")
	if err != nil {
		return err
	}
	query := relay.DeliveryQuery{Filter: filter, Now: n.Engine.Clock.Now()}
	for {
		page, next, err := n.files.store.Deliveries(ctx, query)
		if err != nil {
			return err
		}
		for i := range page {
			if err := n.giveUpIfUnawaited(ctx, &page[i]); err != nil {
				return fmt.Errorf("give up delivery %s: %w", page[i].ID, err)
			}
		}
		if next == "" {
			return nil
		}
		query.Cursor = next
	}
}

func (n *Node) giveUpIfUnawaited(ctx context.Context, d *relay.Delivery) error {
	if d.IncomingID == "" || d.ReplayOf != "" {
		return nil
	}
	in, err := n.files.store.Incoming(ctx, d.IncomingID)
	if err != nil || in.Status != 0 {
		return err
	}
	if err := n.Engine.GiveUp(ctx, d.ID); !errors.Is(err, relay.ErrConflict) {
		return err
	}
	return nil
}
