package tui

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// balanceColumn is the trial balance, and beneath it the picked posting.
func (m *model) balanceColumn(b *bookBoard, at bookPlaces, w int) []string {
	t := m.theme
	balance := box{title: t.strong.Render("Trial balance"), width: w, height: at.balance, focused: b.focus == onBalance}
	switch {
	case b.balance == nil:
	case b.balance.Balanced:
		balance.right = t.ok.Render(t.right + " balanced")
	default:
		balance.right = t.failed.Render(t.failedSign + " not balanced")
	}
	b.aside.fill(t, &balance)
	lines := t.frame(balance)
	if at.posting == 0 {
		return lines
	}
	posting := box{width: w, height: at.posting}
	if p := b.postings.current(); p != nil {
		posting.title = t.strong.Render(t.clean(p.Reference))
		posting.right = t.dim.Render(t.clean(p.Provider))
		for _, line := range t.postingLines(p, max(w-4, 1), at.posting-2) {
			posting.lines = append(posting.lines, " "+line)
		}
	}
	return append(lines, t.frame(posting)...)
}

// accountColumns are the widths of a table of accounts.
type accountColumns struct {
	account       int
	debit, credit amounts
}

// balanceLines are the accounts with their sums, by currency.
func (t *theme) balanceLines(b *control.TrialBalance, w int) []string {
	c := accountColumns{}
	for i := range b.Currencies {
		c.debit.measure(t.clean(b.Currencies[i].Debit))
		c.credit.measure(t.clean(b.Currencies[i].Credit))
	}
	for i := range b.Accounts {
		c.debit.measure(t.clean(b.Accounts[i].Debit))
		c.credit.measure(t.clean(b.Accounts[i].Credit))
	}
	c.account = w - c.debit.width() - c.credit.width() - 2
	var lines []string
	for i := range b.Currencies {
		sum := &b.Currencies[i]
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, t.strong.Render(t.fit(t.clean(sum.Currency), max(c.account, 4)))+t.dim.Render(" "+t.fitRight("debit", c.debit.width())+" "+t.fitRight("credit", c.credit.width())))
		for j := range b.Accounts {
			if a := &b.Accounts[j]; a.Currency == sum.Currency {
				lines = append(lines, t.accountLine(c, t.clean(a.Account), t.clean(a.Debit), t.clean(a.Credit)))
			}
		}
		style := t.strong
		if !sum.Balanced {
			style = t.failed
		}
		lines = append(lines, style.Render(t.accountLine(c, "total", t.clean(sum.Debit), t.clean(sum.Credit))))
	}
	if n := len(b.Unbalanced); n > 0 {
		lines = append(lines, "", t.failed.Render(fmt.Sprintf("%s out of balance, such as %s", plural(n, "posting", "postings"), t.clean(b.Unbalanced[0]))))
	}
	return lines
}

func (t *theme) accountLine(c accountColumns, account, debit, credit string) string {
	return rowOf(t.fit(account, c.account), t.amountOrBlank(debit, c.debit), t.amountOrBlank(credit, c.credit))
}

// amountOrBlank leaves out a side that has nothing.
func (t *theme) amountOrBlank(amount string, a amounts) string {
	if amount == "" || amount == "0" || amount == "0.00" {
		return t.fit("", a.width())
	}
	return t.amount(amount, a)
}

// postingLines show one posting with its entries, in so many lines at most.
func (t *theme) postingLines(p *control.Posting, w, most int) []string {
	about := kindText(p) + " " + p.Document
	if p.Amends != "" {
		about += ", amends " + p.Amends
	}
	lines := []string{t.fit(t.clean(about), w), t.dim.Render(t.fit(t.clean(p.Text), w))}
	for _, breach := range p.Breaches {
		lines = append(lines, t.failed.Render(t.fit(t.failedSign+" "+t.clean(breach), w)))
	}
	lines = append(lines, "")
	c := accountColumns{}
	for i := range p.Entries {
		c.debit.measure(t.clean(p.Entries[i].Debit))
		c.credit.measure(t.clean(p.Entries[i].Credit))
	}
	c.account = w - c.debit.width() - c.credit.width() - 2
	for i := range p.Entries {
		e := &p.Entries[i]
		lines = append(lines, t.accountLine(c, t.clean(e.Account), t.clean(e.Debit), t.clean(e.Credit)))
	}
	if over := len(lines) + 1 - most; over > 0 && most > 2 {
		lines = append(lines[:most-2], t.dim.Render(fmt.Sprintf("%d more", over+1)))
	}
	return append(lines, t.dim.Render(t.fitRight(exactly(&p.PostedAt), w)))
}
