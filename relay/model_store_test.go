package relay_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// modelStore is slow by the plan, and fails when it is told to. Only calls that the engine makes without a lock are slow:
// in a bubble no time passes while somebody waits for a lock.
type modelStore struct {
	*sqlite.Store
	delays []time.Duration

	mu    sync.Mutex
	quick bool // not slow now
	calls int
	write error // of every write
	read  error // of every read that the engine makes by itself
}

// fail lets writes fail, or reads too, or nothing.
func (s *modelStore) fail(write, read bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write, s.read = nil, nil
	if write {
		s.write = fmt.Errorf("write: %w", relay.ErrUnavailable)
	}
	if read {
		s.read = fmt.Errorf("read: %w", relay.ErrUnavailable)
	}
}

func (s *modelStore) works() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write == nil && s.read == nil
}

// fails says whether a write or a read fails now.
func (s *modelStore) fails() (write, read error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write, s.read
}

// hurry lets no call be slow from now on, or lets them be slow again.
func (s *modelStore) hurry(quick bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quick = quick
}

// slow waits in the bubble's time.
func (s *modelStore) slow() {
	s.mu.Lock()
	delay := s.delays[s.calls%len(s.delays)]
	if s.quick {
		delay = 0
	}
	s.calls++
	s.mu.Unlock()
	if delay > 0 {
		over, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(delay))
		<-over
		stop()
	}
}

func (s *modelStore) Publish(ctx context.Context, batch relay.Batch) ([]string, bool, error) {
	if write, _ := s.fails(); write != nil {
		return nil, false, write
	}
	ids, repeated, err := s.Store.Publish(ctx, batch)
	return ids, repeated, err
}

func (s *modelStore) MarkSending(mark relay.SendingMark) {
	if s.works() {
		s.Store.MarkSending(mark)
	}
}

func (s *modelStore) Begin(ctx context.Context, mark relay.SendingMark) error {
	s.slow()
	if write, _ := s.fails(); write != nil {
		return write
	}
	return s.Store.Begin(ctx, mark)
}

func (s *modelStore) Settle(ctx context.Context, settlement relay.Settlement) (bool, error) {
	if write, _ := s.fails(); write != nil {
		return false, write
	}
	overtaken, err := s.Store.Settle(ctx, settlement)
	return overtaken, err
}

func (s *modelStore) Postpone(ctx context.Context, p relay.Postponement) (*relay.Delivery, error) {
	if write, _ := s.fails(); write != nil {
		return nil, write
	}
	return s.Store.Postpone(ctx, p)
}

func (s *modelStore) Change(ctx context.Context, change relay.StateChange) ([]relay.Delivery, error) {
	if write, _ := s.fails(); write != nil {
		return nil, write
	}
	changed, err := s.Store.Change(ctx, change)
	return changed, err
}

func (s *modelStore) Due(ctx context.Context, query relay.DueQuery) ([]relay.Due, error) {
	s.slow()
	if _, read := s.fails(); read != nil {
		return nil, read
	}
	due, err := s.Store.Due(ctx, query)
	s.slow()
	return due, err
}

func (s *modelStore) Load(ctx context.Context, ids []string, maxBytes int) ([]*relay.Delivery, error) {
	s.slow()
	if _, read := s.fails(); read != nil {
		return nil, read
	}
	loaded, err := s.Store.Load(ctx, ids, maxBytes)
	s.slow()
	return loaded, err
}

func (s *modelStore) Delivery(ctx context.Context, id string) (*relay.Delivery, error) {
	if _, read := s.fails(); read != nil {
		return nil, read
	}
	return s.Store.Delivery(ctx, id)
}

func (s *modelStore) PutSubscription(ctx context.Context, sub *relay.Subscription) error {
	if write, _ := s.fails(); write != nil {
		return write
	}
	return s.Store.PutSubscription(ctx, sub)
}

func (s *modelStore) PutSubscriptions(ctx context.Context, subs []*relay.Subscription, records []relay.Record) error {
	if write, _ := s.fails(); write != nil {
		return write
	}
	return s.Store.PutSubscriptions(ctx, subs, records)
}

func (s *modelStore) DeleteSubscription(ctx context.Context, id string) error {
	if write, _ := s.fails(); write != nil {
		return write
	}
	return s.Store.DeleteSubscription(ctx, id)
}

func (s *modelStore) KeepClock(ctx context.Context, now time.Time) error {
	if write, _ := s.fails(); write != nil {
		return write
	}
	return s.Store.KeepClock(ctx, now)
}
