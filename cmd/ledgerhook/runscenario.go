package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/fixtures/scenario/report"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// readStage reads the scenario that is to be run before the command, and starts the node as it says; nil where none is named. Seed and
// clock that were given count for more than the file's.
func (a *app) readStage(r *commandRun) (*scenario.Scenario, error) {
	if r.scenario == "" {
		return nil, nil
	}
	found, err := scenario.Load([]string{r.scenario})
	switch {
	case err != nil:
		return nil, a.scenarioMistakes(err)
	case len(found) != 1:
		return nil, usage("ledgerhook run --scenario FILE.yaml -- npm test", "%s has %d scenarios, and one can be run", r.scenario, len(found))
	case r.node.clock != "virtual":
		return nil, usage("ledgerhook run --scenario "+r.scenario+" -- npm test", "a scenario is run under a virtual clock, not under --clock %s", r.node.clock)
	}
	r.node.bare = true // it makes the subscriptions that it means
	if r.node.seed == "" {
		r.node.seed = strconv.FormatUint(found[0].Seed, 10)
	}
	if r.node.clockStart == "" {
		r.node.clockStart = found[0].Clock.Format(time.RFC3339Nano)
	}
	var opt local.Options
	if err := cmp.Or(r.node.setSeed(&opt), r.node.setClock(&opt)); err != nil {
		return nil, err
	}
	found[0].Seed, found[0].Clock = *opt.Seed, opt.Clock.Now()
	return found[0], nil
}

// stage runs a scenario against the mock, and leaves what it made for the command. Where it did not pass it says why.
func (a *app) stage(ctx context.Context, n *commandNode, s *scenario.Scenario) (passed bool) {
	mock := func(provider string) string { return n.MockURL + "/" + provider }
	result := scenario.Run(ctx, s, scenario.Target{Client: n.client, URL: mock})
	if result.Verdict != scenario.Passed {
		(&report.Text{W: a.stderr, ASCII: !a.utf8()}).Failures([]scenario.Result{result})
		fmt.Fprintf(a.stderr, "ledgerhook: scenario %s %s, so the command was not run\n", relay.Visible(s.Name), result.Verdict)
	}
	return result.Verdict == scenario.Passed
}
