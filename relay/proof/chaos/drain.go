package chaos

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// stored is a delivery as the database has it at the end.
type stored struct {
	id      string
	state   relay.DeliveryState
	tries   int // attempts that a schedule counts: those that a kill ended do not
	allowed int // by the schedule
}

// drain waits until nothing more happens to what was published, or the time for it is up, and reads the database's own view.
func (r *chaosRun) drain(ctx context.Context) ([]stored, error) {
	client, err := r.gate.pass(ctx, nil)
	if err != nil {
		return nil, err
	}
	if _, err := client.Wait(ctx, "", drainLimit); err != nil { // what is not final then shows in the comparison
		return nil, fmt.Errorf("wait until all is final: %w", err)
	}
	allowed := map[string]int{}
	for _, s := range r.streams {
		product, err := client.Provider(ctx, s.provider)
		if err != nil {
			return nil, fmt.Errorf("read the schedule of %s: %w", s.provider, err)
		}
		allowed[s.provider] = product.Traits.MaxAttempts
	}
	var all []stored
	for cursor := ""; ; {
		page, next, err := client.Deliveries(ctx, control.DeliveryQuery{Cursor: cursor, Limit: 1000})
		if err != nil {
			return nil, fmt.Errorf("read the deliveries: %w", err)
		}
		for i := range page {
			d := &page[i]
			row := stored{id: d.ID, state: relay.DeliveryState(d.State), tries: d.AttemptCount, allowed: allowed[d.Provider]}
			if row.tries > row.allowed { // rare: only then is it worth looking at what the attempts were
				if row.tries, err = tries(ctx, client, d.ID); err != nil {
					return nil, err
				}
			}
			all = append(all, row)
		}
		if cursor = next; next == "" {
			return all, nil
		}
	}
}

// tries counts the attempts that a schedule counts.
func tries(ctx context.Context, client *control.Client, id string) (int, error) {
	d, err := client.Delivery(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("read delivery %s: %w", id, err)
	}
	n := 0
	for _, attempt := range d.Attempts {
		if attempt.Outcome != string(relay.Aborted) {
			n++
		}
	}
	return n, nil
}
