package mock

import (
	"hash/maphash"
	"sync"
)

// requestCounter counts the requests for each event, for fault rules such as first=2. It remembers the last
// countedEvents events at least, and twice as many at most: by hashes, which are small and hold no pointers. The zero counter
// is ready. Safe for concurrent use.
type requestCounter struct {
	mu           sync.Mutex
	seed         maphash.Seed // made with the first map
	older, newer map[uint64]int32
}

const countedEvents = 1 << 16

// count returns how many requests with a key there have been, this one included.
func (c *requestCounter) count(provider, key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.newer == nil {
		c.seed, c.newer = maphash.MakeSeed(), map[uint64]int32{}
	}
	event := maphash.Comparable(c.seed, [2]string{provider, key})
	n, ok := c.newer[event]
	if !ok {
		n = c.older[event]
	}
	if !ok && len(c.newer) >= countedEvents {
		c.older, c.newer = c.newer, map[uint64]int32{}
	}
	c.newer[event] = n + 1
	return int(n) + 1
}
