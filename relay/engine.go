package relay

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Store is all that the engine keeps on disk.
type Store interface {
	Queue
	Archive
	Records
	SubscriptionStore
	FaultStore
}

// Options are what an Engine is made of. The fields without a default are required.
type Options struct {
	Dialects  []Dialect
	Samples   Samples
	Store     Store
	Clock     Clock
	Chance    Chance
	Faults    Faults
	FaultSet  *FaultSet
	Transport http.RoundTripper

	// Reach says where deliveries may go. Its part on the address dialled is Transport's, which gets the same one.
	Reach Reach
	// Changes tells watchers what was committed. Nil means a new one that keeps 4,096.
	Changes *Changes
	// Log gets one line for each thing that went wrong inside. Nil means none.
	Log *slog.Logger
	// BaseURL of the products' APIs, without a trailing slash: what URLs in bodies begin with.
	BaseURL string
	// FileURL is what the URLs of files begin with, such as BaseURL with a key that opens them. Empty means BaseURL.
	FileURL string
	// UserAgent of every delivery. Empty means "ledgerhook".
	UserAgent string
	// TimeScale divides the waits of schedules, never time limits or signed times. Zero means 1.
	TimeScale float64
	// SignWall takes the time of signatures from the wall and not from Clock, for apps that check how fresh they are.
	SignWall bool
	// AttemptTimeout replaces every product's own time limit. Zero keeps them.
	AttemptTimeout time.Duration
	// Grace is how long attempts in flight may go on when Run is told to stop, in real time. Zero means 10 s.
	Grace time.Duration
	// Concurrency is how many attempts of one subscription run at once. Zero means 64. Raising it delivers sooner
	// but reorders more.
	Concurrency int
}

// Engine publishes events, sends what is due and settles what came of it. All methods are safe for concurrent use.
type Engine struct {
	Options
	dialects map[string]Dialect
	traits   map[string]*Traits  // of the dialects, asked for once
	types    map[string][]string // names of the event types, likewise
	names    []string            // of the dialects, in the order shown to people
	ids      *IDs
	tally    *Tally
	events   atomic.Uint64 // how many were ever published

	// fate is held by readers from reading a subscription's state until what follows from it is stored, and by writers
	// while a state changes: so nothing is published to a subscription that has ended, and nothing settles as pending on it.
	fate sync.RWMutex

	// moving is held while a subscription is paused or resumed, which may take long, and is taken before fate.
	moving sync.Mutex

	wake chan struct{} // holds at most one token: something may have become due

	mu       sync.Mutex
	subs     map[string]*Subscription // never written to once in the map; replaced instead
	order    []string                 // their ids, oldest first
	lines    map[string]*line
	agenda   agenda
	launch   func(Due, *flight) // starts a flight; nil while nothing may start
	inFlight int                // being published, or started and not settled yet
	running  int                // attempts whose exchange goes on
	reading  int                // lines that are being read from the store
	stocked  int                // bytes of the bodies that lines keep ahead
	withheld int                // bulk changes under way before whose end nothing starts
	// unreadable says that some line could not be read and is to be tried again.
	unreadable bool
	parked     map[*parking]struct{}
	awaited    time.Time // when the next attempt may start, as it was looked at last; zero: nothing was waited for

	calmer     *sync.Cond // of mu: what quiet looks at has changed, or may have
	advancing  sync.Mutex
	companions []Companion // advancing guards them

	flights sync.WaitGroup
	refused atomic.Bool // the store took no outcome when it was asked last
}

// NewEngine reads what the store holds, and turns what a crash left in flight back into pending deliveries.
func NewEngine(ctx context.Context, opt Options) (*Engine, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Changes == nil {
		opt.Changes = NewChanges(4096)
	}
	if opt.UserAgent == "" {
		opt.UserAgent = "ledgerhook"
	}
	if opt.Grace == 0 {
		opt.Grace = 10 * time.Second
	}
	if opt.Concurrency == 0 {
		opt.Concurrency = 64
	}
	e := &Engine{
		Options:  opt,
		dialects: map[string]Dialect{},
		traits:   map[string]*Traits{},
		types:    map[string][]string{},
		wake:     make(chan struct{}, 1),
		subs:     map[string]*Subscription{},
		lines:    map[string]*line{},
		parked:   map[*parking]struct{}{},
	}
	e.calmer = sync.NewCond(&e.mu)
	e.FaultSet.struck = e.countFaults
	for _, d := range opt.Dialects {
		traits := d.Traits()
		e.dialects[traits.Name], e.traits[traits.Name] = d, &traits
		e.names = append(e.names, traits.Name)
		for _, t := range opt.Samples.Types(traits.Name) {
			e.types[traits.Name] = append(e.types[traits.Name], t.Name)
		}
	}
	e.tally = newTally(e.names)
	return e, e.restore(ctx)
}

// restore reads what the store holds.
func (e *Engine) restore(ctx context.Context) error {
	counters, err := e.Store.Counters(ctx)
	if err != nil {
		return fmt.Errorf("read counters: %w", err)
	}
	e.ids = NewIDs(e.Chance, counters.LastID)
	if !counters.Latest.IsZero() {
		e.ids.notBefore(counters.Latest.UnixNano()) // the machine's clock may have been set back since
	}
	e.events.Store(counters.Events)
	if clock, movable := e.Clock.(Movable); movable {
		clock.Advance(counters.Clock.Sub(clock.Now())) // time never goes back, not even over a restart
	}
	recovered, err := e.Store.Recover(ctx, e.Clock.Now())
	if err != nil {
		return fmt.Errorf("recover deliveries in flight: %w", err)
	}
	if recovered > 0 {
		e.Log.Info("deliveries were in flight when the last run ended; they go out again, or are unknown where that is at most once", "count", recovered)
	}
	if _, err := e.Store.EndOwed(ctx, e.Clock.Now()); err != nil {
		return fmt.Errorf("end what is owed to ended subscriptions: %w", err)
	}
	subs, err := e.Store.Subscriptions(ctx)
	if err != nil {
		return fmt.Errorf("read subscriptions: %w", err)
	}
	for i := range subs {
		e.keep(&subs[i])
	}
	rules, err := e.Store.FaultRules(ctx)
	if err != nil {
		return fmt.Errorf("read fault rules: %w", err)
	}
	for _, rule := range rules {
		rule.Stage = e.Faults.Stage(&rule)
		if err := e.FaultSet.Add(rule); err != nil {
			return fmt.Errorf("fault rule %s: %w", rule.ID, err)
		}
	}
	return nil
}

// keep holds a subscription in memory and gives it a line. The caller holds mu, or is the only one yet.
func (e *Engine) keep(sub *Subscription) {
	if _, known := e.subs[sub.ID]; !known {
		e.order = append(e.order, sub.ID)
	}
	e.subs[sub.ID] = sub
	l := e.lines[sub.ID]
	if l != nil && l.limits.Rate != sub.Limits.Rate {
		l.bucket = bucket{} // the next start need not wait as long as the old rate said
	}
	switch {
	case l == nil:
		l = newLine(sub.ID, e.Concurrency, sub.Limits)
		l.stock.total = &e.stocked
	case l.limits.Ordered != sub.Limits.Ordered, l.sends != sub.State.Sends():
		e.agenda.leave(l)
		l = l.renewed(sub.Limits)
	}
	e.lines[sub.ID] = l
	l.limits, l.sends = sub.Limits, sub.State.Sends()
	e.agenda.touch(l)
}

// Tally is what the engine counts, from its start on.
func (e *Engine) Tally() *Tally { return e.tally }

// IDs mints the ids of everything that this engine's process makes.
func (e *Engine) IDs() *IDs { return e.ids }

// Run sends what is due until ctx ends. Then attempts in flight get the grace period, after which they are aborted
// and left pending for the next start. It returns when nothing of it runs any more.
func (e *Engine) Run(ctx context.Context) error {
	sending, abort := context.WithCancelCause(context.WithoutCancel(ctx))
	defer abort(errShutdown)
	e.schedule(ctx, sending)
	landed := make(chan struct{})
	go func() {
		e.flights.Wait()
		close(landed)
	}()
	late, stop := RealClock{}.Alarm(RealClock{}.Now().Add(e.Grace))
	defer stop()
	select {
	case <-landed:
	case <-late:
		abort(errShutdown)
		<-landed
	}
	if _, movable := e.Clock.(Movable); movable {
		e.keepClock(context.WithoutCancel(ctx))
	}
	return nil
}

// wakeUp tells the scheduler to look again.
func (e *Engine) wakeUp() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}
