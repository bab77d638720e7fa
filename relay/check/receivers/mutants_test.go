package receivers_test

import (
	"context"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// testWhole holds every mutant against every case. Without it, each meets those that are to break.
const testWhole = "LEDGERHOOK_TEST_WHOLE"

// mutant is a right receiver with one bug.
type mutant struct {
	name string // what it does wrong, as a sentence that begins with the receiver
	bug  func(*receiver)
	want []string // the cases that break; the detail of the first says what the bug is
	also []string // musts that may break by the same bug
	says string   // a regular expression that the first one's detail fits
	// timeout is how long check waits for an answer. Zero: the product's limit.
	timeout time.Duration
}

// trial is a receiver to be checked.
type trial struct {
	name     string
	url      string
	product  string
	observed func(context.Context) ([]relay.ObservedItem, error)
	restart  func(context.Context) error
	only     []string
	timeout  time.Duration
	// next and old are other secrets, and token is Moneybird's; empty: none is given to check.
	next, old, token string
}

// all checks receivers, as many at once as wait for each other's pauses and not for the processor.
func all(t *testing.T, trials []trial) []check.Report {
	t.Helper()
	return some(t, 24, trials)
}

// some checks so many receivers at once.
func some(t *testing.T, atOnce int, trials []trial) []check.Report {
	t.Helper()
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	reports := make([]check.Report, len(trials))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, tr := range trials {
		opt := checks(samples, tr.product, tr.url)
		opt.Observed, opt.Restart, opt.Only, opt.Timeout, opt.RunID = tr.observed, tr.restart, tr.only, tr.timeout, tr.name
		opt.Next, opt.Old, opt.Token = tr.next, tr.old, tr.token
		group.Go(func() error {
			var err error
			reports[i], err = check.Run(t.Context(), opt)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	return reports
}

// tries runs the check against every mutant of a product. Each has one bug, so no other must may break; and the bug is named.
func tries(t *testing.T, product string, mutants []mutant) {
	t.Helper()
	if len(mutants) < 8 {
		t.Errorf("%d mutants are too few", len(mutants))
	}
	var trials []trial
	for _, m := range mutants {
		rc := right(product)
		m.bug(rc)
		trials = append(trials, trial{name: m.name, url: serve(t, rc), product: product, observed: rc.books.observed, only: m.cases(), timeout: m.timeout})
	}
	for i, report := range all(t, trials) {
		t.Run(mutants[i].name, func(t *testing.T) { mutants[i].judge(t, report) })
	}
}

// cases are those that a mutant meets.
func (m *mutant) cases() []string {
	if os.Getenv(testWhole) != "" {
		return nil
	}
	return append([]string{"delivery"}, m.want...)
}

// judge holds a report against what is wanted of it.
func (m *mutant) judge(t *testing.T, report check.Report) {
	t.Helper()
	if len(m.want) == 0 || m.says == "" {
		t.Error("nothing is wanted of it")
	}
	found := map[string]check.Result{}
	for _, r := range report.Results {
		found[r.ID] = r
		if r.Verdict == check.Fail && !slices.Contains(m.want, r.ID) && !slices.Contains(m.also, r.ID) {
			t.Errorf("one bug too many: %s: %s", r.ID, r.Detail)
		}
	}
	for i, id := range m.want {
		r := found[id]
		if r.Verdict != check.Fail && r.Verdict != check.Warn {
			t.Errorf("%s is not broken: %s %s", id, r.Verdict, r.Detail)
			continue
		}
		if i == 0 && !regexp.MustCompile(m.says).MatchString(r.Detail) {
			t.Errorf("%s does not name the bug: %q does not fit %q", id, r.Detail, m.says)
		}
	}
	if t.Failed() {
		for _, r := range report.Results {
			if r.Verdict == check.Fail || r.Verdict == check.Warn {
				t.Logf("%s %s: %s", r.Verdict, r.ID, r.Detail)
			}
		}
	}
}
