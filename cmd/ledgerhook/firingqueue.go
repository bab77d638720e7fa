package main

import (
	"slices"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
)

// firingQueue is what is to be fired, one at a time, each file once however often it was saved meanwhile.
type firingQueue struct {
	waiting []*scenario.Scenario
	firing  bool
}

// add takes scenarios as their files are now. One that waits already keeps its place.
func (q *firingQueue) add(saved []*scenario.Scenario) {
	for _, s := range saved {
		at := slices.IndexFunc(q.waiting, func(other *scenario.Scenario) bool { return other.Path == s.Path })
		if at < 0 {
			q.waiting = append(q.waiting, s)
			continue
		}
		q.waiting[at] = s
	}
}

// keep lets go of those whose files are gone, or have a mistake by now.
func (q *firingQueue) keep(there []*scenario.Scenario) {
	q.waiting = slices.DeleteFunc(q.waiting, func(s *scenario.Scenario) bool {
		return !slices.ContainsFunc(there, func(other *scenario.Scenario) bool { return other.Path == s.Path })
	})
}

// next is what is to be fired now; nil while one is, and where none waits.
func (q *firingQueue) next() *scenario.Scenario {
	if q.firing || len(q.waiting) == 0 {
		return nil
	}
	first := q.waiting[0]
	q.waiting, q.firing = q.waiting[1:], true
	return first
}
