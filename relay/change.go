package relay

import (
	"context"
	"sync"
	"time"
)

// Change is something that has been committed, told to whoever watches.
type Change struct {
	Number uint64 // without gaps, from 1 unless told otherwise
	Kind   ChangeKind
	At     time.Time

	Event        *Event        // of EventPublished, without data
	Delivery     *Delivery     // of DeliveryChanged, without body and what it passes on
	Attempted    bool          // of DeliveryChanged: an attempt caused it
	Blocks       int           // of DeliveryChanged: how many at least wait behind this failed one, since their order is kept
	Subscription *Subscription // of SubscriptionChanged
	Incoming     *Incoming     // of IncomingTaken, without headers and body
	ID           string        // of what was deleted or changed besides
}

// ChangeKind says what changed.
type ChangeKind string

// The kinds of changes.
const (
	EventPublished      ChangeKind = "event.published"
	DeliveryChanged     ChangeKind = "delivery.changed"
	SubscriptionChanged ChangeKind = "subscription.changed"
	SubscriptionDeleted ChangeKind = "subscription.deleted"
	FaultsChanged       ChangeKind = "faults.changed"
	IncomingTaken       ChangeKind = "incoming.taken"
	WasReset            ChangeKind = "reset"
)

// Changes is the newest changes in order. Watchers read at their own pace; one that falls behind by more than
// the capacity is told so and reads the store again. Safe for concurrent use.
type Changes struct {
	mu    sync.Mutex
	ring  []Change
	base  uint64 // the number before the first
	last  uint64
	added chan struct{} // closed and replaced at every addition
}

// NewChanges keeps the newest capacity changes.
func NewChanges(capacity int) *Changes {
	return &Changes{ring: make([]Change, capacity), added: make(chan struct{})}
}

// NewChangesBehind is NewChanges with numbers behind a base. Where each process takes a larger one, a number that an
// earlier process gave is told from one of this process.
func NewChangesBehind(base uint64, capacity int) *Changes {
	c := NewChanges(capacity)
	c.base, c.last = base, base
	return c
}

// Add numbers the changes and tells them to the watchers.
func (c *Changes) Add(changes ...Change) {
	if len(changes) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, change := range changes {
		c.last++
		change.Number = c.last
		c.ring[c.last%uint64(len(c.ring))] = change
	}
	close(c.added)
	c.added = make(chan struct{})
}

// Last is the number of the newest change; the base, zero unless told otherwise, before the first.
func (c *Changes) Last() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// After waits until there is a change after number and returns all of them, oldest first. missed is true when some
// are no longer kept, or when number is none of this process's: the watcher should read the store again.
func (c *Changes) After(ctx context.Context, number uint64) (changes []Change, missed bool, err error) {
	for {
		c.mu.Lock()
		last, added := c.last, c.added
		if number > last || number < c.base {
			number, missed = c.base, true
		}
		if last > number {
			oldest := c.base + 1
			if size := uint64(len(c.ring)); last > c.base+size {
				oldest = last - size + 1
			}
			missed = missed || number+1 < oldest
			for n := max(number+1, oldest); n <= last; n++ {
				changes = append(changes, c.ring[n%uint64(len(c.ring))])
			}
			c.mu.Unlock()
			return changes, missed, nil
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		case <-added:
		}
	}
}
