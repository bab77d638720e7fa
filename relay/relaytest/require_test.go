package relaytest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/relaytest"
)

// What a test prints that failed, whole.
func TestFailuresShowTheExchange(t *testing.T) {
	t.Parallel()
	failing, _ := answering(t, http.StatusInternalServerError)
	well, _ := answering(t, http.StatusNoContent)
	for name, test := range map[string]func(h *relaytest.Relay){
		"delivered": func(h *relaytest.Relay) {
			h.Subscribe("fintoro", failing)
			h.RequireDelivered(h.Trigger("fintoro", "invoices.paid", relaytest.Set{"resource.id": 4812}))
		},
		"not delivered": func(h *relaytest.Relay) {
			h.Subscribe("finpilo", well, relaytest.Subscription{Secret: "a-key-that-nobody-may-see"})
			h.RequireNotDelivered(h.Trigger("finpilo", "document.sent"))
		},
		"state": func(h *relaytest.Relay) {
			h.Subscribe("fintoro", well)
			h.Inject("lose-ack", relaytest.When{First: 1})
			h.RequireState(h.Trigger("fintoro", "invoices.paid"), relay.Delivered)
		},
		"put off": func(h *relaytest.Relay) {
			h.Subscribe("fintoro", well)
			h.Inject("status=500", relaytest.When{Filter: "provider:silverfin"})
			h.Inject("delay=1m")
			h.RequireState(h.Trigger("fintoro", "invoices.paid"), relay.Delivered)
		},
		"reconciled": func(h *relaytest.Relay) {
			h.Subscribe("bookkeeper", h.MockURL("bookkeeper"))
			h.RequireDelivered(h.Trigger("bookkeeper", "payment.confirmed"))
			if err := h.Client().ResetMock(t.Context()); err != nil {
				t.Error(err)
			}
			h.RequireReconciled()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			printed, failed := watch(func(t testing.TB) { test(relaytest.New(t)) })
			if !failed {
				t.Error("it did not fail")
			}
			if strings.Contains(printed, "nobody-may-see") {
				t.Error("it shows a secret")
			}
			golden(t, withoutPorts(printed))
		})
	}
}

// golden compares with testdata/<test>.golden, or writes it where UPDATE_GOLDEN is set.
func golden(t *testing.T, got string) {
	t.Helper()
	path := filepath.Join("testdata", t.Name()+".golden")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// RequireDelivered goes on to the delivery and no further, and to the end of the schedule where none comes.
func TestRequireDeliveredMovesTheClock(t *testing.T) {
	t.Parallel()
	h := relaytest.New(t)
	begun := h.Now()
	url, requests := answering(t, http.StatusNoContent)
	sub := h.Subscribe("fintoro", url, relaytest.Subscription{Retry: []time.Duration{time.Minute, time.Hour, 24 * time.Hour}})
	rule := h.Inject("status=503", relaytest.When{First: 2})
	ev := h.Trigger("fintoro", "invoices.paid")
	h.RequireNotDelivered(ev)
	h.RequireState(ev, relay.Pending)
	if !h.Now().Equal(begun) {
		t.Errorf("what does not move the clock moved it to %v", h.Now())
	}
	d := h.RequireDelivered(ev)
	if passed := h.Now().Sub(begun); len(d.Attempts) != 3 || passed < 61*time.Minute || passed > 2*time.Hour {
		t.Errorf("%d attempts in %v", len(d.Attempts), passed)
	}
	if h.Hits(rule) != 2 || len(h.Attempts(ev)) != 3 || requests.Load() != 3 {
		t.Errorf("%d hits, %d attempts, %d requests", h.Hits(rule), len(h.Attempts(ev)), requests.Load())
	}
	h.ClearFaults()
	h.Pause(sub)
	held := h.Trigger("fintoro", "invoices.paid")
	h.Advance(48 * time.Hour)
	h.RequireState(held, relay.Held)
	h.Resume(sub)
	if d := h.RequireDelivered(held); d.AttemptCount != 1 {
		t.Errorf("%d attempts after a pause", d.AttemptCount)
	}
}

// What is held is waited for in vain, and at once.
func TestRequireDeliveredGivesUpWhereNothingIsDue(t *testing.T) {
	t.Parallel()
	url, _ := answering(t, http.StatusNoContent)
	printed, failed := watch(func(t testing.TB) {
		h := relaytest.New(t)
		h.Pause(h.Subscribe("fintoro", url))
		h.RequireDelivered(h.Trigger("fintoro", "invoices.paid"))
	})
	if !failed || !strings.Contains(printed, "actual:   held, not tried") {
		t.Errorf("failed %v: %s", failed, printed)
	}
}

// Of an ordered subscription the second event waits for the first, and is delivered behind it.
func TestRequireDeliveredWaitsForTheOneBefore(t *testing.T) {
	t.Parallel()
	h := relaytest.New(t)
	url, _ := answering(t, http.StatusNoContent)
	h.Subscribe("fintoro", url, relaytest.Subscription{Ordered: true})
	h.Inject("status=500", relaytest.When{First: 2, Limit: 2})
	head, behind := h.Trigger("fintoro", "invoices.created"), h.Trigger("fintoro", "invoices.paid")
	d := h.RequireDelivered(behind)
	if before := h.RequireState(head, relay.Delivered); d.AttemptCount != 1 || before.AttemptCount != 3 {
		t.Errorf("the head was tried %d times, the one behind %d times", before.AttemptCount, d.AttemptCount)
	}
}

func TestAnEventOfSeveralSubscriptions(t *testing.T) {
	t.Parallel()
	well, _ := answering(t, http.StatusNoContent)
	failing, _ := answering(t, http.StatusInternalServerError)
	printed, failed := watch(func(t testing.TB) {
		h := relaytest.New(t)
		h.Subscribe("fintoro", well)
		h.Subscribe("fintoro", failing)
		ev := h.Trigger("fintoro", "invoices.paid")
		if len(ev.Deliveries) != 2 {
			t.Errorf("%d deliveries", len(ev.Deliveries))
		}
		h.RequireDelivered(ev)
	})
	if !failed || strings.Count(printed, "expected: delivered") != 1 || !strings.Contains(printed, failing) {
		t.Errorf("failed %v: %s", failed, printed)
	}
}

func TestReplaySendsTheSameAgain(t *testing.T) {
	t.Parallel()
	h := relaytest.New(t)
	h.Subscribe("bookkeeper", h.MockURL("bookkeeper"))
	ev := h.Trigger("bookkeeper", "payment.confirmed")
	original := h.RequireDelivered(ev)
	again := h.RequireDelivered(h.Replay(ev))
	other := h.RequireDelivered(h.Replay(ev, control.ReplayOptions{NewID: true}))
	if again.ReplayOf != original.ID || again.DialectID != original.DialectID || other.DialectID == original.DialectID {
		t.Errorf("%+v\n%+v\n%+v", original, again, other)
	}
	all := h.Deliveries("")
	if len(all) != 3 || all[0].ID != original.ID || len(h.Deliveries("id:"+again.ID)) != 1 {
		t.Errorf("%d deliveries", len(all))
	}
	if got := h.Attempts(relaytest.EventOf(all[0])); len(got) != 1 {
		t.Errorf("%d attempts of the first", len(got))
	}
}
