package local_test

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// bookStart is when the books of these tests begin.
var bookStart = time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)

// stage is a node on a virtual clock with a seed of its own, and what these tests ask of it.
type stage struct {
	*control.Client
	t    *testing.T
	node *local.Node
}

// newStage starts a node whose clock is moved by hand.
func newStage(t *testing.T) *stage {
	t.Helper()
	return newStageOn(t, relay.NewVirtualClock(bookStart))
}

func newStageOn(t *testing.T, clock relay.Clock) *stage {
	t.Helper()
	seed := uint64(7)
	node, client := start(t, local.Options{Clock: clock, Seed: &seed})
	return &stage{client, t, node}
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) breaks(faults ...control.AddFault) {
	s.t.Helper()
	for _, f := range faults {
		_, err := s.AddFault(s.t.Context(), f)
		s.must(err)
	}
}

// sends publishes an event to the mock and returns its delivery's id.
func (s *stage) sends(provider, eventType string) string {
	s.t.Helper()
	p, err := s.Publish(s.t.Context(), control.PublishRequest{Provider: provider, Type: eventType}, "")
	s.must(err)
	if len(p.Deliveries) != 1 {
		s.t.Fatalf("%d deliveries", len(p.Deliveries))
	}
	return p.Deliveries[0].ID
}

func (s *stage) passes(by time.Duration) {
	s.t.Helper()
	_, err := s.Advance(s.t.Context(), by)
	s.must(err)
}

func (s *stage) delivery(id string) control.Delivery {
	s.t.Helper()
	d, err := s.Delivery(s.t.Context(), id)
	s.must(err)
	return d
}

// booked are all postings, in one line each, sorted, without what depends on the order in which they were made.
func (s *stage) booked() []string {
	s.t.Helper()
	var lines []string
	for cursor := ""; ; {
		postings, next, err := s.Ledger(s.t.Context(), "", cursor, 500)
		s.must(err)
		for _, p := range postings {
			line := p.Provider + " " + p.Text + " " + p.Currency
			for _, e := range p.Entries {
				line += fmt.Sprintf(" %s %s/%s", e.Account, cmp.Or(e.Debit, "-"), cmp.Or(e.Credit, "-"))
			}
			lines = append(lines, line)
		}
		if cursor = next; next == "" {
			slices.Sort(lines)
			return lines
		}
	}
}

// verdicts counts the mock's receipts.
func (s *stage) verdicts() map[string]int {
	s.t.Helper()
	count := map[string]int{}
	for cursor := ""; ; {
		receipts, next, err := s.Receipts(s.t.Context(), "", "", cursor, 500)
		s.must(err)
		for _, r := range receipts {
			count[r.Verdict]++
		}
		if cursor = next; next == "" {
			return count
		}
	}
}

// isRight wants so many postings in books that balance and agree with what was sent.
func (s *stage) isRight(postings int) {
	s.t.Helper()
	balance, err := s.TrialBalance(s.t.Context(), "")
	s.must(err)
	found, err := s.Reconcile(s.t.Context(), "", "")
	s.must(err)
	if !balance.Balanced || balance.Postings != postings || !found.Reconciled || found.Missing.Count+found.Doubled.Count+found.Differing.Count > 0 {
		s.t.Errorf("%d postings, want %d; balanced %v; reconciled %v, %d missing, %d doubled, %d differing",
			balance.Postings, postings, balance.Balanced, found.Reconciled, found.Missing.Count, found.Doubled.Count, found.Differing.Count)
	}
}

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
	const n = 1000
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

// fetched is what the mock has read for a delivery's receipt.
func (s *stage) fetched(provider string) control.Fetch {
	s.t.Helper()
	receipts, _, err := s.Receipts(s.t.Context(), provider, "accepted", "", 1)
	s.must(err)
	if len(receipts) != 1 || len(receipts[0].Fetches) != 1 {
		s.t.Fatalf("%d receipts of %s: %+v", len(receipts), provider, receipts)
	}
	return receipts[0].Fetches[0]
}

// A document whose file cannot be had is booked without it, and marked; the file arrives later.
func TestAFileThatFailsArrivesLater(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.breaks(control.AddFault{Name: "file-fail", First: 2})
	s.sends("finpilo", "document.sent")
	s.passes(0)
	s.isRight(1)
	if f := s.fetched("finpilo"); f.State != "waiting" || f.Tries != 1 || f.Status != http.StatusServiceUnavailable || !strings.HasPrefix(f.Fault, "file-fail flt_") {
		t.Fatalf("at first: %+v", f)
	}
	postings, _, err := s.Ledger(t.Context(), "", "", 10)
	s.must(err)
	if len(postings) != 1 || postings[0].File == nil || postings[0].File.State != "waiting" {
		t.Fatalf("the posting is not marked: %+v", postings)
	}
	s.passes(time.Minute)
	if f := s.fetched("finpilo"); f.State != "fetched" || f.Tries != 3 || f.Bytes == 0 || len(f.SHA256) != 64 || f.Fault != "" {
		t.Errorf("later: %+v", f)
	}
	postings, _, err = s.Ledger(t.Context(), "", "", 10)
	s.must(err)
	if len(postings) != 1 || postings[0].File.State != "fetched" {
		t.Errorf("later: %+v", postings)
	}
	s.isRight(1)
}

// A thin event whose record cannot be read at once was acknowledged all the same, and is booked once it can be.
func TestAThinEventIsBookedOnceItCanBeRead(t *testing.T) {
	t.Parallel()
	for _, spec := range []control.AddFault{{Name: "detail-404", First: 2}, {Name: "detail-429", Value: "90s", First: 1}, {Name: "detail-stale", First: 1}} {
		s := newStage(t)
		s.breaks(spec)
		id := s.sends("fintoro", "invoices.created")
		s.passes(0)
		if d := s.delivery(id); d.State != "delivered" || d.AttemptCount != 1 {
			t.Fatalf("%s: %s after %d attempts", spec.Name, d.State, d.AttemptCount)
		}
		if n := len(s.booked()); n != 0 {
			t.Errorf("%s: %d postings before it was read", spec.Name, n)
		}
		found, err := s.Reconcile(t.Context(), "", "")
		s.must(err)
		if !found.Reconciled || found.Waiting != 1 {
			t.Errorf("%s: reconciled %v, %d waiting", spec.Name, found.Reconciled, found.Waiting)
		}
		s.passes(2 * time.Minute)
		s.isRight(1)
	}
}

// What is forged, stale or unsigned is refused by the mock of every product that can tell, and never booked.
func TestForgeriesAreNeverBooked(t *testing.T) {
	t.Parallel()
	types := map[string]string{
		"finpilo": "document.sent", "fintoro": "invoices.paid", "moneybird": "sales_invoice_state_changed_to_open", "silverfin": "export.created", "bookkeeper": "payment.confirmed",
	}
	for _, forgery := range []string{"bad-signature", "wrong-secret", "missing-signature", "stale-timestamp", "future-timestamp", "truncate-body", "corrupt-body"} {
		t.Run(forgery, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			key := "a-key-of-finpilo"
			_, err := s.Subscribe(t.Context(), control.CreateSubscription{Provider: "finpilo", URL: s.node.MockURL + "/finpilo", Secret: key})
			s.must(err)
			s.breaks(control.AddFault{Name: forgery})
			for provider, eventType := range types {
				unsigned := provider == "finpilo" && strings.HasSuffix(forgery, "-body") // only its key proves who sends
				timeless := strings.HasSuffix(forgery, "-timestamp") && (provider == "finpilo" || provider == "silverfin")
				if unsigned {
					continue
				}
				s.passes(0)
				before := len(s.booked())
				id := s.sends(provider, eventType)
				s.passes(0)
				d := s.delivery(id)
				if timeless { // nothing tells when it was sent, so nothing can be refused
					if d.State != "delivered" || !strings.HasPrefix(d.Attempts[0].Faults[0].Note, "not applied") {
						t.Errorf("%s: %s, note %q", provider, d.State, d.Attempts[0].Faults[0].Note)
					}
					continue
				}
				if d.Attempts[0].Status != http.StatusUnauthorized {
					t.Errorf("%s: answered %d (%s)", provider, d.Attempts[0].Status, d.Attempts[0].Faults[0].Note)
				}
				if n := len(s.booked()); n != before {
					t.Errorf("%s: %d postings", provider, n-before)
				}
			}
			if got := s.verdicts(); got["rejected"] == 0 || got["duplicate"] > 0 {
				t.Errorf("receipts %v", got)
			}
		})
	}
}
