package tui

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// requestPage shows what an attempt sent, and how its signature was computed.
func (t *theme) requestPage(d *control.Delivery, a *control.Attempt, proof *proof, mode bodyMode, w int) *page {
	p := &page{}
	p.addText(t.clean(a.Request.Method+" "+a.Request.URL), plainInk)
	t.addPassing(p, d, a, w)
	t.addHits(p, a, 0, w)
	p.add("")
	t.addHeaders(p, &a.Request, w)
	if proof != nil {
		t.addSignature(p, proof, a.Request.Bytes(), w)
	}
	t.addBody(p, &a.Request, mode, w)
	return p
}

// addPassing tells which request that came in an attempt passed on, and whether as it came.
func (t *theme) addPassing(p *page, d *control.Delivery, a *control.Attempt, w int) {
	switch note := relay.PassingNote(a.Note); {
	case d.IncomingID == "":
	case note == "":
		t.addProse(p, "", "passed on as it came: "+t.shortID(d.IncomingID), dimInk, 0, w)
	default:
		t.addProse(p, "", t.shortID(d.IncomingID)+", "+t.clean(note), waitingInk, 0, w)
	}
}

// unsentPage shows what will be sent.
func (t *theme) unsentPage(d *control.Delivery, mode bodyMode, w int) *page {
	p := &page{}
	p.addText("to "+t.clean(d.URL), plainInk)
	p.addClock(func(now time.Time) string { return t.dim.Render("not sent yet; next " + t.due(d, now, true)) })
	if d.IncomingID != "" {
		t.addProse(p, "", "passes on "+t.shortID(d.IncomingID), dimInk, 0, w)
	}
	p.add("")
	t.addBody(p, &control.Message{Body: d.Body, BodyBase64: d.BodyBase64, BodyMasked: d.BodyMasked}, mode, w)
	return p
}
