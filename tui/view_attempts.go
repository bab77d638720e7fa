package tui

import (
	"fmt"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// outcomeWidth holds the longest outcome with the sign of a fault.
const outcomeWidth = 17

// attemptsLines show all attempts, their bars in one scale, and when the next one is due.
func (t *theme) attemptsLines(in *inspector, w int, now time.Time) []string {
	d := in.shown
	if len(d.Attempts) == 0 {
		return append([]string{t.dim.Render("No attempt was made yet."), ""}, append(t.nextLines(d, w, now), t.urlNoteLines(d, w)...)...)
	}
	const fixed = 2 + 3 + 9 + outcomeWidth + 4 + 8 + 1
	barWidth := max(min(w-fixed, 24), 0)
	longest := 0.0
	for i := range d.Attempts {
		longest = max(longest, d.Attempts[i].DurationMS)
	}
	lines := []string{t.dim.Render(fmt.Sprintf("  %-3s%-9s%-*s%4s%8s", "#", "started", outcomeWidth, "outcome", "", "took"))}
	for i := range d.Attempts {
		a := &d.Attempts[i]
		lines = append(lines, t.attemptLine(a, i == in.attemptIndex(), barWidth, longest))
		for _, hit := range t.hitLines(a, max(w-5, 1)) {
			lines = append(lines, "     "+hit)
		}
		for _, more := range []string{a.Error, a.Note, a.Explanation} {
			if more == "" {
				continue
			}
			for _, line := range prose(t.clean(more), max(w-5, 1)) {
				lines = append(lines, t.dim.Render("     "+line))
			}
		}
	}
	lines = append(append(lines, ""), t.nextLines(d, w, now)...)
	return append(lines, t.urlNoteLines(d, w)...)
}

// urlNoteLines say what production would have against where the delivery goes.
func (t *theme) urlNoteLines(d *control.Delivery, w int) []string {
	var lines []string
	for i := range d.URLNotes {
		for _, line := range prose(t.clean(d.URLNotes[i].Sentence()), w) {
			lines = append(lines, t.dim.Render(line))
		}
	}
	return lines
}

func (t *theme) attemptLine(a *control.Attempt, current bool, barWidth int, longest float64) string {
	lead := "  "
	if current {
		lead = t.accent.Render(t.here) + " "
	}
	_, style := t.markSign(markOf(a.Outcome, len(a.Faults)))
	status := ""
	if a.Status > 0 {
		status = fmt.Sprint(a.Status)
	}
	outcome := t.clean(a.Outcome)
	if len(a.Faults) > 0 {
		outcome += " " + t.bolt
	}
	return lead + fmt.Sprintf("%-3d", a.Number) + a.StartedAt.UTC().Format("15:04:05") + " " +
		style.Render(t.fit(outcome, outcomeWidth)) + t.fitRight(status, 4) + t.fitRight(took(a.DurationMS), 8) + " " +
		t.dim.Render(t.barOf(a.DurationMS, longest, barWidth))
}

// barOf is a bar of at least one cell, the longest one filling the width.
func (t *theme) barOf(value, longest float64, w int) string {
	if w <= 0 || longest <= 0 {
		return ""
	}
	return strings.Repeat(t.bar, min(max(int(value/longest*float64(w)+0.5), 1), w))
}

// nextLines say when the next attempt is due, exactly and as people read it.
func (t *theme) nextLines(d *control.Delivery, w int, now time.Time) []string {
	state := relay.DeliveryState(d.State)
	switch {
	case state == relay.Pending && d.DueAt != nil:
		return []string{t.apart("next "+t.due(d, now, true), t.dim.Render(exactly(d.DueAt)), w)}
	case state == relay.Held:
		return prose("next when its subscription goes on: it is paused, nothing is lost", w)
	case state.Final() && d.SettledAt != nil:
		return []string{t.apart(t.dim.Render(t.clean(d.State)+": no further attempt"), t.dim.Render(exactly(d.SettledAt)), w)}
	}
	return []string{t.dim.Render(t.clean(d.State))}
}

func exactly(at *control.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }
