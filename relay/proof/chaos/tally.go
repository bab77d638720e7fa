package chaos

import (
	"slices"
	"sync"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// owed is a delivery that was acknowledged: the receiver has to get it.
type owed struct {
	place
	deliveryID string // empty where the acknowledgement named none
}

// place is where an event belongs: its subscription, and its number in the stream.
type place struct{ subscription, number int }

// tally keeps what was acknowledged. Safe for concurrent use.
type tally struct {
	mu        sync.Mutex
	owed      []owed
	noAnswers int
}

// acknowledge notes what an answer promises: a delivery to each subscription of the stream, whether it names it or not.
func (t *tally) acknowledge(s *stream, numbers []int, published []control.Published) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, number := range numbers {
		// Deliveries stand in the order in which the subscriptions were made.
		named := published[i].Deliveries
		for j, subscription := range s.subscriptions {
			o := owed{place: place{subscription, number}}
			if len(named) == len(s.subscriptions) {
				o.deliveryID = named[j].ID
			}
			t.owed = append(t.owed, o)
		}
	}
}

func (t *tally) unanswered() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.noAnswers++
}

// all is what was acknowledged, and how many requests had no answer.
func (t *tally) all() (acknowledged []owed, unanswered int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.owed), t.noAnswers
}

func (t *tally) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.owed)
}
