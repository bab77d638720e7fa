package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestAMarkIsDroppedByItsSettlement(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	synctest.Test(t, func(t *testing.T) {
		s := openAt(t, path)
		publishOne(t, s, 1)
		publishOne(t, s, 2)
		release := held(t, s)
		s.MarkSending(relay.SendingMark{DeliveryID: "dlv_1", StartedAt: noon()})
		s.MarkSending(relay.SendingMark{DeliveryID: "dlv_2", StartedAt: noon()})
		done := make(chan error, 1)
		go func() {
			_, err := s.Settle(t.Context(), relay.Settlement{
				Attempt: relay.Attempt{DeliveryID: "dlv_1", Number: 1, StartedAt: noon(), Outcome: relay.Timeout},
				Next:    relay.Next{State: relay.Pending, DueAt: noon(), CostsTry: true},
			})
			done <- err
		}()
		synctest.Wait()
		s.marks.mu.Lock()
		var waiting []string
		for id := range s.marks.young {
			waiting = append(waiting, id)
		}
		s.marks.mu.Unlock()
		if diff := cmp.Diff([]string{"dlv_2"}, waiting); diff != "" {
			t.Errorf("marks that wait (-want +got):\n%s", diff)
		}
		release()
		must(t, <-done)
		d, err := s.Delivery(t.Context(), "dlv_2")
		must(t, err)
		if d.State != relay.Pending {
			t.Errorf("a young mark is stored: %s", d.State)
		}
		time.Sleep(2 * markAfter)
		synctest.Wait() // the mark alone makes a transaction, too
		var states []relay.DeliveryState
		for _, id := range []string{"dlv_1", "dlv_2"} {
			d, err := s.Delivery(t.Context(), id)
			must(t, err)
			states = append(states, d.State)
		}
		if diff := cmp.Diff([]relay.DeliveryState{relay.Pending, relay.Sending}, states); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestMarksAreBounded(t *testing.T) {
	t.Parallel()
	m := marks{changed: make(chan struct{}, 1), stop: make(chan struct{})}
	for i := range maxMarks + 100 {
		m.add(relay.SendingMark{DeliveryID: fmt.Sprint(i)})
	}
	m.close()
	if n := len(m.young) + len(m.old); n != maxMarks {
		t.Errorf("%d marks are kept, want %d", n, maxMarks)
	}
}
