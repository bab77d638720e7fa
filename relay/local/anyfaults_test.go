package local_test

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// anyRuns is how many sets of rules are tried unless -rapid.checks says how many.
const anyRuns = 8

// Whatever is broken at the sender, together and by chance: once it is whole again, each event is in the books once. What
// is left out lies to the sender or tells the receiver of another event, which no receiver can make good.
func TestWhateverBreaksTheBooksComeRight(t *testing.T) {
	liars := []string{"unknown-event", "state-differs"}
	var names []string
	for _, entry := range fault.New().List() {
		if entry.Places[0] == relay.AtSender && !slices.Contains(liars, entry.Name) {
			names = append(names, entry.Name)
		}
	}
	checks := flag.Lookup("rapid.checks")
	long := checks.Value.String() != checks.DefValue
	runs, failed := 0, false
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; runs > anyRuns && !long && !failed { // once failed, the rules are made fewer
			return
		}
		defer func() { failed = failed || rt.Failed() }()
		var rules []control.AddFault
		for i := range rapid.IntRange(1, 6).Draw(rt, "rules") {
			rule := control.AddFault{Name: rapid.SampledFrom(names).Draw(rt, fmt.Sprintf("fault %d", i))}
			if rule.Name == "status" {
				rule.Value = "503"
			}
			switch rapid.IntRange(0, 2).Draw(rt, fmt.Sprintf("when %d", i)) {
			case 0:
				rule.First = rapid.IntRange(1, 3).Draw(rt, fmt.Sprintf("first %d", i))
			case 1:
				rule.Every = rapid.IntRange(1, 3).Draw(rt, fmt.Sprintf("every %d", i))
			case 2:
				rule.Chance = rapid.Float64Range(0.1, 1).Draw(rt, fmt.Sprintf("chance %d", i))
			}
			rules = append(rules, rule)
		}
		s := newStage(t)
		s.breaks(rules...)
		var ids []string
		for range 5 {
			ids = append(ids, s.sends("bookkeeper", "payment.confirmed"), s.sends("moneybird", "sales_invoice_state_changed_to_open"))
		}
		s.passes(5 * time.Minute)
		s.must(s.ClearFaults(t.Context()))
		s.passes(120 * time.Hour)
		for _, id := range ids {
			if d := s.delivery(id); d.State != "delivered" {
				rt.Errorf("%s of %s is %s (%s) after %d attempts", id, d.Provider, d.State, d.Reason, d.AttemptCount)
			}
		}
		found, err := s.Reconcile(t.Context(), "", "")
		s.must(err)
		if !found.Reconciled || found.OK != len(ids) {
			rt.Errorf("%d booked once of %d, %d missing, %d doubled, %d undelivered", found.OK, len(ids), found.Missing.Count, found.Doubled.Count, found.Undelivered.Count)
		}
	})
}
