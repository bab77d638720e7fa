package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/fixtures/scenario/explore"
	"github.com/ledgerhook/ledgerhook/fixtures/scenario/report"
	"github.com/ledgerhook/ledgerhook/relay"
)

const exploreTry = "ledgerhook test fixtures/scenarios --explore 200"

// explore looks for what makes the books of scenarios differ, tells of each as it ends, and writes what it finds.
func (t *testRun) explore(ctx context.Context) error {
	elapsed := relay.RealClock{}.Stopwatch()
	ctx, stop, err := t.engines.start(ctx)
	if err != nil {
		return err
	}
	names := make([]string, len(t.scenarios))
	for i, s := range t.scenarios {
		names[i] = s.Name
	}
	e := &exploration{progress: &progress{testRun: t}, names: report.NameWidth(names)}
	e.live = t.liveLine()
	results, err := e.all(ctx)
	if problem := stop(results); problem != nil {
		return problem
	}
	if err != nil {
		return err
	}
	return e.end(elapsed())
}

// exploration is one `ledgerhook test --explore`.
type exploration struct {
	*progress
	names                                     int // how wide the widest name is
	explored, runs, findings, unjudged, plans int
}

// all explores one scenario after the other. The results say which found something, for whoever shows what an app printed.
func (e *exploration) all(ctx context.Context) (results []scenario.Result, err error) {
	x := explore.Explorer{
		Open: e.engines.open, Plans: e.flags.explore, Seed: e.drawn, App: e.engines.app != nil, Parallel: e.flags.parallel, Told: e.far,
	}
	for _, s := range e.scenarios {
		found, err := x.Explore(ctx, s)
		e.clear()
		switch {
		case ctx.Err() != nil:
			return results, context.Cause(ctx)
		case err != nil:
			return results, fmt.Errorf("explore %s: %w", relay.Visible(s.Name), err)
		}
		if err := e.tellOne(found); err != nil {
			return results, err
		}
		if found.Finding != nil {
			results = append(results, scenario.Result{Name: s.Name, Verdict: scenario.Failed})
			if e.flags.failFast {
				break
			}
		}
	}
	return results, nil
}

// far draws how far it is.
func (e *exploration) far(p explore.Progress) {
	if e.live == nil {
		return
	}
	what := "plans"
	if p.Shrinking {
		what = "the books differ; runs to make it smaller"
	}
	fmt.Fprintf(e.live, "\r%s  %d/%d %s\x1b[K", relay.Visible(p.Name), p.Done, p.Of, what)
}

// tellOne tells what came of one scenario, and writes what was found.
func (e *exploration) tellOne(found *explore.Exploration) error {
	e.runs += found.Runs
	e.plans += found.Plans
	e.unjudged += found.Unjudged
	if found.Refused == "" {
		e.explored++
	}
	file := ""
	if f := found.Finding; f != nil {
		e.findings++
		var err error
		if file, err = e.writeFinding(found); err != nil {
			return err
		}
	}
	if e.json {
		return e.printJSON(exploredRowOf(found, file, e.alone(file)))
	}
	if e.quiet && found.Finding == nil {
		return nil
	}
	name := relay.Visible(found.Name)
	name += strings.Repeat(" ", max(e.names-len([]rune(name)), 0))
	took := found.Elapsed.Round(time.Millisecond)
	switch {
	case found.Refused != "":
		fmt.Fprintf(e.stdout, "left out  %s  %s\n", name, relay.Visible(found.Refused))
	case found.Finding == nil:
		fmt.Fprintf(e.stdout, "agreed    %s  %s  %v\n", name, relay.Counted(found.Plans, "plan"), took)
	default:
		fmt.Fprintf(e.stdout, "differed  %s  %s  %v\n", name, relay.Counted(found.Plans, "plan"), took)
	}
	for _, note := range found.Notes {
		fmt.Fprintf(e.stdout, "  %s\n", relay.Visible(note))
	}
	if found.Unjudged > 0 {
		fmt.Fprintf(e.stdout, "  %s could not be judged: %s\n", relay.Counted(found.Unjudged, "plan"), relay.Visible(found.Why))
	}
	if found.Finding != nil {
		e.tellFinding(found.Finding, file)
	}
	return nil
}

func (e *exploration) tellFinding(f *explore.Finding, file string) {
	fmt.Fprintf(e.stdout, "\n  plan %d: %s\n", f.Number, relay.Visible(f.Differs))
	fmt.Fprintf(e.stdout, "  as drawn: %s\n", relay.Visible(f.First))
	switch {
	case f.Unsteady:
		fmt.Fprintln(e.stdout, "  the same plan did not do it again: what decides is outside of it, such as time or chance in the app")
	case f.Bounded:
		fmt.Fprintf(e.stdout, "  after %s, and perhaps not the smallest: %s\n", relay.Counted(f.Runs, "run"), relay.Visible(f.Smallest))
	default:
		fmt.Fprintf(e.stdout, "  smallest, after %s: %s\n", relay.Counted(f.Runs, "run"), relay.Visible(f.Smallest))
	}
	fmt.Fprintf(e.stdout, "\n%s\n", strings.TrimRight(visibleLines(fileIndented(string(f.Text))), "\n"))
	if !f.Fails {
		fmt.Fprintln(e.stdout, "\n  run as it stands there, it passed")
	}
	fmt.Fprintf(e.stdout, "\n  Run it: %s\n\n", e.alone(file))
}

func fileIndented(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ")
}

// end tells how it went.
func (e *exploration) end(took time.Duration) error {
	if e.json {
		totals := exploredTotals{
			Scenarios: len(e.scenarios), Explored: e.explored, Plans: e.plans, Runs: e.runs, Findings: e.findings, Unjudged: e.unjudged, Seed: e.drawn, ElapsedMS: took.Milliseconds(),
		}
		if err := e.printJSON(totals); err != nil {
			return err
		}
	}
	outcome := "the books agreed in all"
	switch {
	case e.findings > 0:
		outcome = "the books differ in " + relay.Counted(e.findings, "scenario")
	case e.explored == 0:
		return usage(exploreTry, "no scenario could be explored")
	case e.unjudged > 0:
		outcome = fmt.Sprintf("the books agreed in all but %s that could not be judged", relay.Counted(e.unjudged, "plan"))
	}
	e.say("explored %s of %s in %v: %s (seed %d)", relay.Counted(e.runs, "run"), relay.Counted(e.explored, "scenario"), took.Round(100*time.Millisecond), outcome, e.drawn)
	if e.findings > 0 {
		return errFailed
	}
	return nil
}
