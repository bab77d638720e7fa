package local_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// A lost answer makes the sender send again, and the books have one posting.
func TestALostAnswerBooksOnce(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"sender", "receiver"} {
		for _, lost := range []string{"lose-ack", "reset", "truncate-reply", "hang"} {
			if at == "receiver" && lost == "hang" {
				continue // the mock hangs in real time
			}
			s := newStage(t)
			s.breaks(control.AddFault{Name: lost, At: at, First: 1})
			id := s.sends("bookkeeper", "payment.confirmed")
			s.passes(time.Hour)
			d := s.delivery(id)
			if d.State != "delivered" || d.AttemptCount != 2 || len(d.Attempts[0].Faults) != map[string]int{"sender": 1, "receiver": 0}[at] {
				t.Errorf("%s at the %s: %s after %d attempts", lost, at, d.State, d.AttemptCount)
			}
			if got := s.verdicts(); got["accepted"] != 1 || got["duplicate"] != 1 {
				t.Errorf("%s at the %s: receipts %v", lost, at, got)
			}
			s.isRight(1)
		}
	}
}

// publishMany publishes the same events in each run: they are drawn from the seed, and occurred at a given time.
func (s *stage) publishMany(n int) {
	s.t.Helper()
	types := []control.PublishRequest{
		{Provider: "finpilo", Type: "document.sent"}, {Provider: "moneybird", Type: "sales_invoice_state_changed_to_open"}, {Provider: "bookkeeper", Type: "payment.confirmed"},
		{Provider: "bookkeeper", Type: "refund.initiated"},
	}
	var batch []control.PublishRequest
	for i := range n {
		request := types[i%len(types)]
		request.OccurredAt = &control.Time{Time: bookStart.Add(time.Duration(i) * time.Second)}
		batch = append(batch, request)
	}
	_, err := s.PublishBatch(s.t.Context(), batch)
	s.must(err)
	waited, err := s.Wait(s.t.Context(), "", time.Minute)
	s.must(err)
	if waited.States["delivered"] != n {
		s.t.Fatalf("states %v, want %d delivered", waited.States, n)
	}
}

// Duplicates and another order over 1,000 events, 64 in flight, end in the books of a run without faults.
func TestDuplicatesInAnyOrderEndInTheSameBooks(t *testing.T) {
	t.Parallel()
	n := 200
	if os.Getenv("LEDGERHOOK_TEST_WHOLE") != "" {
		n = 1000
	}
	plain := newStageOn(t, relay.RealClock{})
	plain.publishMany(n)
	want := plain.booked()
	for _, duplicate := range []string{"1", "at-once"} {
		s := newStageOn(t, relay.RealClock{})
		s.breaks(
			control.AddFault{Name: "duplicate", Value: duplicate, Chance: 0.5}, control.AddFault{Name: "reorder", Value: "100ms", First: 1},
		)
		s.publishMany(n)
		if diff := gocmp.Diff(want, s.booked()); diff != "" {
			t.Errorf("duplicate=%s: the books (-plain +broken):\n%.2000s", duplicate, diff)
		}
		if got := s.verdicts(); got["accepted"] != n || got["duplicate"] < n/3 {
			t.Errorf("duplicate=%s: receipts %v", duplicate, got)
		}
		s.isRight(len(want))
	}
	if len(want) < n {
		t.Errorf("%d postings of %d events", len(want), n)
	}
}

// The receiver's first reference is kept; another one is a conflict that is told.
func TestAnotherReferenceIsAConflict(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	first := s.delivery(s.sends("finpilo", "document.sent"))
	s.passes(0)
	first = s.delivery(first.ID)
	if first.State != "delivered" || first.Reference == "" {
		t.Fatalf("%s, reference %q", first.State, first.Reference)
	}
	s.breaks(control.AddFault{Name: "changed-reference", Value: "INV-9999-0001"})
	replay, err := s.Replay(t.Context(), first.ID)
	s.must(err)
	s.passes(0)
	got := s.delivery(replay.ID)
	if got.State != "delivered" || got.Reference != first.Reference || got.Reason != relay.ReasonReferenceConflict || !strings.Contains(got.Attempts[0].Note, "INV-9999-0001") {
		t.Errorf("%s, reference %q, reason %q, note %q", got.State, got.Reference, got.Reason, got.Attempts[0].Note)
	}
	s.isRight(1)
}

// What each product's own rules make of an answer: each of these is a failure to it, is sent again where it sends again, and
// is booked once.
func TestTheProductsOwnRules(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		provider, eventType string
		fault               control.AddFault
		attempts            int
		state               string
		last                int // status of the first attempt; zero for none
		postings            int
	}{
		"Moneybird takes 200 alone, not 204": {
			"moneybird", "sales_invoice_state_changed_to_open", control.AddFault{Name: "status", Value: "204", First: 1}, 2, "delivered", 204, 1,
		},
		"Bookkeeper takes 204": {"bookkeeper", "payment.confirmed", control.AddFault{Name: "status", Value: "204", First: 1}, 1, "delivered", 204, 1},
		"Fintoro's redirect is followed nowhere": {
			"fintoro", "clients.created", control.AddFault{Name: "redirect", First: 1}, 2, "delivered", http.StatusTemporaryRedirect, 0,
		},
		"Finpilo waits 30 s, not 31, and does not send again by itself": {
			"finpilo", "document.sent", control.AddFault{Name: "slow-headers", Value: "31s", First: 1}, 1, "failed", 0, 1,
		},
		"a storm of Retry-After": {
			"bookkeeper", "payment.confirmed", control.AddFault{Name: "retry-after", Value: "7200", First: 3}, 4, "delivered", http.StatusTooManyRequests, 1,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.breaks(test.fault)
			id := s.sends(test.provider, test.eventType)
			s.passes(24 * time.Hour)
			d := s.delivery(id)
			if d.State != test.state || d.AttemptCount != test.attempts || d.Attempts[0].Status != test.last {
				t.Fatalf("%s after %d attempts, the first one's status %d; want %s after %d, %d", d.State, d.AttemptCount, d.Attempts[0].Status, test.state, test.attempts, test.last)
			}
			if test.fault.Name == "retry-after" {
				for i := 1; i < 4; i++ {
					if gap := d.Attempts[i].StartedAt.Sub(d.Attempts[i-1].StartedAt.Time); gap < 2*time.Hour {
						t.Errorf("attempt %d came %v after the one before, though 2 h were asked for", i+1, gap)
					}
				}
			}
			s.isRight(test.postings)
		})
	}
}

// A reply that comes too late is a failed send; sent again, the document has the reference that it got the first time.
func TestADocumentSentAgainKeepsItsReference(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.breaks(control.AddFault{Name: "slow-headers", Value: "31s", First: 1, Limit: 1})
	late := s.sends("finpilo", "document.sent")
	s.passes(time.Minute)
	if d := s.delivery(late); d.State != "failed" || d.LastOutcome != "timeout" || d.Reference != "" {
		t.Fatalf("%s, %s, reference %q", d.State, d.LastOutcome, d.Reference)
	}
	replay, err := s.Replay(t.Context(), late)
	s.must(err)
	s.passes(0)
	postings, _, err := s.Ledger(t.Context(), "", "", 10)
	s.must(err)
	if d := s.delivery(replay.ID); len(postings) != 1 || d.State != "delivered" || d.Reference != postings[0].Reference {
		t.Errorf("%s, reference %q, postings %+v", d.State, d.Reference, postings)
	}
	s.isRight(1)
}

// A receiver that is away for longer than Silverfin's schedule ends the subscription for good, with what it still owes.
func TestASilverfinOutageEndsInExpiry(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.breaks(control.AddFault{Name: "status", Value: "503", Filter: "provider:silverfin"})
	id := s.sends("silverfin", "export.created")
	s.passes(24 * time.Hour)
	later := s.sends("silverfin", "period.updated")
	if d := s.delivery(id); d.State != "pending" {
		t.Fatalf("after a day it is %s", d.State)
	}
	s.passes(30 * time.Hour)
	d, sub := s.delivery(id), control.Subscription{}
	subs, err := s.Subscriptions(t.Context())
	s.must(err)
	for _, one := range subs {
		if one.ID == d.SubscriptionID {
			sub = one
		}
	}
	if d.State != "failed" || d.Reason != relay.ReasonScheduleSpent || sub.State != "expired" {
		t.Errorf("%s (%s), the subscription is %s", d.State, d.Reason, sub.State)
	}
	if d := s.delivery(later); d.State != "failed" || d.Reason != relay.ReasonSubscriptionExpired {
		t.Errorf("what came later is %s (%s)", d.State, d.Reason)
	}
	s.isRight(0)
}
