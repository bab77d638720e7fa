package relay

import "sync"

// KeyCounter counts how often each key came, for fault rules such as first=2. It remembers the last countedKeys keys at
// least, and twice as many at most. The zero KeyCounter is ready. Safe for concurrent use.
type KeyCounter struct {
	mu           sync.Mutex
	older, newer map[string]int
}

const countedKeys = 1 << 16

// Count returns how often a key has come, this time included.
func (c *KeyCounter) Count(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok := c.newer[key]
	if !ok {
		n = c.older[key]
	}
	if c.newer == nil || !ok && len(c.newer) >= countedKeys {
		c.older, c.newer = c.newer, make(map[string]int)
	}
	c.newer[key] = n + 1
	return n + 1
}
