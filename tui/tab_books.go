package tui

import (
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// booksPage shows what the mock received and booked for a delivery. read is nil while nothing was asked.
func (t *theme) booksPage(d *control.Delivery, read *reading, w int) *page {
	p := &page{}
	switch {
	case read == nil || read.books == nil && read.err == nil:
		p.add(t.dim.Render("reading" + t.ellipsis))
		return p
	case read.err != nil:
		p.add(t.failed.Render("The books cannot be read."), "")
		t.addProse(p, "", t.clean(problem(read.err)), plainInk, 0, w)
		return p
	}
	books := read.books
	if len(books.Receipts)+len(books.Postings) == 0 {
		t.addNoBooks(p, d, w)
		return p
	}
	p.add(t.strong.Render("Received"))
	for i := range books.Receipts {
		t.addReceipt(p, &books.Receipts[i], w)
	}
	p.add("", t.strong.Render("Booked"))
	if len(books.Postings) == 0 {
		p.add(t.dim.Render("nothing"))
	}
	columns := t.entryColumns(books.Postings, w)
	for i := range books.Postings {
		t.addPosting(p, &books.Postings[i], columns, w)
	}
	return p
}

// addNoBooks says why there is nothing.
func (t *theme) addNoBooks(p *page, d *control.Delivery, w int) {
	if len(d.Attempts) == 0 {
		t.addProse(p, "", "Not sent yet: nothing can be booked.", plainInk, 0, w)
		return
	}
	t.addProse(p, "", "The mock received nothing of this delivery.", plainInk, 0, w)
	p.add("")
	t.addProse(p, "", "It goes to "+t.clean(d.URL)+". The mock books what is sent to the mock; what another receiver books is not seen here.", dimInk, 0, w)
}

func (t *theme) addReceipt(p *page, r *control.Receipt, w int) {
	sign, in := t.goodSign(), okInk
	switch relay.Verdict(r.Verdict) {
	case relay.Accepted:
	case relay.Duplicate:
		if in = dimInk; !t.words() {
			sign = "= "
		}
	default:
		sign, in = t.badSign(), failedInk
	}
	which := ""
	if r.Attempt > 0 {
		which = fmt.Sprintf("  #%d", r.Attempt)
	}
	left := t.style(in).Render(sign+t.clean(r.Verdict)) + which + "  " + t.dim.Render(r.ReceivedAt.UTC().Format("15:04:05"))
	if r.Status > 0 {
		left += t.dim.Render(fmt.Sprintf("  answered %d", r.Status))
	}
	p.add(t.apart(left, t.clean(r.Reference), w))
	if r.Problem != "" {
		t.addProse(p, "", t.clean(r.Problem), plainInk, 2, w)
	}
	for i := range r.Faults {
		t.addProse(p, t.injectedSign(), t.clean("injected: "+specOf(r.Faults[i].Name, r.Faults[i].Value)+" at the "+r.Faults[i].At), injectedInk, 2, w)
	}
	for i := range r.Fetches {
		t.addFetch(p, &r.Fetches[i], w)
	}
	for _, breach := range r.Breaches {
		t.addProse(p, t.badSign(), t.clean(breach), failedInk, 2, w)
	}
}

// addFetch tells of something that the mock read, or is to read, for a receipt or posting.
func (t *theme) addFetch(p *page, f *control.Fetch, w int) {
	in := dimInk
	switch f.State {
	case "failed", "gone":
		in = failedInk
	case "waiting":
		in = waitingInk
	}
	text := f.What + " " + f.State
	if f.Tries > 1 {
		text += fmt.Sprintf(" after %d tries", f.Tries)
	}
	if f.Status > 0 && f.State != "fetched" {
		text += fmt.Sprintf(", answered %d", f.Status)
	}
	if f.Bytes > 0 {
		text += ", " + plural(int(f.Bytes), "byte", "bytes")
	}
	if f.Problem != "" {
		text += ": " + f.Problem
	}
	t.addProse(p, "", t.clean(text), in, 2, w)
	if f.Fault != "" {
		t.addProse(p, t.injectedSign(), t.clean("injected: "+f.Fault), injectedInk, 2, w)
	}
	t.addProse(p, "", t.clean(f.URL), dimInk, 4, w)
}

func (t *theme) addPosting(p *page, g *control.Posting, c entryColumns, w int) {
	kind := strings.ReplaceAll(g.Kind, "_", " ")
	if g.Amends != "" {
		kind += " of " + g.Amends
	}
	p.add(t.apart(t.strong.Render(t.clean(g.Reference))+"  "+t.clean(kind), t.dim.Render(g.PostedAt.UTC().Format("15:04:05")), w))
	if g.Text != "" {
		t.addProse(p, "", t.clean(g.Text), dimInk, 2, w)
	}
	for i := range g.Entries {
		p.add(t.fit(t.entryLine(&g.Entries[i], g.Currency, c), w))
	}
	if g.File != nil {
		t.addFetch(p, g.File, w)
	}
	for _, breach := range g.Breaches {
		t.addProse(p, t.badSign(), t.clean(breach), failedInk, 2, w)
	}
}
