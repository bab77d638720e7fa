package relay

import (
	"context"
	"fmt"
)

// CheckLines holds what the engine keeps in memory to what is stored. It must be called while the engine is at rest;
// deliveries in flight are left out.
func (e *Engine) CheckLines(ctx context.Context, store Queue) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.agenda.refresh()
	flying, running := 0, 0
	for id, l := range e.lines {
		flying += len(l.flying)
		running += l.running
		if e.subs[id] == nil && len(l.flying) == 0 {
			return fmt.Errorf("line %s has neither a subscription nor a flight", id)
		}
		stored, err := store.Due(ctx, DueQuery{SubscriptionID: id, Ordered: l.limits.Ordered, Limit: 1 << 20})
		if err != nil {
			return err
		}
		if err := l.agreesWith(stored); err != nil {
			return fmt.Errorf("line %s: %w", id, err)
		}
	}
	if flying != e.inFlight || running != e.running || e.reading != 0 {
		return fmt.Errorf("%d fly and %d run; the engine counts %d and %d, and reads %d", flying, running, e.inFlight, e.running, e.reading)
	}
	return nil
}

// agreesWith says what differs between a line and what is pending in the store.
func (l *line) agreesWith(stored []Due) error {
	if !l.sends {
		return nil
	}
	pending := map[string]bool{}
	for _, d := range stored {
		pending[d.DeliveryID] = true
		if _, flies := l.flying[d.DeliveryID]; flies || (l.horizon != nil && l.waiting.order(d, *l.horizon) > 0) {
			continue
		}
		if due, waits := l.current[d.DeliveryID]; !waits || !due.Equal(d.DueAt) {
			return fmt.Errorf("%s is due at %v; the line has it at %v, %v", d.DeliveryID, d.DueAt, due, waits)
		}
	}
	for id := range l.current {
		if !pending[id] {
			return fmt.Errorf("%s waits and is not pending", id)
		}
	}
	bytes := 0
	for id, d := range l.stock.all {
		bytes += d.Bytes()
		if _, waits := l.current[id]; !waits {
			return fmt.Errorf("%s is kept whole and does not wait", id)
		}
	}
	if bytes != l.stock.bytes {
		return fmt.Errorf("%d bytes are kept, %d counted", bytes, l.stock.bytes)
	}
	return nil
}
