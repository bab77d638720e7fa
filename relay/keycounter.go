package relay

import (
	"hash/maphash"
	"sync"
)

// KeyCounter counts how often each key of a product came, for fault rules such as first=2. It remembers the last countedKeys
// keys at least, and twice as many at most: by hashes, which are small and hold no pointers. The zero KeyCounter is ready.
// Safe for concurrent use.
type KeyCounter struct {
	mu           sync.Mutex
	seed         maphash.Seed // made with the first map
	older, newer map[uint64]int32
}

const countedKeys = 1 << 16

// Count returns how often a key has come, this time included.
func (c *KeyCounter) Count(provider, key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.newer == nil {
		c.seed, c.newer = maphash.MakeSeed(), map[uint64]int32{}
	}
	hash := maphash.Comparable(c.seed, [2]string{provider, key})
	n, ok := c.newer[hash]
	if !ok {
		n = c.older[hash]
	}
	if !ok && len(c.newer) >= countedKeys {
		c.older, c.newer = c.newer, map[uint64]int32{}
	}
	c.newer[hash] = n + 1
	return int(n) + 1
}
