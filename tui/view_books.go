package tui

import (
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (b *bookBoard) pane(m *model, l layout) []string {
	t, at := m.theme, b.places(l)
	verdict := " " + m.verdict(b)
	top := []string{t.apart(verdict, m.viewsLine(l.width-width(verdict)-3)+" ", l.width)}
	if l.body <= 1 {
		return top[:l.body]
	}
	w, beside := l.sides()
	if b.focus == onBalance {
		return append(top, m.balanceColumn(b, at, beside)...)
	}
	var rows []string
	if at.findings > 0 {
		rows = t.frame(m.findingBox(b, w, at.findings))
	}
	rows = append(rows, t.frame(m.postingBox(b, w, at.postings))...)
	if !l.narrow {
		rows = abreast(rows, m.balanceColumn(b, at, beside))
	}
	return append(top, rows...)
}

// verdict is the line on top: whether the books hold what was sent.
func (m *model) verdict(b *bookBoard) string {
	t, r := m.theme, b.reconciliation
	switch {
	case b.noMock():
		return t.dim.Render("This server has no mock, and so no books.")
	case b.late:
		return t.waiting.Render(t.pending+" too much to reconcile while you look:") + " " + t.accent.Render("ledgerhook "+m.cli("mock reconcile")) + " takes its time"
	case b.auditErr != nil:
		return t.failed.Render(t.failedSign+" not reconciled: ") + t.clean(problem(b.auditErr))
	case r == nil:
		return t.dim.Render("reconciling" + t.ellipsis)
	}
	text := fmt.Sprintf("%s, %s, %s missing, %s doubled", plural(r.Events, "event", "events"), plural(r.Postings, "posting", "postings"), number(r.Missing.Count), number(r.Doubled.Count))
	for _, one := range []struct {
		n    int
		word string
	}{{r.Differing.Count, "differing"}, {r.Breached.Count, "unsound"}} {
		if one.n > 0 {
			text += fmt.Sprintf(", %s %s", number(one.n), one.word)
		}
	}
	line := t.ok.Render(t.right + " reconciled: " + text)
	if !r.Reconciled {
		line = t.failed.Render(t.failedSign + " not reconciled: " + text)
	}
	if r.Waiting > 0 {
		line += t.waiting.Render(fmt.Sprintf("  %s %s waiting", t.pending, number(r.Waiting)))
	}
	if r.Undelivered.Count > 0 {
		line += t.dim.Render(fmt.Sprintf("  %s undelivered", number(r.Undelivered.Count)))
	}
	return line
}

func (m *model) findingBox(b *bookBoard, w, height int) box {
	t := m.theme
	found := box{title: t.failed.Render("Wrong"), width: w, height: height, focused: b.focus == onFindings}
	if more := b.total - len(b.findings); more > 0 {
		found.corner = t.dim.Render(number(more) + " more")
	}
	about := 0
	for i := range b.findings {
		about = max(about, width(t.clean(b.findings[i].about)))
	}
	about = min(about, max(w/3, 8))
	from, to := b.found.inWindow(height - 2)
	for i := from; i < min(to, len(b.findings)); i++ {
		f := &b.findings[i]
		lead := "   "
		if i == b.found.index() && found.focused {
			lead = " " + t.accent.Render(t.here) + " "
		}
		line := rowOf(t.failed.Render(t.fit(t.failedSign+" "+f.kind, 11)), t.fit(t.clean(f.about), about), t.clean(f.what))
		found.lines = append(found.lines, lead+t.fit(line, w-6))
	}
	return found
}

func (m *model) postingBox(b *bookBoard, w, height int) box {
	t, p := m.theme, &b.postings
	rows := box{title: t.strong.Render("Books"), corner: p.above(t), width: w, height: height, focused: b.focus == onPostings}
	if len(p.rows) == 0 {
		rows.lines = m.noPostings(b, w-2)
		return rows
	}
	rows.lines = m.postingRows(p, w-2, height-3, rows.focused)
	return rows
}

// postingColumns are the widths of the columns. One of no width is not drawn.
type postingColumns struct{ reference, kind, document, text, currency int }

// postingColumnsOf shares w cells out: document and text get what the amounts leave.
func postingColumnsOf(w int, p *postings) postingColumns {
	c := postingColumns{reference: 13, kind: 11, currency: 3}
	const edges = 3 + 1
	rest := w - edges - (p.debit.width() + 1) - (p.credit.width() + 1) - (c.reference + 1) - c.currency
	if rest < 40 {
		c.kind = 0
	} else {
		rest -= c.kind + 1
	}
	switch {
	case rest >= 36:
		c.document = min(rest*2/5, 34)
		c.text = rest - c.document - 2
	case rest >= 8:
		c.document = rest - 1
	default:
		c.currency = 0
	}
	return c
}

// postingRows are the column names and the rows in view.
func (m *model) postingRows(p *postings, w, rows int, focused bool) []string {
	t, c := m.theme, postingColumnsOf(w, p)
	head := rowOf(t.fit("reference", c.reference), t.fit("kind", c.kind), t.fit("document", c.document), t.fit("text", c.text),
		t.fitRight("debit", p.debit.width()), t.fitRight("credit", p.credit.width()), t.fit("", c.currency))
	lines := []string{t.dim.Render("   " + head)}
	from, to := p.inWindow(rows)
	for i := from; i < min(to, len(p.rows)); i++ {
		lead, text := "   ", t.plain
		if i == p.index() && focused {
			lead, text = " "+t.accent.Render(t.here)+" ", t.strong
		}
		one := &p.rows[i]
		if len(one.Breaches) > 0 {
			text = t.failed
		}
		debit, credit := t.sides(one)
		lines = append(lines, lead+rowOf(text.Render(t.fit(t.clean(one.Reference), c.reference)), t.dim.Render(t.fit(t.clean(kindText(one)), c.kind)),
			t.fitLeft(t.clean(one.Document), c.document), t.dim.Render(t.fit(t.clean(one.Text), c.text)), t.amount(debit, p.debit), t.amount(credit, p.credit),
			t.fit(t.clean(one.Currency), c.currency)))
	}
	if p.paging && len(lines) <= rows {
		lines = append(lines, t.dim.Render("   reading older ones"+t.ellipsis))
	}
	return lines
}

func kindText(p *control.Posting) string { return strings.ReplaceAll(p.Kind, "_", " ") }

func (m *model) noPostings(b *bookBoard, w int) []string {
	t := m.theme
	switch {
	case b.noMock():
		return t.said(w, "There are no books to show.", "", "Your app's own can be held against what was sent to it:", "",
			"  "+t.accent.Render("ledgerhook "+m.cli("mock reconcile --observed bookings.csv")))
	case b.postings.err != nil:
		return t.said(w, t.failed.Render("The books cannot be read."), "", t.clean(problem(b.postings.err)))
	case !b.postings.loaded:
		return t.said(w, t.dim.Render("reading the books"+t.ellipsis))
	}
	return t.said(w, t.strong.Render("Nothing is booked yet."), "", "The built-in mock books what it is sent:", "",
		"  "+t.accent.Render("ledgerhook "+m.cli("trigger fintoro invoices.paid")), "", "Your app's own books can be held against what was sent to it:", "",
		"  "+t.accent.Render("ledgerhook "+m.cli("mock reconcile --observed bookings.csv")))
}
