package tui

import (
	"fmt"
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// faultsPage shows every fault that hit the delivery, over all its attempts, and the rules in force that hit its next one.
func (t *theme) faultsPage(d *control.Delivery, rules []control.FaultRule, now time.Time, w int) *page {
	p := &page{}
	hits := 0
	for i := range d.Attempts {
		a := &d.Attempts[i]
		for n := range a.Faults {
			hits++
			t.addHit(p, a, &a.Faults[n], w)
		}
	}
	if hits == 0 {
		text := "No fault has hit this delivery."
		if d.State != string(relay.Delivered) && len(d.Attempts) > 0 {
			text = "No fault has hit this delivery: what went wrong is real."
		}
		p.addText(text, plainInk)
	}
	if d.Final() {
		return p
	}
	p.add("", t.strong.Render("Before the next attempt"))
	coming := 0
	for i := range rules {
		if hitsNext(&rules[i], d, now) {
			coming++
			t.addProse(p, t.bolt+" ", t.clean(specOf(rules[i].Name, rules[i].Value)+whoOf(&rules[i])), injectedInk, 0, w)
		}
	}
	if coming == 0 {
		p.add(t.dim.Render("no rule in force hits it"))
	}
	return p
}

// addHit shows one hit: what, where, when, and what the receiver really answered.
func (t *theme) addHit(p *page, a *control.Attempt, f *control.Fault, w int) {
	head := t.injected.Render(t.bolt+" "+t.clean(specOf(f.Name, f.Value))) + "  " + t.dim.Render("at the "+t.clean(f.At))
	p.add(t.apart(head, fmt.Sprintf("#%d", a.Number)+"  "+t.dim.Render(a.StartedAt.UTC().Format("15:04:05")), w))
	if f.Note != "" {
		t.addProse(p, "", t.clean(f.Note), plainInk, 2, w)
	}
	if f.Actual != nil {
		t.addProse(p, "", fmt.Sprintf("the receiver really answered %s, %s", statusText(f.Actual.Status), plural(len(f.Actual.Bytes()), "byte", "bytes")), plainInk, 2, w)
	}
	sees := a.Outcome
	if a.Response != nil {
		sees = statusText(a.Response.Status)
	}
	t.addProse(p, "", t.clean("the sender saw "+sees), dimInk, 2, w)
	if f.ID != "" {
		t.addProse(p, "", t.clean("rule "+f.ID), dimInk, 2, w)
	}
}

// hitsNext reports whether a rule may hit the next attempt, as far as it can be told from here: one that acts by chance or
// on every so manieth may or may not.
func hitsNext(r *control.FaultRule, d *control.Delivery, now time.Time) bool {
	filter, err := relay.ParseFilter(r.Filter)
	switch {
	case err != nil, r.At == string(relay.AtAPI):
		return false
	case r.Limit > 0 && r.Hits >= r.Limit, r.First > 0 && d.AttemptCount >= r.First:
		return false
	case slices.ContainsFunc(d.PostponedBy, func(f control.Fault) bool { return f.ID == r.ID }):
		return false // it has put the attempt off already
	}
	return filter.Match(filtered(d), now)
}
