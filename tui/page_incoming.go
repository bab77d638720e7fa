package tui

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// incomingPage shows one request that came in: what was made of it, where it goes on to, and what it was.
func (t *theme) incomingPage(in *control.Incoming, of *incomingKey) *page {
	p, w := &page{}, of.width
	p.add(t.apart(t.incomingVerdict(in.Verdict)+t.dim.Render("  "+answeredText(in)), t.dim.Render(t.clean(in.Provider)), w))
	if in.Problem != "" {
		style := waitingInk
		if in.Verdict == string(relay.IncomingRejected) {
			style = failedInk
		}
		t.addProse(p, "", t.clean(in.Problem), style, 0, w)
	}
	p.add("")
	for _, fact := range [][2]string{
		{"came", exactly(&in.ReceivedAt)}, {"from", in.RemoteAddr}, {"hook", in.Hook}, {"type", in.EventType}, {"identity", in.DialectID}, {"event", in.EventID}, {"id", in.ID},
	} {
		p.add(t.fact(fact[0], t.clean(fact[1]), w)...)
	}
	switch {
	case of.problem != "":
		p.add("")
		t.addProse(p, "", "It cannot be read: "+t.clean(of.problem), failedInk, 0, w)
		return p
	case of.shown == nil:
		p.add("", t.dim.Render("reading"+t.ellipsis))
		return p
	}
	for i := range of.shown.Deliveries {
		p.add(t.factOf(map[bool]string{true: "goes on as"}[i == 0], []string{t.goesOn(&of.shown.Deliveries[i])})...)
	}
	if request := of.shown.Request; request != nil {
		p.add("")
		p.addText(t.clean(request.Method+" "+t.hookPath(in)+request.URL), plainInk)
		p.add("")
		t.addHeaders(p, request, w)
		t.addBody(p, request, of.mode, w)
	}
	return p
}

// hookPath is where a request came in, without the segment in it that is nobody's to know.
func (t *theme) hookPath(in *control.Incoming) string { return "/hooks/" + t.ellipsis + "/" + in.Hook }

// goesOn is a delivery that passes a request on: how that stands, what it is, and where it goes.
func (t *theme) goesOn(d *control.Delivery) string {
	sign, style := t.sign(d.State)
	return style.Render(sign+" "+t.clean(d.State)) + "  " + t.shortID(d.ID) + t.dim.Render(" "+t.arrow+" ") + t.clean(place(d.URL))
}

// answeredText is what the sender was answered.
func answeredText(in *control.Incoming) string {
	if in.Status == 0 {
		return "answered with the app's answer"
	}
	return fmt.Sprintf("answered %d", in.Status)
}

// incomingVerdict is a verdict as sign and word.
func (t *theme) incomingVerdict(verdict string) string {
	sign, style := t.incomingSign(verdict)
	return style.Render(sign + " " + t.clean(verdict))
}

func (t *theme) incomingSign(verdict string) (string, pen) {
	switch relay.IncomingVerdict(verdict) {
	case relay.IncomingVerified:
		return t.delivered, t.ok
	case relay.IncomingUnverified:
		return t.unknown, t.waiting
	case relay.IncomingRepeated:
		return t.canceled, t.dim
	case relay.IncomingRejected:
		return t.failedSign, t.failed
	case relay.IncomingProbe:
		return t.pending, t.dim
	}
	return t.unknown, t.failed
}
