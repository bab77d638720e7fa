package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	t.Run("queue", func(t *testing.T) {
		queuetest.Exercise(t, func(t *testing.T) relay.Queue { return open(t) })
	})
	t.Run("archive", func(t *testing.T) {
		queuetest.ExerciseArchive(t, func(t *testing.T) queuetest.Archive { return open(t) })
	})
	t.Run("records", func(t *testing.T) {
		queuetest.ExerciseRecords(t, func(t *testing.T) queuetest.Archive { return open(t) })
	})
	t.Run("subscriptions", func(t *testing.T) {
		queuetest.ExerciseSubscriptions(t, func(t *testing.T) relay.SubscriptionStore { return open(t) })
	})
	t.Run("faults", func(t *testing.T) {
		queuetest.ExerciseFaults(t, func(t *testing.T) relay.FaultStore { return open(t) })
	})
}

// open makes a store in a directory of its own, as durable as a user's.
func open(t testing.TB) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "state", "ledgerhook.db"))
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Path: path, Owner: "http://127.0.0.1:7117", Seal: queuetest.Seal{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// check is must for other goroutines than the test's own.
func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func noon() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) }

// onePublication is event n with one delivery, due at noon.
func onePublication(n int) relay.Publication {
	id := fmt.Sprint(n)
	return relay.Publication{
		Event: &relay.Event{ID: "evt_" + id, Provider: "fintoro", Type: "invoices.paid", Data: []byte(`{"total": 10}`), OccurredAt: noon(), CreatedAt: noon()},
		Deliveries: []relay.Delivery{{
			ID: "dlv_" + id, EventID: "evt_" + id, SubscriptionID: "sub_a", Provider: "fintoro", Type: "invoices.paid", URL: "http://127.0.0.1:3000/hooks",
			Body: []byte("body " + id), State: relay.Pending, DueAt: noon(), CreatedAt: noon(),
		}},
	}
}

func publishOne(t testing.TB, s *Store, n int) {
	t.Helper()
	_, _, err := s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{onePublication(n)}})
	check(t, err) // may run in any goroutine
}
