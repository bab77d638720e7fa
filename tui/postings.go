package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// postings are the books' rows on screen and around it, newest first. A posting never changes, so a reading of the newest
// only adds to them.
type postings struct {
	picker
	rows     []control.Posting
	loaded   bool
	loading  bool // the newest are being read
	err      error
	next     string // cursor behind the last row; empty at the end, and where rows fell off
	older    bool   // there are rows behind the last one
	paging   bool   // those are being read
	newerCut bool   // rows before the first one are not held
	unseen   int    // rows that came above the view

	debit, credit amounts
}

// take takes an answer of readPostings or morePostings.
func (p *postings) take(t *theme, msg postingsMsg) {
	p.err = msg.err
	switch {
	case msg.older:
		p.takeOlder(msg)
	default:
		p.loading = false
		if msg.err == nil {
			p.takeNewest(msg)
		}
	}
	p.trim()
	for i := range msg.postings {
		debit, credit := t.sides(&msg.postings[i])
		p.debit.measure(debit)
		p.credit.measure(credit)
	}
	keys := make([]string, len(p.rows))
	for i := range keys {
		keys[i] = p.rows[i].Reference
	}
	p.set(keys)
}

func (p *postings) takeNewest(msg postingsMsg) {
	known, following := -1, p.selected == ""
	if len(p.rows) > 0 {
		known = slices.IndexFunc(msg.postings, func(one control.Posting) bool { return one.Reference == p.rows[0].Reference })
	}
	switch {
	case !p.loaded || msg.next == "" || known < 0 && following: // they are all, or nothing that is held is among them
		if known > 0 && !following {
			p.unseen += known
		}
		p.rows, p.next, p.older, p.newerCut, p.paging = msg.postings, msg.next, msg.next != "", false, false
	case known < 0:
		p.newerCut = true
	default:
		p.newerCut = false
		overlap := min(len(msg.postings)-known, len(p.rows))
		p.rows = append(slices.Clone(msg.postings), p.rows[overlap:]...)
		if !following {
			p.unseen += known
		}
	}
	p.loaded = true
}

func (p *postings) takeOlder(msg postingsMsg) {
	if !p.paging {
		return // the rows were read anew meanwhile
	}
	p.paging = false
	if msg.err != nil {
		p.older = false // pressing G reads on
		return
	}
	p.next, p.older = msg.next, msg.next != ""
	held := make(map[string]bool, len(p.rows))
	for i := range p.rows {
		held[p.rows[i].Reference] = true
	}
	for _, one := range msg.postings {
		if !held[one.Reference] {
			p.rows = append(p.rows, one)
		}
	}
}

// trim lets rows fall off at the end that is farther from the selection.
func (p *postings) trim() {
	over := len(p.rows) - maxRows
	switch {
	case over <= 0:
	case p.index() < len(p.rows)/2:
		p.rows, p.next, p.older = slices.Clone(p.rows[:maxRows]), "", true
	default:
		p.rows, p.newerCut = slices.Clone(p.rows[over:]), true
	}
}

// current is the picked posting; nil where there is none.
func (p *postings) current() *control.Posting {
	if len(p.rows) == 0 {
		return nil
	}
	return &p.rows[p.index()]
}

// first goes to the newest and stays with them.
func (p *postings) first(m *model) tea.Cmd {
	p.selected, p.unseen = "", 0
	if p.newerCut && !p.loading {
		p.loading = true
		return m.calls.readPostings()
	}
	return nil
}

// last goes to the oldest that is held, and lets what lies behind be read even where that failed before.
func (p *postings) last(*model) tea.Cmd {
	p.older = p.older || p.next != ""
	p.move(len(p.rows))
	return nil
}

// bring brings the selection into view, and asks for the rows behind the last one when it comes near.
func (p *postings) bring(m *model, height int) tea.Cmd {
	p.picker.bring(height)
	p.unseen = min(p.unseen, p.offset)
	const near = 30
	if !p.loaded || !p.older || p.paging || p.index() < len(p.rows)-near || len(p.rows) == 0 {
		return nil
	}
	p.paging = true
	return m.calls.morePostings(p.next, p.rows[len(p.rows)-1].Reference)
}
