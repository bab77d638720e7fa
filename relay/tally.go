package relay

import (
	"slices"
	"sync/atomic"
	"time"
)

// Tally counts what the engine did since it started, for whoever watches it from afar. It costs the engine a few atomic
// additions an attempt. Safe for concurrent use.
type Tally struct {
	products map[string]*productTally // never written to after newTally
	outcomes []Outcome
	verdicts []IncomingVerdict
}

type productTally struct {
	events            atomic.Uint64
	incoming          []atomic.Uint64 // by the place of their verdict in IncomingVerdicts
	attempts          []atomic.Uint64 // by the place of their outcome in Outcomes
	exhausted         atomic.Uint64
	signatureFailures atomic.Uint64
	durations         *Histogram
	latencies         *Histogram
}

// newTally counts for these products.
func newTally(names []string) *Tally {
	t := &Tally{products: make(map[string]*productTally, len(names)), outcomes: Outcomes(), verdicts: IncomingVerdicts()}
	for _, name := range names {
		t.products[name] = &productTally{
			attempts: make([]atomic.Uint64, len(t.outcomes)),
			incoming: make([]atomic.Uint64, len(t.verdicts)),
			durations: NewHistogram(
				time.Millisecond, 2500*time.Microsecond, 5*time.Millisecond, 10*time.Millisecond, 25*time.Millisecond, 50*time.Millisecond,
				100*time.Millisecond, 250*time.Millisecond, 500*time.Millisecond, time.Second, 2500*time.Millisecond, 5*time.Second, 10*time.Second, 30*time.Second,
			),
			latencies: NewHistogram(
				5*time.Millisecond, 25*time.Millisecond, 100*time.Millisecond, 500*time.Millisecond, time.Second, 5*time.Second, 30*time.Second,
				5*time.Minute, 30*time.Minute, 2*time.Hour, 6*time.Hour, 24*time.Hour, 48*time.Hour, 96*time.Hour,
			),
		}
	}
	return t
}

// published counts an event.
func (t *Tally) published(provider string) {
	if p := t.products[provider]; p != nil {
		p.events.Add(1)
	}
}

// took counts an incoming request that was stored.
func (t *Tally) took(in *Incoming) {
	p := t.products[in.Provider]
	if i := slices.Index(t.verdicts, in.Verdict); p != nil && i >= 0 {
		p.incoming[i].Add(1)
	}
}

// attempted counts a stored attempt and what it led to.
func (t *Tally) attempted(d *Delivery, attempt *Attempt, next *Next) {
	p := t.products[d.Provider]
	if p == nil {
		return
	}
	if i := slices.Index(t.outcomes, attempt.Outcome); i >= 0 {
		p.attempts[i].Add(1)
	}
	p.durations.Observe(attempt.Duration)
	sample := AttemptSample{Status: attempt.Status(), Faulted: len(attempt.Faults) > 0}
	if sample.signatureFailure() {
		p.signatureFailures.Add(1)
	}
	switch {
	case next.State == Delivered:
		p.latencies.Observe(next.SettledAt.Sub(d.CreatedAt))
	case next.State == Failed && (next.Reason == ReasonScheduleSpent || next.Reason == ReasonNoRetry):
		p.exhausted.Add(1)
	}
}

// ProductTally is what was counted of one product since the engine started.
type ProductTally struct {
	Events            uint64
	Attempts          map[Outcome]uint64         // every outcome is there
	Incoming          map[IncomingVerdict]uint64 // what came in at the relay's hooks; every verdict is there
	Exhausted         uint64                     // deliveries that failed since no attempt was left
	SignatureFailures uint64                     // attempts answered 401 or 403 that no fault at the sender struck
	Durations         HistogramCounts            // of attempts, in real time
	Latencies         HistogramCounts            // from a delivery's making to its success, by the engine's clock
}

// Products reads the counts of every product, by name.
func (t *Tally) Products() map[string]ProductTally {
	all := make(map[string]ProductTally, len(t.products))
	for name, p := range t.products {
		one := ProductTally{
			Events: p.events.Load(), Attempts: make(map[Outcome]uint64, len(t.outcomes)), Exhausted: p.exhausted.Load(),
			SignatureFailures: p.signatureFailures.Load(), Durations: p.durations.Counts(), Latencies: p.latencies.Counts(),
		}
		one.Incoming = make(map[IncomingVerdict]uint64, len(t.verdicts))
		for i, verdict := range t.verdicts {
			one.Incoming[verdict] = p.incoming[i].Load()
		}
		for i, outcome := range t.outcomes {
			one.Attempts[outcome] = p.attempts[i].Load()
		}
		all[name] = one
	}
	return all
}
