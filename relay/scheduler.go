package relay

import (
	"context"
	"time"
)

// storeRetry is how soon the scheduler reads the store again after it could not, in real time.
const storeRetry = time.Second

// schedule starts what is due until ctx ends. sending is the context of the attempts, which outlive ctx.
func (e *Engine) schedule(ctx, sending context.Context) {
	for {
		broken := e.loadLines(ctx)
		next := e.startDue(sending)
		var alarm <-chan struct{}
		stop := func() {}
		switch {
		case broken:
			alarm, stop = RealClock{}.Alarm(RealClock{}.Now().Add(storeRetry))
		case !next.IsZero():
			alarm, stop = e.Clock.Alarm(next)
		}
		select {
		case <-ctx.Done():
			stop()
			return
		case <-e.wake:
		case <-alarm:
		}
		stop()
	}
}

// loadLines reads the lines that have run empty. broken is true when the store could not be read.
func (e *Engine) loadLines(ctx context.Context) (broken bool) {
	for {
		l, asked := e.nextLoad()
		if l == nil {
			return broken
		}
		found, err := e.Store.Due(ctx, l.subscriptionID, asked)
		e.mu.Lock()
		if err != nil {
			l.loading, broken = false, true
			e.mu.Unlock()
			if ctx.Err() == nil {
				e.Log.Error("read what is due", "subscription", l.subscriptionID, "error", err)
			}
			return broken
		}
		l.endLoad(found, asked)
		e.calmer.Broadcast()
		e.mu.Unlock()
	}
}

func (e *Engine) nextLoad() (l *line, asked int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, id := range e.order {
		if l := e.lines[id]; l.sends && l.wantsLoad() {
			l.beginLoad()
			return l, lineWindow + len(l.flying)
		}
	}
	return nil, 0
}

// startDue starts all attempts that may start now, in (due, id) order over all subscriptions, and returns when the
// next one is due; zero when none is known.
func (e *Engine) startDue(sending context.Context) (next time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.Clock.Now()
	for {
		var first *line
		var earliest Due
		for _, id := range e.order {
			if d, ok := e.lines[id].ready(now); ok && (first == nil || dueOrder(d, earliest) < 0) {
				first, earliest = e.lines[id], d
			}
		}
		if first == nil {
			break
		}
		first.start(earliest)
		e.flights.Add(1)
		go func() {
			defer e.flights.Done()
			e.fly(sending, earliest)
		}()
	}
	for _, id := range e.order {
		l := e.lines[id]
		if !l.sends || l.running >= l.limit || l.started >= unsettledPerRunning*l.limit {
			continue // its next start is told by a wake-up
		}
		if d, ok := l.head(); ok && (next.IsZero() || d.DueAt.Before(next)) {
			next = d.DueAt
		}
		if l.wantsLoad() {
			e.wakeUp()
		}
	}
	return next
}
