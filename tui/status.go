package tui

import (
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// status is what the header tells of the server.
type status struct {
	address, base string
	connected     bool
	lost          error     // why not
	retryAt       time.Time // real: when it is tried again
	heardAt       time.Time // real: when the server was there last; zero before the first time

	counts     map[string]int
	statsStale bool
	rules      []control.FaultRule
	owners     map[string]control.Subscription // by id

	clock  control.Clock
	offset time.Duration // how far the engine is ahead of real time; unless virtual
	known  bool          // the clock was told
	now    time.Time     // the engine's, as of the last tick
	ticks  int
	calm   bool // there was no attempt in the last second

	passed    int       // attempts since the last tick
	delivered int       // deliveries of these
	took      []float64 // milliseconds of the attempts since the last tick
	rates     history   // deliveries in each of the last seconds
	latencies history   // the attempts' p95 in each of them, in milliseconds
}

// historySeconds is how far back a history goes.
const historySeconds = 300

// history is a figure in each of the last seconds, the newest last.
type history [historySeconds]float64

// add takes the figure of one more second in.
func (h *history) add(figure float64) {
	copy(h[:], h[1:])
	h[len(h)-1] = figure
}

// newest is the figure of the last second.
func (h *history) newest() float64 { return h[len(h)-1] }

func (s *status) virtual() bool { return s.clock.Mode == "virtual" }

func (s *status) takeStats(msg statsMsg) {
	if msg.err == nil {
		s.counts = msg.stats.Deliveries
	}
}

func (s *status) takeSubscriptions(subscriptions []control.Subscription) {
	s.owners = make(map[string]control.Subscription, len(subscriptions))
	for i := range subscriptions {
		s.owners[subscriptions[i].ID] = subscriptions[i]
	}
}

func (s *status) takeClock(msg clockMsg, real time.Time) {
	if msg.err != nil {
		return
	}
	s.clock, s.offset, s.known = msg.clock, msg.offset, true
	s.now = msg.clock.Now.Time
	if !s.virtual() {
		s.now = real.Add(s.offset)
	}
}

// takeTime takes the time of a change: a virtual clock moves with them.
func (s *status) takeTime(at time.Time) {
	if at.After(s.now) && s.virtual() {
		s.now = at
	}
}

// tick moves on by a second of real time.
func (s *status) tick(real time.Time) {
	s.ticks++
	s.rates.add(float64(s.delivered))
	s.latencies.add(percentile(s.took, 95))
	s.calm = s.passed == 0
	s.passed, s.delivered, s.took = 0, 0, s.took[:0]
	if s.known && !s.virtual() {
		s.now = real.Add(s.offset)
	}
}

// clockDue reports whether the clock should be asked again: often while it is moved by hand.
func (s *status) clockDue() bool { return s.virtual() || s.ticks%30 == 0 }

// takeAttempts counts what a batch tells.
func (s *status) takeAttempts(b *batch) {
	s.passed += b.attempts
	s.delivered += b.delivered
	if len(s.took) < maxBatch {
		s.took = append(s.took, b.took...)
	}
}

// percentile is the nearest-rank percentile of figures, which it sorts; zero when there are none.
func percentile(figures []float64, percent int) float64 {
	if len(figures) == 0 {
		return 0
	}
	slices.Sort(figures)
	return figures[max((len(figures)*percent+99)/100, 1)-1]
}
