package mock

import "sync"

// requestCounter counts the requests for each event, for fault rules such as first=2. It remembers the last
// countedEvents events at least, and twice as many at most. The zero counter is ready. Safe for concurrent use.
type requestCounter struct {
	mu           sync.Mutex
	older, newer map[requestKey]int
}

type requestKey struct{ provider, key string }

const countedEvents = 1 << 16

// count returns how many requests with a key there have been, this one included.
func (c *requestCounter) count(provider, key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := requestKey{provider, key}
	n, ok := c.newer[k]
	if !ok {
		n = c.older[k]
	}
	if c.newer == nil || !ok && len(c.newer) >= countedEvents {
		c.older, c.newer = c.newer, make(map[requestKey]int)
	}
	c.newer[k] = n + 1
	return n + 1
}
