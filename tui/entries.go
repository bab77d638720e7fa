package tui

import (
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// entryColumns are the widths of postings' entries: the account, and of the amounts what stands before the decimal point
// and what stands from it on, the same for both sides.
type entryColumns struct{ account, whole, part int }

// entryColumns are as wide as the entries need, the account at most what w cells leave.
func (t *theme) entryColumns(postings []control.Posting, w int) entryColumns {
	var c entryColumns
	for i := range postings {
		for _, e := range postings[i].Entries {
			c.account = max(c.account, width(t.clean(e.Account)))
			for _, amount := range []string{e.Debit, e.Credit} {
				whole, part := t.atPoint(amount)
				c.whole, c.part = max(c.whole, width(whole)), max(c.part, width(part))
			}
		}
	}
	c.account = max(min(c.account, w-2-2*(c.whole+c.part+2)-4), 4)
	return c
}

// atPoint cuts an amount at its decimal point, which the second part begins with.
func (t *theme) atPoint(amount string) (whole, part string) {
	amount = t.clean(amount)
	if at := strings.IndexByte(amount, '.'); at >= 0 {
		return amount[:at], amount[at:]
	}
	return amount, ""
}

// entryLine is one entry: its account, its debit, its credit, the points below each other.
func (t *theme) entryLine(e *control.Entry, currency string, c entryColumns) string {
	line := "  " + t.fit(t.clean(e.Account), c.account)
	for _, amount := range []string{e.Debit, e.Credit} {
		whole, part := t.atPoint(amount)
		line += "  " + t.fitRight(whole, c.whole) + t.fit(part, c.part)
	}
	return line + " " + t.dim.Render(t.clean(currency))
}
