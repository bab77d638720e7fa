package relay

import (
	"context"
	"time"
)

// storeRetry is how soon the scheduler reads the store again after it could not, in real time.
const storeRetry = time.Second

// asleep is how late an alarm rings when the machine must have slept meanwhile.
const asleep = 5 * time.Second

// schedule starts what is due until ctx ends. sending is the context of the attempts, which outlive ctx. Most starts
// happen where a place becomes free; the scheduler reads the store and waits for the time.
func (e *Engine) schedule(ctx, sending context.Context) {
	e.setLaunch(func(due Due, f *flight) {
		defer e.flights.Done()
		e.fly(sending, due, f)
	})
	defer e.setLaunch(nil)
	var again <-chan struct{} // rings when what could not be read is read again, whoever asks meanwhile
	leave := func() {}
	defer func() { leave() }()
	for ctx.Err() == nil {
		next := e.startDue(ctx)
		var due <-chan struct{}
		forget := func() {}
		if !next.IsZero() {
			due, forget = e.Clock.Alarm(next)
		}
		if again == nil && e.anyUnreadable() {
			again, leave = RealClock{}.Alarm(RealClock{}.Now().Add(storeRetry))
		}
		select {
		case <-ctx.Done():
		case <-e.wake:
		case <-due:
		case <-again:
			again = nil
			e.readAgain()
		}
		forget()
	}
}

// anyUnreadable reports whether a line waits for the store to be readable.
func (e *Engine) anyUnreadable() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.unreadable
}

// readAgain lets the lines be read that could not be. None of them may be left, so that no reading follows: whoever waits
// for that is told here.
func (e *Engine) readAgain() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.unreadable = false
	for _, l := range e.lines {
		if l.unreadable {
			l.unreadable = false
			e.agenda.touch(l)
		}
	}
	e.calmer.Broadcast()
}

// setLaunch says how a flight is started; nil stops starting.
func (e *Engine) setLaunch(launch func(Due, *flight)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.launch = launch
}

// noticeSleep finds that the machine slept through a due time: what fell due meanwhile is caught up with slowly. It is
// called before anything starts, since others than the scheduler's alarm may come first. The caller holds mu.
func (e *Engine) noticeSleep() {
	expected := e.awaited
	if expected.IsZero() {
		return
	}
	e.awaited = time.Time{}
	now := e.Clock.Now()
	if _, movable := e.Clock.(Movable); movable || now.Sub(expected) < asleep {
		return
	}
	e.Log.Info("the machine seems to have slept; what fell due meanwhile goes out slowly", "for", now.Sub(expected).Round(time.Second))
	for _, l := range e.lines {
		l.overdue = now
		e.agenda.touch(l)
	}
}

// startDue starts what is due and reads what it needs to know for that, until nothing is left to do. next is when the
// next attempt is due; zero when none is known. A line that cannot be read is left out for a while.
func (e *Engine) startDue(ctx context.Context) (next time.Time) {
	for ctx.Err() == nil {
		e.mu.Lock()
		todo := e.startReady()
		e.mu.Unlock()
		l, read := todo.load, e.load
		if l == nil {
			l, read = todo.supply, e.supply
		}
		if l == nil {
			return todo.next
		}
		if err := read(ctx, l); err != nil && ctx.Err() == nil {
			e.Log.Error("read what is due", "subscription", l.subscriptionID, "error", err)
		}
	}
	return time.Time{}
}

// todo is what has to happen before more can start: one of its parts is set, or none.
type todo struct {
	load   *line // its deliveries must be read
	supply *line // its next deliveries must be read whole
	next   time.Time
}

// startReady starts all attempts that may start now, in (due, id) order over all subscriptions. The caller holds mu.
func (e *Engine) startReady() todo {
	e.noticeSleep()
	for {
		e.agenda.refresh()
		if l := e.agenda.takeHungry(); l != nil {
			return todo{load: l}
		}
		l, ok := e.agenda.first()
		now := e.Clock.Now()
		switch {
		case e.launch == nil, e.withheld > 0, e.oneByOne() && e.running > e.waiting(now):
			return todo{} // a landing looks again
		case !ok:
			return todo{}
		case l.at.After(now):
			e.awaited = l.at
			return todo{next: l.at}
		case !l.stock.has(l.first.DeliveryID):
			return todo{supply: l}
		}
		due := l.first
		f := l.start(due)
		f.struck, f.counts = e.FaultSet.strike(AtSender, f.delivery, f.delivery.ID, f.delivery.Tries+1, now)
		if !f.postpones() {
			l.spend(due, now)
		}
		e.running++
		e.inFlight++
		e.agenda.touch(l)
		e.flights.Add(1)
		go e.launch(due, f)
	}
}

// waiting is how many attempts only wait for the clock. The caller holds mu.
func (e *Engine) waiting(now time.Time) int {
	n := 0
	for p := range e.parked {
		if p.until.After(now) {
			n++
		}
	}
	return n
}

// oneByOne is true while the clock stands: then attempts are made strictly one after the other, so that everybody sees
// them in the same order at every run.
func (e *Engine) oneByOne() bool {
	clock, movable := e.Clock.(Movable)
	return movable && !clock.Running()
}

// withhold lets nothing start until release is called, if the clock stands: what many changes bring forward to one instant
// then starts in (due, id) order, in whatever order they reach the store.
func (e *Engine) withhold() (release func()) {
	if !e.oneByOne() {
		return func() {}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.withheld++
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.withheld--
		e.look()
	}
}

// look starts what can be started, and wakes the scheduler where that is not enough. The caller holds mu.
func (e *Engine) look() {
	todo := e.startReady()
	if todo.load != nil {
		e.agenda.touch(todo.load) // it was taken off the list
	}
	if todo.load != nil || todo.supply != nil || !todo.next.IsZero() {
		e.wakeUp()
	}
	e.calmer.Broadcast()
}

// load reads a line that has run empty.
func (e *Engine) load(ctx context.Context, l *line) error {
	e.mu.Lock()
	l.beginLoad()
	e.reading++
	query := DueQuery{SubscriptionID: l.subscriptionID, Ordered: l.limits.Ordered, Limit: lineWindow + len(l.flying)}
	e.mu.Unlock()
	found, err := e.Store.Due(ctx, query)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reading--
	if err != nil {
		l.loading, l.unreadable, e.unreadable = false, true, true
	} else {
		l.endLoad(found, query.Limit)
	}
	e.agenda.touch(l)
	e.calmer.Broadcast()
	return err
}

// supplyRows is how many deliveries of one subscription are read whole at once.
const supplyRows = 256

// supply reads the next deliveries of a line whole.
func (e *Engine) supply(ctx context.Context, l *line) error {
	e.mu.Lock()
	ids, room := l.missing(supplyRows), l.stock.room()
	e.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	read, err := e.Store.Load(ctx, ids, max(room, 1))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.agenda.touch(l)
	defer e.calmer.Broadcast()
	if err != nil {
		l.unreadable, e.unreadable = true, true
		return err
	}
	l.supply(read)
	if len(read) == 0 || !l.stock.has(ids[0]) { // it is gone, by a reset
		l.remove(ids[0])
	}
	return nil
}
