package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/fixtures/scenario/report"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// watchedRow says as JSON what is watched.
type watchedRow struct {
	Kind      string `json:"kind"` // fixtures
	Folder    string `json:"folder"`
	Scenarios int    `json:"scenarios"`
}

// firingRow is a firing as JSON.
type firingRow struct {
	Kind         string              `json:"kind"` // firing
	At           control.Time        `json:"at"`   // when it began
	Path         string              `json:"path"`
	Verdict      string              `json:"verdict"` // passed, failed, errored or skipped
	ElapsedMS    float64             `json:"elapsed_ms"`
	Fired        []firedRow          `json:"fired"`
	Expectations int                 `json:"expectations"` // values that were held against what is expected
	Failures     []report.FailureRow `json:"failures"`
	Notes        []string            `json:"notes"` // what was passed over, and why
}

// firedRow is what one step sent, as JSON.
type firedRow struct {
	Step       int                `json:"step"`
	Kind       string             `json:"kind"` // trigger or replay
	Provider   string             `json:"provider"`
	Type       string             `json:"type"`
	Deliveries []control.Delivery `json:"deliveries"` // as they stood at the end
}

func firingRowOf(r *scenario.Result) firingRow {
	whole := report.RowOf(r, "")
	row := firingRow{
		Kind: "firing", At: whole.Clock, Path: whole.Path, Verdict: whole.Verdict, ElapsedMS: whole.ElapsedMS, Fired: []firedRow{},
		Expectations: r.Held, Failures: whole.Failures, Notes: whole.Notes,
	}
	for i := range r.Fired {
		f := &r.Fired[i]
		row.Fired = append(row.Fired, firedRow{f.Step, f.Kind, f.Provider, f.Type, append([]control.Delivery{}, f.Deliveries...)})
	}
	return row
}

// tellFiring tells what came of a firing, in one piece.
func (f *firings) tellFiring(r *scenario.Result) {
	f.printing.Lock()
	defer f.printing.Unlock()
	if f.json {
		f.orComplain(f.printJSON(firingRowOf(r)))
		return
	}
	text := f.reportText()
	if f.quiet {
		if r.Verdict == scenario.Failed || r.Verdict == scenario.Errored {
			text.W = f.stderr
			fmt.Fprintf(f.stderr, "%s\n", firingHead(r))
			text.Problems(r)
		}
		return
	}
	if r.Verdict == scenario.Skipped {
		f.say("%s  interrupted", firingHead(r))
		return
	}
	for i, line := range firedLines(r) {
		if i == 0 {
			line = firingHead(r) + "  " + line
		}
		f.say("%s%s", margin(i > 0), line)
	}
	switch {
	case r.Verdict == scenario.Failed || r.Verdict == scenario.Errored:
		f.say("%s%s", margin(true), text.Marked(r.Verdict, string(r.Verdict)))
		text.Problems(r)
		f.say("")
	case r.Verdict == scenario.Passed && r.Held > 0:
		f.say("%s%s", margin(true), text.Marked(r.Verdict, relay.Counted(r.Held, "expectation")))
	}
	for _, note := range r.Notes {
		f.say("%snote: %s", margin(true), relay.Visible(note))
	}
}

// margin is how far the lines below the first stand in.
func margin(below bool) string {
	if below {
		return "         "
	}
	return ""
}

// firingHead is the time when it began, and the file.
func firingHead(r *scenario.Result) string {
	return clockTime(control.Time{Time: r.Clock}) + " " + relay.Visible(filepath.Base(r.Path))
}

// firedLines are like `trigger invoices.paid -> 1 delivery  delivered 204 13ms`, one for each step that sends.
func firedLines(r *scenario.Result) []string {
	var lines []string
	for i := range r.Fired {
		f := &r.Fired[i]
		lines = append(lines, fmt.Sprintf("%s %s -> %s", f.Kind, relay.Visible(f.Type), sentText(f.Deliveries, r)))
	}
	if lines == nil {
		lines = []string{"sent nothing"}
	}
	return lines
}

// sentText says how deliveries stand.
func sentText(all []control.Delivery, r *scenario.Result) string {
	switch len(all) {
	case 0:
		return "no delivery: no active subscription takes it"
	case 1:
		return "1 delivery  " + oneSent(&all[0], r)
	}
	states := map[string]int{}
	for i := range all {
		states[all[i].State]++
	}
	var parts []string
	for _, state := range slices.Sorted(maps.Keys(states)) {
		parts = append(parts, fmt.Sprintf("%d %s", states[state], state))
	}
	return fmt.Sprintf("%d deliveries  %s", len(all), strings.Join(parts, ", "))
}

func oneSent(d *control.Delivery, r *scenario.Result) string {
	text := stateOf(d)
	if d.AttemptCount > 0 {
		text = fmt.Sprintf("%s %s %s", d.State, lastOf(d), export.Millis(d.LastDurationMS))
	}
	if d.AttemptCount > 1 {
		text += "  " + relay.Counted(d.AttemptCount, "attempt")
	}
	if d.DueAt != nil && d.State == string(relay.Pending) && d.AttemptCount > 0 {
		text += "  next in " + nextIn(d.DueAt.Time, r.Clock.Add(r.Virtual))
	}
	return text
}
