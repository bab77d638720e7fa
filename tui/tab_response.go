package tui

import "github.com/ledgerhook/ledgerhook/relay/control"

// responsePage shows what an attempt got back, and what the receiver really answered where a fault replaced it.
func (t *theme) responsePage(a *control.Attempt, mode bodyMode, w int) *page {
	p := &page{}
	style := t.ok
	if mark := markOf(a.Outcome, len(a.Faults) > 0); mark != markGood {
		_, style = t.markSign(mark)
	}
	text := style.Render(t.clean(a.Outcome))
	if a.Response != nil {
		text = style.Render(statusText(a.Response.Status)) + t.dim.Render("  "+t.clean(a.Outcome))
	}
	p.add(t.apart(text, t.dim.Render(took(a.DurationMS)), w))
	t.addRemarks(p, a, plainInk, 0, w)
	t.addHits(p, a, 0, w)
	if a.Response != nil {
		p.add("")
		t.addHeaders(p, a.Response, w)
		t.addBody(p, a.Response, mode, w)
	}
	for i := range a.Faults {
		if actual := a.Faults[i].Actual; actual != nil {
			p.add("")
			t.addProse(p, t.bolt+" ", "what the receiver really answered: "+statusText(actual.Status), injectedInk, 0, w)
			p.add("")
			t.addHeaders(p, actual, w)
			t.addBody(p, actual, mode, w)
		}
	}
	return p
}
