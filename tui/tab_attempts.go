package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// attemptColumns are the widths of the timeline's columns. A column of no width is not drawn.
type attemptColumns struct{ number, planned, started, outcome, took, bar int }

const (
	shortPlan  = 8 // how long after the attempt before
	shortStart = 9 // the time of day
)

// attemptColumnsOf shares w cells out; the bar gets what is left.
func attemptColumnsOf(w int, d *control.Delivery) attemptColumns {
	last := d.Attempts[len(d.Attempts)-1].Number
	c := attemptColumns{number: max(len(fmt.Sprint(last)), 1) + 1, started: shortStart, outcome: 12, took: 7}
	if slices.ContainsFunc(d.Attempts, func(a control.Attempt) bool { return a.PlannedAt != nil }) {
		if c.planned = shortPlan; w >= 66 {
			c.started = 18 // with how late it was
		}
		if w >= 96 {
			c.planned = 18 // with the time of day
		}
	}
	if w >= 96 {
		c.outcome = 19 // whole words
	}
	c.bar = min(max(w-2-c.number-c.planned-c.started-c.outcome-c.took-1, 0), 100)
	return c
}

// attemptsPage is the timeline of all attempts: planned and actual times, their bars in one scale, what was said of each,
// and when the next one is due. picked is the index of the one that the other tabs show.
// scale divides the schedule's waits.
func (t *theme) attemptsPage(d *control.Delivery, picked int, scale float64, w int) *page {
	p := &page{}
	if len(d.Attempts) == 0 {
		p.add(t.dim.Render("No attempt was made yet."), "")
		t.addNext(p, d, w)
		t.addURLNotes(p, d, w)
		return p
	}
	c := attemptColumnsOf(w, d)
	if t.words() {
		c.bar = 0
	}
	p.add(t.dim.Render(t.fit("  "+t.fit("#", c.number)+t.fit("planned", c.planned)+t.fit("started", c.started)+t.fit("outcome", c.outcome)+t.fitRight("took", c.took), w)))
	longest := 0.0
	for i := range d.Attempts {
		longest = max(longest, d.Attempts[i].DurationMS)
	}
	for i := range d.Attempts {
		p.add(t.fit(t.attemptLine(d, i, i == picked, c, longest), w))
		indent := 2 + c.number
		if t.words() {
			t.addProse(p, "", t.partsTold(&d.Attempts[i]), plainInk, indent, w)
		}
		t.addHits(p, &d.Attempts[i], indent, w)
		t.addRemarks(p, &d.Attempts[i], dimInk, indent, w)
		if text := retryAfterOf(d, i, scale); text != "" {
			t.addProse(p, "", t.clean(text), dimInk, indent, w)
		}
	}
	p.add("")
	if legend := t.legend(d.Attempts); legend != "" && c.bar > 0 {
		p.add(t.fit(legend, w), "")
	}
	t.addNext(p, d, w)
	t.addURLNotes(p, d, w)
	return p
}

func (t *theme) attemptLine(d *control.Delivery, i int, picked bool, c attemptColumns, longest float64) string {
	a := &d.Attempts[i]
	lead := "  "
	if picked {
		lead = t.accent.Render(t.here) + " "
	}
	return lead + t.fit(fmt.Sprint(a.Number), c.number) + t.fit(t.plannedCell(d, i, c), c.planned) + t.fit(startedCell(a, c), c.started) +
		t.outcomeCell(a, c) + t.fitRight(took(a.DurationMS), c.took) + " " + t.barOf(a, longest, c.bar)
}

// plannedCell says when an attempt was due: how long after the one before it, and where there is room, at what time.
func (t *theme) plannedCell(d *control.Delivery, i int, c attemptColumns) string {
	a := &d.Attempts[i]
	if a.PlannedAt == nil {
		return t.dim.Render(t.dash)
	}
	text := plus(a.PlannedAt.Sub(previousStart(d, i)))
	if i == 0 && text == "+0s" {
		text = "now"
	}
	if c.planned > shortPlan {
		text = a.PlannedAt.UTC().Format("15:04:05") + " " + text
	}
	return t.dim.Render(text)
}

// previousStart is when the attempt before was started, or the delivery made.
func previousStart(d *control.Delivery, i int) time.Time {
	if i == 0 {
		return d.CreatedAt.Time
	}
	return d.Attempts[i-1].StartedAt.Time
}

// startedCell says when an attempt was made, and where there is room, how late that was.
func startedCell(a *control.Attempt, c attemptColumns) string {
	text := a.StartedAt.UTC().Format("15:04:05")
	if c.started > shortStart && a.PlannedAt != nil {
		text += " (" + plus(a.StartedAt.Sub(a.PlannedAt.Time)) + ")"
	}
	return text
}

func (t *theme) outcomeCell(a *control.Attempt, c attemptColumns) string {
	sign, style := t.markSign(markOf(a.Outcome, len(a.Faults) > 0))
	text := shortOutcome(a)
	if c.outcome >= 19 && a.Status == 0 {
		text = a.Outcome
	}
	return style.Render(t.fit(sign+" "+t.clean(text), c.outcome))
}

// addURLNotes says what production would have against where the delivery goes.
func (t *theme) addURLNotes(p *page, d *control.Delivery, w int) {
	for i := range d.URLNotes {
		t.addProse(p, "", t.clean(d.URLNotes[i].Sentence()), dimInk, 0, w)
	}
}

// addNext says when the next attempt is due, exactly and as people read it.
func (t *theme) addNext(p *page, d *control.Delivery, w int) {
	state := relay.DeliveryState(d.State)
	switch {
	case state == relay.Pending && d.DueAt != nil:
		gap := ""
		if n := len(d.Attempts); n > 0 {
			gap = " (" + plus(d.DueAt.Sub(d.Attempts[n-1].StartedAt.Time)) + ")"
		}
		p.addClock(func(now time.Time) string {
			return t.apart("next "+t.due(d, now, true)+t.dim.Render(gap), t.dim.Render(exactly(d.DueAt)), w)
		})
	case state == relay.Held:
		t.addProse(p, "", "next when its subscription goes on: it is paused, nothing is lost", plainInk, 0, w)
	case state.Final() && d.SettledAt != nil:
		p.add(t.apart(t.dim.Render(t.clean(d.State)+": no further attempt"), t.dim.Render(exactly(d.SettledAt)), w))
	default:
		p.add(t.dim.Render(t.clean(d.State)))
	}
	for i := range d.PostponedBy {
		f := &d.PostponedBy[i]
		t.addProse(p, t.bolt+" ", t.clean("put off: "+specOf(f.Name, f.Value)), injectedInk, 0, w)
	}
	if d.BlockedBy != "" {
		t.addProse(p, "", "waits behind "+t.clean(d.BlockedBy)+": its subscription keeps the order", waitingInk, 0, w)
	}
}

func exactly(at *control.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }

// retryAfterOf says what became of an answer's Retry-After, against when the next attempt was planned. Empty where there is
// none, or no next attempt to hold it against.
func retryAfterOf(d *control.Delivery, i int, scale float64) string {
	a := &d.Attempts[i]
	if a.Response == nil {
		return ""
	}
	value := ""
	for name, values := range a.Response.Headers {
		if strings.EqualFold(name, "Retry-After") && len(values) > 0 {
			value = values[0]
		}
	}
	var next *control.Time
	switch {
	case i+1 < len(d.Attempts):
		next = d.Attempts[i+1].PlannedAt
	case d.State == string(relay.Pending):
		next = d.DueAt
	}
	if value == "" || next == nil {
		return ""
	}
	end := a.StartedAt.Add(time.Duration(a.DurationMS * float64(time.Millisecond)))
	asked, _, ok := relay.RetryAfter([]string{value}, end)
	if !ok {
		return "" // the attempt's note says why
	}
	if strings.Trim(value, "0123456789") == "" {
		value += " s"
	}
	asked = time.Duration(float64(asked) / max(scale, 1))
	const slack = 2 * time.Second // what a wait may be off, as by an attempt's own duration
	switch got := next.Sub(a.StartedAt.Time); {
	case got < asked-slack:
		return fmt.Sprintf("Retry-After %s ignored: next after %s", value, gap(got))
	case got > asked+slack:
		return fmt.Sprintf("Retry-After %s ignored: shorter than the schedule's %s", value, gap(got))
	}
	return fmt.Sprintf("Retry-After %s followed", value)
}
