package local_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

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
