package relay

import "time"

// FaultRule breaks something on purpose: a fault of the catalogue, for the deliveries that a filter takes, at
// some of their attempts.
type FaultRule struct {
	ID    string // flt_…
	Name  string // a fault of the catalogue, such as "status" or "lose-ack"
	Value string // what stands behind the = where the fault takes one, such as "503"
	At    FaultPlace
	// Stage is when it acts: the catalogue says so, and it is not stored.
	Stage FaultStage

	Filter string // in the filter language; empty takes everything

	// When at most one of First, Every and Chance is set; none means always.
	First  int     // the first N attempts of each delivery
	Every  int     // every N-th matching delivery, on its first attempt
	Chance float64 // each attempt with this probability, drawn from the seed
	Limit  int     // stop after so many hits; zero: no limit

	// DeclaredAs is its name in the workspace's file; empty when a person made it. A reset begins such a rule anew and removes
	// all others.
	DeclaredAs string

	Seen      int // matching deliveries so far, counted at their first attempt
	Hits      int
	LastHit   FaultHit // since the process started
	CreatedAt time.Time
}

// FaultHit is what a rule struck. The zero FaultHit is none.
type FaultHit struct {
	At     time.Time
	Key    string // at the sender a delivery's id, at the receiver what the mock deduplicates by, at the API the call
	Number int    // of the attempt or request with this key, or of the read since the rule was put in force, from 1
}

// FaultCount is what a rule has counted so far.
type FaultCount struct {
	RuleID string
	Seen   int
	Hits   int
}

// Spec is the rule's fault as it is typed: NAME or NAME=VALUE.
func (r *FaultRule) Spec() string {
	if r.Value == "" {
		return r.Name
	}
	return r.Name + "=" + r.Value
}

// FaultPlace is who misbehaves.
type FaultPlace string

// The places of faults.
const (
	AtSender   FaultPlace = "sender"   // the exchange as this process makes it: works with anybody's URL
	AtReceiver FaultPlace = "receiver" // the mock
	AtAPI      FaultPlace = "api"      // the product's own API
)

// AppliedFault is one hit of a rule, kept on the attempt or receipt, so that nobody mistakes it for a real failure.
type AppliedFault struct {
	RuleID string
	Name   string
	Value  string
	At     FaultPlace
	Note   string    // what was done, in a few words
	Actual *Response // what the receiver really answered, where the fault hid it; nil otherwise
}

// faultHits counts what a rule has met, for `every` and `limit`.
type faultHits struct {
	seen int // matching deliveries, counted at their first attempt
	hits int
}

// strikes decides whether a rule that matches a delivery hits one of its attempts, and counts it. n is the
// attempt's number among those that cost a try, from 1.
func (h *faultHits) strikes(r *FaultRule, chance Chance, key string, n int) bool {
	if n == 1 {
		h.seen++
	}
	hit := true
	switch {
	case r.First > 0:
		hit = n <= r.First
	case r.Every > 0:
		hit = n == 1 && h.seen%r.Every == 0
	case r.Chance > 0:
		hit = chance.Float64("fault "+r.ID, key, uint64(n)) < r.Chance
	}
	if !hit || (r.Limit > 0 && h.hits >= r.Limit) {
		return false
	}
	h.hits++
	return true
}
