package relay

import (
	"context"
	"errors"
	"time"
)

// fly makes one attempt of a delivery and settles it, or puts it off.
func (e *Engine) fly(ctx context.Context, due Due, f *flight) {
	if f.postpones() {
		e.answered(due, "")
		e.postpone(ctx, due, f)
		return
	}
	attempt, situation, err := e.attempt(ctx, due, f)
	e.answered(due, attempt.Outcome)
	if err != nil {
		e.grounded(ctx, due, err)
		return
	}
	e.settle(ctx, due, f, attempt, situation)
}

// answered frees the place of a flight whose exchange has ended, or never began: then there is no outcome.
func (e *Engine) answered(due Due, outcome Outcome) {
	e.mu.Lock()
	defer e.mu.Unlock()
	l := e.lines[due.SubscriptionID]
	l.answered()
	if outcome != "" {
		l.circuit.see(outcome)
	}
	e.running--
	e.agenda.touch(l)
	e.look()
}

// grounded ends a flight that sent nothing, because its subscription no longer sends, somebody was quicker to move the
// delivery, or the store takes nothing.
func (e *Engine) grounded(ctx context.Context, due Due, err error) {
	overtaken := errors.Is(err, errNotSending) || errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound)
	if !overtaken && ctx.Err() == nil {
		e.Log.Error("begin an attempt", "delivery", due.DeliveryID, "error", err)
		_ = RealClock{}.Pause(ctx, storeRetry) // the end of ctx is seen by whoever goes on
	}
	e.landAsStored(due)
}

// errNotSending means that the subscription was changed between a delivery's becoming due and its start.
var errNotSending = errors.New("the subscription sends nothing now")

// attempt sends a delivery once and tells what came of it.
func (e *Engine) attempt(ctx context.Context, due Due, f *flight) (Attempt, Situation, error) {
	delivery := f.delivery
	sub := e.subscription(delivery.SubscriptionID)
	if sub == nil || !sub.State.Sends() {
		return Attempt{}, Situation{}, errNotSending
	}
	if !delivery.Redirected { // the subscription may point elsewhere by now, and only it has the credentials
		delivery.URL = sub.URLFor(delivery.Type)
	}
	now := e.Clock.Now()
	mark := SendingMark{DeliveryID: delivery.ID, StartedAt: now}
	if sub.Limits.AtMostOnce {
		if err := e.Store.Begin(context.WithoutCancel(ctx), mark); err != nil {
			return Attempt{}, Situation{}, err
		}
	} else {
		e.Store.MarkSending(mark)
	}
	attempt, judgement := e.exchange(ctx, f, sub, now)
	attempt.DeliveryID, attempt.Number, attempt.PlannedAt, attempt.StartedAt = delivery.ID, delivery.AttemptCount+1, due.DueAt, now
	return attempt, e.situation(ctx, &attempt, judgement, delivery, sub), nil
}

// situation gathers what decides about what comes next.
func (e *Engine) situation(ctx context.Context, attempt *Attempt, judgement Judgement, delivery *Delivery, sub *Subscription) Situation {
	traits := e.traits[delivery.Provider]
	ended := e.Clock.Now()
	s := Situation{
		Outcome: attempt.Outcome, Status: attempt.Status(), Judgement: judgement, Try: delivery.Tries + 1, EndedAt: ended,
		TimeScale: e.TimeScale, Traits: traits, AtMostOnce: sub.Limits.AtMostOnce,
		Ours: sub.Hook != "",
	}
	if attempt.Outcome == Success { // nothing more decides
		if judgement.Reference != "" {
			s.First = e.firstReference(ctx, attempt, judgement.Reference, delivery)
		}
		return s
	}
	s.Schedule, s.Jitter = ScheduleOf(traits, sub)
	s.Draw = e.Chance.Float64("jitter", delivery.ID, uint64(s.Try))
	if attempt.Outcome == HTTPError && attempt.Response != nil {
		s.Hint = e.hint(attempt, ended)
	}
	return s
}

// firstReference is what the receiver answered before for what a delivery is about, and notes on the attempt where that is
// another one. A replay that goes elsewhere has its own.
func (e *Engine) firstReference(ctx context.Context, attempt *Attempt, answered string, delivery *Delivery) string {
	if delivery.Redirected {
		return ""
	}
	first, err := e.Store.FirstReference(context.WithoutCancel(ctx), delivery)
	switch {
	case err != nil:
		e.Log.Error("look for an earlier reference", "delivery", delivery.ID, "error", err)
	case first != "" && first != answered:
		attempt.addNote("conflict: the receiver answered " + answered + ", and " + first + " before, which is kept")
	}
	return first
}

// hint reads how long the receiver asks to wait, and notes on the attempt what was made of it.
func (e *Engine) hint(attempt *Attempt, now time.Time) time.Duration {
	values := attempt.Response.header("Retry-After")
	if len(values) == 0 {
		return 0
	}
	wait, note, _ := RetryAfter(values, now)
	attempt.addNote(note)
	return wait
}

// land ends a flight in the line. Where a person moved the delivery meanwhile, the store knows when it is due. Where
// somebody asked for the next attempt at once, it is brought forward first: until then it flies, and no clock moves on.
func (e *Engine) land(due Due, next *Due) {
	for known := true; ; {
		e.mu.Lock()
		l := e.lines[due.SubscriptionID]
		f := l.flying[due.DeliveryID]
		var ask func(Due) (*Due, bool)
		switch {
		case f == nil || !known:
		case f.doubt:
			f.doubt, ask = false, e.asStored
		case f.started && f.hurry && next != nil && next.DueAt.After(e.Clock.Now()): // otherwise it goes at once anyway
			f.hurry, ask = false, e.hurried
		}
		if ask == nil {
			e.settled(l, due.DeliveryID, next)
			if !known { // it may be pending: the line finds it once the store can be read
				e.renew(l)
			}
			e.look()
			e.mu.Unlock()
			return
		}
		e.mu.Unlock()
		next, known = ask(due)
	}
}

// landAsStored ends a flight as the store has its delivery.
func (e *Engine) landAsStored(due Due) {
	e.mu.Lock()
	if f := e.lines[due.SubscriptionID].flying[due.DeliveryID]; f != nil {
		f.doubt = true
	}
	e.mu.Unlock()
	e.land(due, nil)
}

// asStored is when a delivery is due by the store; nil when it is not. known is false when the store does not say.
func (e *Engine) asStored(due Due) (next *Due, known bool) {
	stored, err := e.Store.Delivery(context.Background(), due.DeliveryID)
	switch {
	case err != nil:
		return nil, errors.Is(err, ErrNotFound)
	case stored.State != Pending:
		return nil, true
	}
	due.DueAt = stored.DueAt
	return &due, true
}

// renew lets a line forget all but what flies, and read the store again. The caller holds mu.
func (e *Engine) renew(l *line) {
	if e.lines[l.subscriptionID] != l { // it went with its last flight
		return
	}
	e.agenda.leave(l)
	fresh := l.renewed(l.limits)
	e.lines[l.subscriptionID] = fresh
	e.agenda.touch(fresh)
}

// settled ends a flight in its line. A line whose subscription is gone goes with its last flight. The caller holds mu.
func (e *Engine) settled(l *line, id string, next *Due) {
	l.settled(id, next)
	e.inFlight--
	e.agenda.touch(l)
	if e.subs[l.subscriptionID] == nil && len(l.flying) == 0 {
		e.agenda.leave(l)
		delete(e.lines, l.subscriptionID)
	}
}

// hurried brings an attempt forward that somebody asked for while the one before was in flight, and tells when it is due then.
func (e *Engine) hurried(due Due) (next *Due, known bool) {
	e.fate.RLock()
	defer e.fate.RUnlock()
	now := e.Clock.Now()
	changed, err := e.Store.Change(context.Background(), StateChange{DeliveryID: due.DeliveryID, From: []DeliveryState{Pending}, To: Pending, DueAt: now, Now: now})
	if err != nil {
		e.Log.Error("bring a retry forward", "delivery", due.DeliveryID, "error", err)
	}
	if err != nil || len(changed) == 0 {
		return e.asStored(due)
	}
	e.tell(changed)
	due.DueAt = now
	return &due, true
}
