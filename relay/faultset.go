package relay

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// FaultSet holds the rules in force and counts their hits. Safe for concurrent use.
type FaultSet struct {
	chance Chance
	struck func([]FaultCount) // told of what the rules of the receiver and of the API have counted; may be nil

	mu    sync.Mutex
	rules []*activeRule
	hits  map[string]uint64 // by the fault's name, of rules that are gone too
}

type activeRule struct {
	rule   FaultRule
	filter Filter
	count  faultHits
	last   FaultHit
	reads  *KeyCounter // at the API: the reads that the filter took, since the rule is in force
}

// NewFaultSet returns an empty set.
func NewFaultSet(chance Chance) *FaultSet { return &FaultSet{chance: chance} }

// Add puts a rule in force. Its filter must parse.
func (s *FaultSet) Add(rule FaultRule) error {
	filter, err := ParseFilter(rule.Filter)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = append(s.rules, &activeRule{rule: rule, filter: filter, count: faultHits{seen: rule.Seen, hits: rule.Hits}, reads: &KeyCounter{}})
	return nil
}

// Remove takes a rule out of force and reports whether it was there.
func (s *FaultSet) Remove(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.rules)
	s.rules = slices.DeleteFunc(s.rules, func(r *activeRule) bool { return r.rule.ID == id })
	return len(s.rules) < before
}

// Clear takes all rules out of force.
func (s *FaultSet) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

// Rules lists the rules in force in the order they were added, hits included.
func (s *FaultSet) Rules() []FaultRule {
	s.mu.Lock()
	defer s.mu.Unlock()
	rules := make([]FaultRule, len(s.rules))
	for i, r := range s.rules {
		rules[i] = r.rule
		rules[i].Seen, rules[i].Hits, rules[i].LastHit = r.count.seen, r.count.hits, r.last
	}
	return rules
}

// Hits is how often each fault has struck since the start, by its name; those that never did are left out.
func (s *FaultSet) Hits() map[string]uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.hits)
}

// Strike returns the rules at a place that hit an attempt of a delivery, in the order in which they act, and counts the
// hits. key is stable for the delivery (its id, or what the receiver deduplicates by); n is the attempt's number, from 1.
func (s *FaultSet) Strike(place FaultPlace, d *Delivery, key string, n int, now time.Time) []FaultRule {
	struck, counts := s.strike(place, d, key, n, now)
	s.stored(counts)
	return struck
}

// Reads reports whether any rule in force is for reads of a stage: where none is, a read need not ask what it is about.
func (s *FaultSet) Reads(stage FaultStage) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.rules, func(r *activeRule) bool { return r.rule.At == AtAPI && r.rule.Stage == stage })
}

// StrikeRead is Strike for a read of the product's API, of which d tells what can be known. stage is what is read; key is
// the same at each read of the same thing. Each rule counts the reads itself, from when it was put in force: a person who
// adds first=1 means the next read, whatever was read before.
func (s *FaultSet) StrikeRead(stage FaultStage, d *Delivery, key string, now time.Time) []FaultRule {
	s.mu.Lock()
	blow := blow{place: AtAPI, delivery: d, key: key, now: now}
	s.deal(&blow, func(at FaultStage) bool { return at == stage })
	s.mu.Unlock()
	s.stored(blow.counts)
	return blow.struck
}

// stored hands on what was counted.
func (s *FaultSet) stored(counts []FaultCount) {
	if len(counts) > 0 && s.struck != nil {
		s.struck(counts)
	}
}

// strike is Strike with the new counts, for a caller that stores them itself. Rules that put an attempt off strike alone,
// and once: the others do when it starts.
func (s *FaultSet) strike(place FaultPlace, d *Delivery, key string, n int, now time.Time) (struck []FaultRule, counts []FaultCount) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rules) == 0 {
		return nil, nil
	}
	blow := blow{place: place, delivery: d, key: key, n: n, now: now}
	if len(d.Postponed) == 0 {
		s.deal(&blow, func(at FaultStage) bool { return at == PlanStage })
	}
	if len(blow.struck) == 0 {
		s.deal(&blow, func(at FaultStage) bool { return at != PlanStage })
	}
	return blow.struck, blow.counts
}

// blow is one attempt, and what struck it.
type blow struct {
	place    FaultPlace
	delivery *Delivery
	key      string
	n        int // at the API each rule has its own
	now      time.Time

	struck []FaultRule
	counts []FaultCount
}

// deal lets the rules of some stages strike. The caller holds mu.
func (s *FaultSet) deal(b *blow, of func(FaultStage) bool) {
	for _, r := range s.rules {
		if r.rule.At != b.place || !of(r.rule.Stage) || !r.filter.Match(b.delivery, b.now) {
			continue
		}
		before, n := r.count, b.n
		if b.place == AtAPI {
			n = r.reads.Count(b.delivery.Provider, b.key)
		}
		if r.count.strikes(&r.rule, s.chance, b.key, n) {
			b.struck = append(b.struck, r.rule)
			r.last = FaultHit{At: b.now, Key: b.key, Number: n}
			if s.hits == nil {
				s.hits = map[string]uint64{}
			}
			s.hits[r.rule.Name]++
		}
		if r.count != before {
			b.counts = append(b.counts, FaultCount{RuleID: r.rule.ID, Seen: r.count.seen, Hits: r.count.hits})
		}
	}
	slices.SortStableFunc(b.struck, func(a, b FaultRule) int { return cmp.Compare(a.Stage, b.Stage) })
}

// Validate checks what the catalogue does not: place, filter, and when the rule strikes.
func (r *FaultRule) Validate() error {
	switch r.At {
	case AtSender, AtReceiver, AtAPI:
	default:
		return &InputError{Field: "at", Problem: fmt.Sprintf("no such place %q", r.At), Hint: "use sender, receiver or api"}
	}
	set := 0
	for _, given := range []bool{r.First != 0, r.Every != 0, r.Chance != 0} {
		if given {
			set++
		}
	}
	switch {
	case set > 1:
		return &InputError{Field: "when", Problem: "first, every and chance exclude each other", Hint: "give one of them, or none for always"}
	case r.First < 0, r.Every < 0, r.Limit < 0:
		return &InputError{Field: "when", Problem: "first, every and limit count from 1"}
	case r.Chance < 0 || r.Chance > 1:
		return &InputError{Field: "chance", Problem: "a probability lies between 0 and 1"}
	}
	_, err := ParseFilter(r.Filter)
	return err
}
