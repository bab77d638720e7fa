package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) stats() *cobra.Command {
	return &cobra.Command{
		Use: "stats [FILTER]", Short: "Tell how deliveries fare: states, outcomes, latency, whether retries help",
		Long: fmt.Sprintf("Counts deliveries by state, and tells from %d attempts of the newest deliveries (found among the newest %d, where there is a FILTER):\n\n", relay.SampleWindow, relay.SampleReach) +
			"came in       what was made of the requests at the relay's hooks, without a FILTER: relay list has them\n" +
			"answered      how often which status came\n" +
			"failed of     why attempts were no success; injected: a fault at the sender struck\n" +
			"SUCCESS       the share of attempts that were a success\n" +
			"P50 P95 P99   from a delivery's making to its end, of those delivered, by the engine's clock\n" +
			"RETRIES HELP  of the deliveries that took more than one try and are delivered or failed, the share delivered\n" +
			"SIGNATURE     attempts answered 401 or 403 that no fault at the sender struck; a fault at the receiver shows on the mock's receipt only, so its 401 counts",
		Example: "ledgerhook stats\nledgerhook stats provider:fintoro --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			filter, err := filterOf(args)
			if err != nil {
				return err
			}
			stats, err := a.client().Statistics(cmd.Context(), control.StatsQuery{Filter: filter})
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(stats)
			}
			return a.printStats(&stats)
		},
	}
}

func (a *app) printStats(s *control.Stats) error {
	fmt.Fprintln(a.stdout, countsOf(s.Deliveries))
	if line := incomingOf(s.Incoming); line != "" {
		fmt.Fprintln(a.stdout, "came in: "+line)
	}
	if s.Attempts == 0 {
		a.say("no attempts yet")
		return nil
	}
	what := "all attempts"
	if !s.Window.Complete {
		what = "the newest attempts"
	}
	a.say("\n%s: %d since %s\n", what, s.Attempts, export.Moment(*s.Window.Since))
	t := a.table("OUTCOME", "ATTEMPTS", "SHARE")
	for _, outcome := range relay.Outcomes() {
		if n := s.Outcomes[string(outcome)]; n > 0 {
			share := float64(n) / float64(s.Attempts)
			t.row(string(outcome), fmt.Sprint(n), percent(share), shareBar(share))
		}
	}
	if err := t.flush(); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout)
	if line := tallyOf(s.Statuses); line != "" {
		fmt.Fprintln(a.stdout, "answered: "+line)
	}
	if line := tallyOf(s.Retries); line != "" {
		fmt.Fprintln(a.stdout, "failed of: "+line)
	}
	fmt.Fprintln(a.stdout)
	t = a.table("PROVIDER", "ATTEMPTS", "SUCCESS", "P50", "P95", "P99", "RETRIES HELP", "SIGNATURE")
	names := providerNames()
	for name := range s.Providers {
		if !slices.Contains(names, name) {
			names = append(names, name) // of a newer server
		}
	}
	for _, name := range names {
		if p := s.Providers[name]; p.Attempts > 0 {
			t.row(statsRow(name, &p)...)
		}
	}
	t.row(statsRow("all", &s.AttemptStats)...)
	return t.flush()
}

// incomingOf writes what came in by verdict: "12 verified, 3 rejected". Empty where nothing did.
func incomingOf(counts map[string]int) string {
	var parts []string
	for _, verdict := range relay.IncomingVerdicts() {
		if n := counts[string(verdict)]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, verdict))
		}
	}
	return strings.Join(parts, ", ")
}

func statsRow(name string, s *control.AttemptStats) []string {
	success, retries := "-", "-"
	if s.SuccessRate != nil {
		success = percent(*s.SuccessRate)
	}
	if s.RetrySuccessRate != nil {
		retries = percent(*s.RetrySuccessRate)
	}
	l := s.LatencyMS
	return []string{name, fmt.Sprint(s.Attempts), success, latency(l.P50), latency(l.P95), latency(l.P99), retries, fmt.Sprint(s.SignatureFailures)}
}

// maxTally is how many figures stand in one line; the rest is counted together. Our choice.
const maxTally = 8

// tallyOf writes counts, the largest first: "204 ×12, 503 ×3". What stands in the names may come from elsewhere.
func tallyOf(counts map[string]int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	var parts []string
	rest := 0
	for i, name := range names {
		if i >= maxTally {
			rest += counts[name]
			continue
		}
		parts = append(parts, fmt.Sprintf("%s ×%d", relay.Visible(name), counts[name]))
	}
	if rest > 0 {
		parts = append(parts, fmt.Sprintf("others ×%d", rest))
	}
	return strings.Join(parts, ", ")
}

// latency writes milliseconds as people read them: 0.4ms, 13ms, 1.2s, 2h46m40s.
func latency(ms *float64) string {
	switch {
	case ms == nil:
		return "-"
	case *ms < float64(time.Minute.Milliseconds()):
		return export.Millis(*ms)
	}
	return export.Wait(time.Duration(*ms * float64(time.Millisecond)))
}

// shareBar draws a share of 1 to an eighth of a column. What is not nothing is seen.
func shareBar(share float64) string {
	eighths := max(int(share*barWidth*8+0.5), 1)
	parts := []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}
	return strings.Repeat("█", eighths/8) + parts[eighths%8]
}

// percent writes a share of 1.
func percent(share float64) string { return fmt.Sprintf("%.1f %%", share*100) }
