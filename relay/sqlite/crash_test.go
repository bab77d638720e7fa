package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
)

// crashVariable tells a copy of the test binary which database to publish to until it is killed.
const crashVariable = "LEDGERHOOK_TEST_CRASH_DB"

// What was acknowledged survives kill -9.
func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	for round := range 3 {
		acknowledged := publishUntilKilled(t, path, 300)
		s := openAt(t, path)
		sending, err := s.Recover(t.Context(), noon())
		must(t, err)
		for _, id := range acknowledged {
			d, err := s.Delivery(t.Context(), id)
			must(t, err)
			if cameIn(id) && (d.IncomingID != "inc_"+id[len("dlv_"):] || len(d.Passed) == 0) {
				t.Errorf("%s passes on %v of %q", id, d.Passed, d.IncomingID)
			}
			if want := "body " + strings.TrimPrefix(id, "dlv_"); string(d.Body) != want || d.State != relay.Pending {
				t.Errorf("%s is %s with body %q, want pending with %q", id, d.State, d.Body, want)
			}
		}
		counters, err := s.Counters(t.Context())
		must(t, err)
		if counters.Events < uint64(len(acknowledged)) {
			t.Errorf("%d events are counted, %d were acknowledged", counters.Events, len(acknowledged))
		}
		var sound string
		_, err = s.db.reader.row(t.Context(), "PRAGMA integrity_check", nil, &sound)
		must(t, err)
		if sound != "ok" {
			t.Errorf("integrity check: %s", sound)
		}
		t.Logf("round %d: %d acknowledged, %d found sending, %d stored", round, len(acknowledged), sending, counters.Events)
		must(t, s.Close())
	}
}

// cameIn tells which deliveries the process takes in: every second one. It publishes the others.
func cameIn(id string) bool { return (id[len(id)-1]-'0')%2 == 1 }

// publishUntilKilled runs a process that publishes, kills it after so many acknowledgements, and returns all of them.
func publishUntilKilled(t *testing.T, path string, enough int) []string {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	child := exec.CommandContext(t.Context(), self, "-test.run=^TestCrashingProcess$")
	child.Env = append(os.Environ(), crashVariable+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	var acknowledged []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		id, isAck := strings.CutPrefix(lines.Text(), "stored ")
		if !isAck {
			t.Fatalf("the publishing process says: %s", lines.Text())
		}
		if acknowledged = append(acknowledged, id); len(acknowledged) == enough {
			must(t, child.Process.Kill())
		}
	}
	if err := child.Wait(); err == nil {
		t.Error("the publishing process ended by itself")
	}
	return acknowledged
}

// TestCrashingProcess is no test but the process that TestWhatWasAcknowledgedSurvivesAKill kills.
func TestCrashingProcess(t *testing.T) {
	path := os.Getenv(crashVariable)
	if path == "" {
		t.Skip("runs in a process of its own")
	}
	ctx := context.Background()
	s, err := Open(ctx, Options{Path: path, Seal: queuetest.Seal{}})
	must(t, err)
	counters, err := s.Counters(ctx)
	must(t, err)
	var wait sync.WaitGroup
	var events atomic.Uint64
	events.Store(counters.Events)
	for publisher := range 8 {
		wait.Go(func() {
			for i := 0; ; i++ {
				n := int(counters.Events)*1000 + i*8 + publisher
				id := fmt.Sprintf("dlv_%d", n)
				var err error
				if request := oneTaking(n); cameIn(id) {
					request.Events = events.Add(1)
					_, err = s.Take(ctx, request)
				} else {
					_, _, err = s.Publish(ctx, relay.Batch{Publications: []relay.Publication{onePublication(n)}, Events: events.Add(1)})
				}
				if err != nil {
					fmt.Println(err)
					return
				}
				fmt.Printf("stored %s\n", id)
				s.MarkSending(relay.SendingMark{DeliveryID: fmt.Sprintf("dlv_%d", n), StartedAt: noon()})
			}
		})
	}
	wait.Wait()
}
