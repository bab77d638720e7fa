package relay_test

import (
	"fmt"
	"slices"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// check holds the engine to the model. At rest, after time has passed with a store that works, nothing may be missing.
func (w *world) check(rest bool) error {
	synctest.Wait()
	rest = rest && w.store.works() && (w.plan.Virtual || w.works() > 3*time.Second) // what waits for the store tries once a second
	for _, o := range w.owed {
		if err := w.checkDelivery(o, rest); err != nil {
			return fmt.Errorf("delivery %s of %s: %w", o.id, o.sub, err)
		}
	}
	for _, s := range w.subs {
		if err := w.checkSubscription(s, rest); err != nil {
			return fmt.Errorf("subscription %s: %w", s.id, err)
		}
	}
	if rest {
		return w.engine.CheckLines(w.ctx, w.store.Store)
	}
	return nil
}

// traitsOf is how a product is retried.
func (w *world) traitsOf(name string) relay.Traits {
	for _, d := range w.dialects {
		if traits := d.Traits(); traits.Name == name {
			return traits
		}
	}
	return relay.Traits{}
}

// subOf is the subscription of a delivery.
func (w *world) subOf(o *owed) *known {
	return w.subs[slices.IndexFunc(w.subs, func(s *known) bool { return s.id == o.sub })]
}

// decided is what Decide says after an attempt of an active subscription, by how many tries there were.
func (w *world) decided(d *relay.Delivery, s *known, a *relay.Attempt, tries int) relay.Next {
	traits := w.traitsOf(d.Provider)
	situation := relay.Situation{
		Outcome: a.Outcome, Status: a.Status(), Try: tries, EndedAt: a.StartedAt, Schedule: traits.Schedule, Jitter: traits.Jitter,
		Traits: &traits, SubState: relay.Active, AtMostOnce: s.limits.AtMostOnce,
		Draw: relay.Chance{Seed: 42}.Float64("jitter", d.ID, uint64(tries)),
	}
	if s.limits.Retry != nil {
		situation.Schedule, situation.Jitter = *s.limits.Retry, 0
	}
	if !w.plan.Virtual {
		situation.EndedAt = a.StartedAt.Add(a.Duration)
	}
	if a.Outcome == relay.HTTPError && a.Response != nil {
		var values []string
		for _, h := range a.Response.Headers {
			if h.Name == "Retry-After" {
				values = append(values, h.Value)
			}
		}
		situation.Hint, _, _ = relay.RetryAfter(values, situation.EndedAt)
	}
	return relay.Decide(situation).Next
}

// retried reports whether a person asked for an attempt between two times.
func (o *owed) retried(from, to time.Time) bool {
	return slices.ContainsFunc(o.retries, func(at time.Time) bool { return !at.Before(from) && !at.After(to) })
}

func (w *world) checkDelivery(o *owed, rest bool) error {
	d, err := w.store.Store.Delivery(w.ctx, o.id)
	if err != nil {
		return err
	}
	all, err := w.store.Attempts(w.ctx, o.id)
	if err != nil {
		return err
	}
	made, err := w.attempts(o)
	if err != nil {
		return err
	}
	sends := w.receiver.seen(o.key)
	busy := slices.ContainsFunc(sends, func(s *arrival) bool { return s.busy && s.life == w.receiver.life })
	s := w.subOf(o)
	if err := w.checkAttempts(o, d, s, all); err != nil {
		return err
	}
	if err := w.checkSends(o, s, made, sends); err != nil {
		return err
	}
	if !rest || busy {
		return nil
	}
	if n := len(sends) - o.crashed; n != len(made) {
		return fmt.Errorf("it was sent %d times (%d of them lost in crashes); %d attempts are stored", len(sends), o.crashed, len(made))
	}
	if d.State == relay.Sending {
		return fmt.Errorf("it is sending, and nothing is in flight")
	}
	if err := w.checkDue(o, d, s, all); err != nil {
		return err
	}
	return o.checkFinal(d)
}

// checkAttempts holds what is stored of the attempts to the schedule.
func (w *world) checkAttempts(o *owed, d *relay.Delivery, s *known, all []relay.Attempt) error {
	if d.AttemptCount != len(all) {
		return fmt.Errorf("it counts %d attempts, %d are stored", d.AttemptCount, len(all))
	}
	tries := 0
	for i := range all {
		a := &all[i]
		if a.Outcome != relay.Aborted || s.limits.AtMostOnce {
			tries++
		}
		if i == 0 {
			continue
		}
		before := &all[i-1]
		again := o.retried(before.StartedAt, a.StartedAt)
		if recovered(before) {
			if s.limits.AtMostOnce && !again {
				return fmt.Errorf("attempt %d follows one that a crash cut off, and it is sent at most once", a.Number)
			}
			continue
		}
		triesBefore := tries
		if a.Outcome != relay.Aborted || s.limits.AtMostOnce {
			triesBefore--
		}
		next := w.decided(d, s, before, triesBefore)
		switch {
		case next.State == relay.Pending && a.StartedAt.Before(next.DueAt) && !again && !recovered(a):
			return fmt.Errorf("attempt %d began at %v; due %v", a.Number, a.StartedAt, next.DueAt)
		case next.State != relay.Pending && (next.State != relay.Unknown || !again):
			return fmt.Errorf("attempt %d follows %s, after which it is %s (%s)", a.Number, before.Outcome, next.State, next.Reason)
		}
	}
	if d.Tries != tries {
		return fmt.Errorf("it counts %d tries, %d of its attempts cost one", d.Tries, tries)
	}
	success := len(all) > 0 && all[len(all)-1].Outcome == relay.Success
	if success != (d.State == relay.Delivered) {
		return fmt.Errorf("it is %s, and its last attempt's success is %v", d.State, success)
	}
	return nil
}

// checkSends holds what the receiver saw to what is stored, and at most once to its name.
func (w *world) checkSends(o *owed, s *known, made []relay.Attempt, sends []*arrival) error {
	i := 0
	for n, one := range sends {
		var a *relay.Attempt
		if !one.lost && i < len(made) {
			a = &made[i]
			i++
			if len(a.Faults) == 0 && a.Response != nil && fmt.Sprint(a.Response.Status) != string(one.answer[:3]) {
				return fmt.Errorf("request %d was answered %s; the attempt says %d", n+1, one.answer, a.Response.Status)
			}
		}
		if !s.limits.AtMostOnce || n+1 == len(sends) || o.retried(one.at.Add(-time.Second), sends[n+1].at) {
			continue
		}
		if a == nil || a.Outcome.MayHaveArrived() || a.Outcome == relay.Success {
			return fmt.Errorf("it was sent again at %v, though the request at %v may have arrived", sends[n+1].at, one.at)
		}
	}
	if i < len(made) {
		return fmt.Errorf("%d attempts are stored, %d requests came", len(made), i)
	}
	return nil
}

// checkDue holds a delivery that waits to the time that Decide says.
func (w *world) checkDue(o *owed, d *relay.Delivery, s *known, all []relay.Attempt) error {
	sub, err := w.engine.Subscription(o.sub)
	if err != nil {
		if !d.State.Final() {
			return fmt.Errorf("it is %s, and its subscription is gone", d.State)
		}
		return nil
	}
	switch {
	case d.State == relay.Held && sub.State != relay.Paused, d.State == relay.Pending && !sub.State.Sends():
		return fmt.Errorf("it is %s, and its subscription %s", d.State, sub.State)
	case d.State != relay.Pending:
		return nil
	}
	if n := len(all); n > 0 && !recovered(&all[n-1]) && !o.retried(all[n-1].StartedAt, w.clock.Now()) && !s.limits.AtMostOnce && !w.jumpedDuring(&all[n-1]) {
		next := w.decided(d, s, &all[n-1], d.Tries)
		if !next.DueAt.Equal(d.DueAt) && !(d.Postponed != nil && d.DueAt.After(next.DueAt)) {
			return fmt.Errorf("it is due at %v; its last attempt says %v", d.DueAt, next.DueAt)
		}
	}
	return w.checkStarted(d, s)
}

// checkStarted says what is due and should have started.
func (w *world) checkStarted(d *relay.Delivery, s *known) error {
	now := w.clock.Now()
	if !w.plan.Virtual {
		now = now.Add(-time.Second) // the store may be slow
	}
	head, err := w.store.Store.Due(w.ctx, relay.DueQuery{SubscriptionID: s.id, Ordered: true, Limit: 1})
	if err != nil {
		return err
	}
	switch {
	case d.DueAt.After(now), now.Before(w.paced), w.busySince(s, now):
		return nil
	case s.limits.Ordered && len(head) == 1 && head[0].DueAt.After(now):
		return nil
	case s.limits.Rate > 0 && w.lastTo(s).Add(time.Duration(float64(time.Second)/s.limits.Rate)).After(now):
		return nil
	}
	return fmt.Errorf("it has been due since %v, and is not sent at %v", d.DueAt, now)
}

// busySince reports whether a subscription has a request in flight, or had one at a time.
func (w *world) busySince(s *known, from time.Time) bool {
	w.receiver.mu.Lock()
	defer w.receiver.mu.Unlock()
	return slices.ContainsFunc(w.receiver.sends, func(one *arrival) bool {
		return pathOf(one.target) == s.path && one.life == w.receiver.life && (one.busy || one.ended.After(from))
	})
}

// lastTo is when a subscription got its last request.
func (w *world) lastTo(s *known) time.Time {
	w.receiver.mu.Lock()
	defer w.receiver.mu.Unlock()
	for _, one := range slices.Backward(w.receiver.sends) {
		if pathOf(one.target) == s.path {
			return one.at
		}
	}
	return time.Time{}
}

// checkFinal holds a final delivery to its end.
func (o *owed) checkFinal(d *relay.Delivery) error {
	before := o.final
	o.final = nil
	if d.State.Final() {
		o.final = d
	}
	switch {
	case before == nil, before.State == relay.Unknown:
		return nil
	case d.State != before.State || d.Reason != before.Reason || d.AttemptCount != before.AttemptCount || !d.SettledAt.Equal(before.SettledAt):
		return fmt.Errorf("it was %s (%s) after %d attempts at %v, and now is %s (%s) after %d at %v",
			before.State, before.Reason, before.AttemptCount, before.SettledAt, d.State, d.Reason, d.AttemptCount, d.SettledAt)
	case d.SettledAt.IsZero() || !d.DueAt.IsZero():
		return fmt.Errorf("it is %s, settled at %v and due at %v", d.State, d.SettledAt, d.DueAt)
	}
	return nil
}
