package relay

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
)

// Chance is where every random value comes from: a hash of (seed, purpose, key, n). There is no shared
// stream, so the order in which goroutines ask changes nothing and a run can be repeated from its seed.
// The zero Chance has seed 0. Safe for concurrent use.
type Chance struct {
	// Seed is what a run prints, so that it can be repeated.
	Seed uint64
}

// Bytes returns size bytes for the n-th draw of a purpose and key.
func (c Chance) Bytes(purpose, key string, n uint64, size int) []byte {
	out := make([]byte, 0, size+sha256.Size)
	for block := uint64(0); len(out) < size; block++ {
		sum := c.sum(purpose, key, n, block)
		out = append(out, sum[:]...)
	}
	return out[:size]
}

// Uint64 returns a number for the n-th draw of a purpose and key.
func (c Chance) Uint64(purpose, key string, n uint64) uint64 {
	sum := c.sum(purpose, key, n, 0)
	return binary.BigEndian.Uint64(sum[:])
}

// Float64 returns a number in [0, 1) for the n-th draw of a purpose and key.
func (c Chance) Float64(purpose, key string, n uint64) float64 {
	return float64(c.Uint64(purpose, key, n)>>11) / (1 << 53)
}

// String returns size characters of an alphabet for the n-th draw of a purpose and key.
// The alphabet must hold 1 to 256 single-byte characters.
func (c Chance) String(purpose, key string, n uint64, size int, alphabet string) string {
	raw := c.Bytes(purpose, key, n, size)
	for i, b := range raw {
		raw[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(raw)
}

func (c Chance) sum(purpose, key string, n, block uint64) [sha256.Size]byte {
	in := make([]byte, 0, 64+len(purpose)+len(key))
	in = binary.BigEndian.AppendUint64(in, c.Seed)
	in = binary.BigEndian.AppendUint64(in, n)
	in = binary.BigEndian.AppendUint64(in, block)
	in = strconv.AppendInt(in, int64(len(purpose)), 10) // so that ("ab","c") and ("a","bc") differ
	in = append(in, ':')
	in = append(in, purpose...)
	in = append(in, key...)
	return sha256.Sum256(in)
}
