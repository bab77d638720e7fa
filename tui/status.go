package tui

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// status is what the header tells of the server.
type status struct {
	address, base string
	connected     bool
	lost          error // why not

	counts     map[string]int
	statsStale bool
	rules      []control.FaultRule
	owners     map[string]control.Subscription // by id

	clock  control.Clock
	offset time.Duration // how far the engine is ahead of real time; unless virtual
	known  bool          // the clock was told
	now    time.Time     // the engine's, as of the last tick
	ticks  int

	passed int    // attempts since the last tick
	rates  [8]int // attempts in each of the last seconds, the newest last
}

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
	copy(s.rates[:], s.rates[1:])
	s.rates[len(s.rates)-1], s.passed = s.passed, 0
	if s.known && !s.virtual() {
		s.now = real.Add(s.offset)
	}
}

// clockDue reports whether the clock should be asked again: often while it is moved by hand.
func (s *status) clockDue() bool { return s.virtual() || s.ticks%30 == 0 }

// rate is how many attempts were made in the last second.
func (s *status) rate() int { return s.rates[len(s.rates)-1] }
