package sqlite

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// held keeps the writer busy inside a transaction until release is called, so that what comes meanwhile makes one batch.
// It must be called in a bubble.
func held(t *testing.T, s *Store) (release func()) {
	t.Helper()
	free, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.db.writer.do(t.Context(), func(*tx) error { <-free; return nil })
	}()
	synctest.Wait()
	return func() {
		t.Helper()
		close(free)
		must(t, <-done)
	}
}

// transactions counts the commits in the log: frames that say how large the database is after them. The layout is that
// of https://www.sqlite.org/fileformat.html#the_write_ahead_log.
func transactions(t *testing.T, path string) int {
	t.Helper()
	log, err := os.ReadFile(path + "-wal")
	must(t, err)
	if len(log) < 32 {
		return 0
	}
	salt, page := log[16:24], int(binary.BigEndian.Uint32(log[8:]))
	n := 0
	for frame := log[32:]; len(frame) >= 24+page; frame = frame[24+page:] {
		if bytes.Equal(frame[8:16], salt) && binary.BigEndian.Uint32(frame[4:]) != 0 {
			n++
		}
	}
	return n
}

func TestABatchIsOneTransactionAndOnlyTheGuiltyFails(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	synctest.Test(t, func(t *testing.T) {
		s := openAt(t, path)
		publishOne(t, s, 0)
		release := held(t, s)
		errs := make([]error, 20)
		var wait sync.WaitGroup
		for i := range errs {
			p := onePublication(i + 1)
			switch i {
			case 7: // fails in its second row, after the first was written
				p.Deliveries[0].ID = "dlv_0"
			case 11: // is refused by the schema
				p.Deliveries[0].State = "lost"
			}
			wait.Go(func() {
				_, _, errs[i] = s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{p}})
			})
			synctest.Wait() // so that they queue in this order
		}
		before := transactions(t, path)
		release()
		wait.Wait()
		if n := transactions(t, path) - before; n != 3 { // up to the first guilty, up to the second, the rest
			t.Errorf("%d publishers took %d transactions, want 3", len(errs), n)
		}
		for i, err := range errs {
			guilty := i == 7 || i == 11
			if (err != nil) != guilty {
				t.Errorf("publisher %d: %v", i, err)
			}
			_, err := s.Event(t.Context(), fmt.Sprintf("evt_%d", i+1))
			if errors.Is(err, relay.ErrNotFound) != guilty {
				t.Errorf("event of publisher %d: %v", i, err)
			}
		}
		if !errors.Is(errs[7], relay.ErrConflict) {
			t.Errorf("the guilty one got %v, want ErrConflict", errs[7])
		}
	})
}

func TestAnOperationIsNotBegunOnceItsContextHasEnded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	synctest.Test(t, func(t *testing.T) {
		s := openAt(t, path)
		release := held(t, s)
		cause := errors.New("gone")
		ctx, cancel := context.WithCancelCause(t.Context())
		done := make(chan error, 1)
		go func() {
			_, _, err := s.Publish(ctx, relay.Batch{Publications: []relay.Publication{onePublication(1)}})
			done <- err
		}()
		synctest.Wait()
		cancel(cause)
		if err := <-done; !errors.Is(err, cause) {
			t.Errorf("error %v, want the context's cause", err)
		}
		release()
		publishOne(t, s, 2)
		if _, err := s.Event(t.Context(), "evt_1"); !errors.Is(err, relay.ErrNotFound) {
			t.Errorf("the abandoned event: %v, want ErrNotFound", err)
		}
	})
}

// Once begun, an operation is stored or not: its caller is told which, however impatient.
func TestWhatWasBegunIsWaitedFor(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	synctest.Test(t, func(t *testing.T) {
		s := openAt(t, path)
		first := held(t, s)
		free := make(chan struct{})
		go func() { _ = s.db.writer.do(t.Context(), func(*tx) error { <-free; return nil }) }()
		synctest.Wait()
		ctx, cancel := context.WithCancelCause(t.Context())
		done := make(chan error, 1)
		go func() {
			_, _, err := s.Publish(ctx, relay.Batch{Publications: []relay.Publication{onePublication(1)}})
			done <- err
		}()
		synctest.Wait()
		first() // the two that wait make one batch, of which the first now holds the writer
		synctest.Wait()
		cancel(errors.New("gone"))
		synctest.Wait()
		close(free)
		if err := <-done; err != nil {
			t.Errorf("error %v of what was stored", err)
		}
		if _, err := s.Event(t.Context(), "evt_1"); err != nil {
			t.Errorf("the event: %v", err)
		}
	})
}

func TestCloseStoresWhatWaits(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	synctest.Test(t, func(t *testing.T) {
		s := openAt(t, path)
		publishOne(t, s, 0)
		release := held(t, s)
		errs := make([]error, 10)
		var wait sync.WaitGroup
		for i := range errs {
			wait.Go(func() {
				_, _, errs[i] = s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{onePublication(i + 1)}})
			})
		}
		synctest.Wait()
		s.MarkSending(relay.SendingMark{DeliveryID: "dlv_0", StartedAt: noon()})
		time.Sleep(2 * markAfter) // it waits for the writer now
		wait.Go(func() { check(t, s.Close()) })
		synctest.Wait()
		release()
		wait.Wait()
		must(t, errors.Join(errs...))

		s = openAt(t, path)
		n, err := s.Recover(t.Context(), noon())
		must(t, err)
		due, err := s.Due(t.Context(), relay.DueQuery{SubscriptionID: "sub_a", Limit: 100})
		must(t, err)
		if n != 1 || len(due) != 11 {
			t.Errorf("recovered %d and %d are due, want 1 and 11", n, len(due))
		}
	})
}

func TestManyPublishersShareCommits(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	synctest.Test(t, func(t *testing.T) {
		s := openAt(t, path)
		release := held(t, s)
		var wait sync.WaitGroup
		for i := range maxBatch + 10 {
			wait.Go(func() { publishOne(t, s, i) })
		}
		synctest.Wait()
		before := transactions(t, path)
		release()
		wait.Wait()
		if n := transactions(t, path) - before; n != 2 { // the one that was held changed nothing
			t.Errorf("%d publishers took %d transactions, want 2", maxBatch+10, n)
		}
	})
}

func TestAFullDiskIsUnavailable(t *testing.T) {
	t.Parallel()
	s := open(t)
	publishOne(t, s, 1)
	limit := func(pages string) {
		t.Helper()
		must(t, s.db.writer.do(t.Context(), func(t *tx) error {
			var n int
			_, err := t.row("PRAGMA max_page_count = "+pages, nil, &n)
			return err
		}))
	}
	limit("1") // SQLite makes it what there is
	big := onePublication(2)
	big.Deliveries[0].Body = make([]byte, 1<<20)
	_, _, err := s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{big}})
	if !errors.Is(err, relay.ErrUnavailable) {
		t.Fatalf("publish to a full disk: %v, want ErrUnavailable", err)
	}
	if _, err := s.Delivery(t.Context(), "dlv_1"); err != nil {
		t.Errorf("what was stored before: %v", err)
	}
	limit("1000000")
	_, _, err = s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{big}})
	must(t, err)
}
