package sqlite

import (
	"sync"
	"sync/atomic"
)

// total remembers how many rows, such as deliveries, there were up to one of them, so that to count them all again looks at newer ones only.
// Numbers of rows never come again, so that nothing but a removal makes that wrong. Safe for concurrent use.
type total struct {
	removals atomic.Uint64 // odd while one goes on

	mu    sync.Mutex
	known counted
	era   uint64 // of removals, that known belongs to
}

// counted is how many of them there are up to a row; the zero value: none is known.
type counted struct {
	upTo int64
	rows int
}

// removing runs what removes some of them.
func (t *total) removing(remove func() error) error {
	t.removals.Add(1)
	defer t.removals.Add(1)
	return remove()
}

// count lets count read what is stored, beside what is known already. It is called again where a removal came between.
func (t *total) count(count func(known counted) (now counted, err error)) error {
	for {
		era := t.removals.Load()
		known := t.at(era)
		now, err := count(known)
		switch {
		case err != nil:
			return err
		case t.removals.Load() == era:
			t.keep(now, era)
			return nil
		case known == counted{}: // it was whole by itself
			return nil
		}
	}
}

// at is what is known in an era.
func (t *total) at(era uint64) counted {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.era != era || era%2 == 1 {
		return counted{}
	}
	return t.known
}

func (t *total) keep(now counted, era uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if era%2 == 0 && (t.era != era || now.upTo >= t.known.upTo) {
		t.known, t.era = now, era
	}
}
