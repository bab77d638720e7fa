package relay_test

import (
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// checkSubscription holds what the receiver saw of a subscription to its limits and its state.
func (w *world) checkSubscription(s *known, rest bool) error {
	if n := w.sentTo(s); s.paused && n > s.sentBefore {
		return fmt.Errorf("it is paused, and was sent %d requests since", n-s.sentBefore)
	}
	w.receiver.mu.Lock()
	defer w.receiver.mu.Unlock()
	most := s.limits.Concurrency
	switch {
	case s.limits.Ordered:
		most = 1
	case most == 0:
		most = 64
	}
	if n := w.receiver.busy[s.path]; n > most && w.ended(s) {
		return fmt.Errorf("%d requests at once, %d are allowed", n, most)
	}
	if err := w.checkRate(s); err != nil {
		return err
	}
	if s.limits.Ordered && rest {
		return w.checkOrder(s)
	}
	return nil
}

// ended reports whether the requests from before the limits changed have ended: they hang in real time, whatever a clock
// that jumps says. A virtual clock waits for them where it is moved.
func (w *world) ended(s *known) bool {
	if w.plan.Virtual {
		return !s.even.After(w.clock.Now().Add(-time.Minute))
	}
	return s.since == nil || s.since() >= time.Minute
}

// checkRate holds requests to the rate, as far apart as they must be. A rate of the model is so low that no two start
// together. The caller holds the receiver.
func (w *world) checkRate(s *known) error {
	if s.limits.Rate == 0 {
		return nil
	}
	gap := time.Duration(float64(time.Second)/s.limits.Rate) - 25*time.Millisecond // Begin may be slow
	var last time.Time
	for _, one := range w.receiver.sends {
		if pathOf(one.target) != s.path || one.life != w.receiver.life || !one.at.After(s.even) {
			continue
		}
		if !last.IsZero() && one.at.Sub(last) < gap {
			return fmt.Errorf("requests at %v and %v, %v a second are allowed", last, one.at, s.limits.Rate)
		}
		last = one.at
	}
	return nil
}

// checkOrder holds an ordered subscription to its order: once a delivery was sent, none that was made before it is, but
// where a person retried it. The caller holds the receiver.
func (w *world) checkOrder(s *known) error {
	last := ""
	keys := map[*arrival]*owed{}
	for _, o := range w.owed {
		for _, one := range w.receiver.byKey[o.key] {
			keys[one] = o
		}
	}
	for _, one := range w.receiver.sends {
		o := keys[one]
		if o == nil || o.sub != s.id {
			continue
		}
		if o.id < last && len(o.retries) == 0 {
			return fmt.Errorf("%s was sent at %v, after %s", o.id, one.at, last)
		}
		if len(o.retries) == 0 {
			last = max(last, o.id)
		}
	}
	return nil
}

// finish makes everything well, lets the longest schedule pass, and holds everything to its end: what was still owed has
// been delivered, and nothing is left.
func (w *world) finish() error {
	w.store.fail(false, false)
	w.receiver.mu.Lock()
	w.receiver.well = true
	w.receiver.mu.Unlock()
	if err := w.engine.ClearFaults(w.ctx); err != nil {
		return err
	}
	if err := w.advance(time.Minute); err != nil { // what is in flight ends
		return err
	}
	for _, s := range w.subs {
		s.paused = false
		if sub, err := w.engine.Subscription(s.id); err == nil && sub.State == relay.Paused {
			if _, err := w.engine.Resume(w.ctx, s.id); err != nil {
				return err
			}
		}
	}
	var live []*owed
	for _, o := range w.owed {
		d, err := w.store.Store.Delivery(w.ctx, o.id)
		if err != nil {
			return err
		}
		if !d.State.Final() {
			live = append(live, o)
		}
	}
	if err := w.advance(60 * time.Hour); err != nil {
		return err
	}
	if err := w.check(true); err != nil {
		return fmt.Errorf("at the end: %w", err)
	}
	for _, o := range live {
		if d, err := w.store.Store.Delivery(w.ctx, o.id); err != nil || d.State != relay.Delivered {
			return fmt.Errorf("at the end %s of %s is %s (%s), due %v", o.id, o.sub, d.State, d.Reason, d.DueAt)
		}
	}
	return nil
}
