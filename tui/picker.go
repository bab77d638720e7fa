package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// picker keeps the selection among rows on its row, by key, whatever comes and goes around it. The zero value is ready.
type picker struct {
	keys     []string // of the rows, in order
	selected string   // empty: the first row, whichever that is
	offset   int      // of the first row in view
}

// set takes the rows' keys. What is in view stays there; where the selected row is gone, the one in its place is selected.
func (p *picker) set(keys []string) {
	at := p.index()
	p.keys = keys
	switch {
	case p.selected == "":
		p.offset = 0
		return
	case len(keys) == 0:
		p.selected = ""
		return
	case !slices.Contains(keys, p.selected):
		p.selected = keys[min(at, len(keys)-1)]
	}
	p.offset += p.index() - at
}

// index is where the selected row stands; 0 where there is none.
func (p *picker) index() int { return max(slices.Index(p.keys, p.selected), 0) }

// picked is the selected row's key; empty where there is none.
func (p *picker) picked() string {
	if len(p.keys) == 0 {
		return ""
	}
	return p.keys[p.index()]
}

// move moves the selection by so many rows.
func (p *picker) move(by int) {
	if len(p.keys) > 0 {
		p.selected = p.keys[min(max(p.index()+by, 0), len(p.keys)-1)]
	}
}

// first goes to the first row and stays with whichever is the first.
func (p *picker) first(*model) tea.Cmd {
	p.selected = ""
	return nil
}

func (p *picker) last(*model) tea.Cmd {
	p.move(len(p.keys))
	return nil
}

// bring brings the selection into view of so many rows.
func (p *picker) bring(height int) {
	height = max(height, 1)
	i := p.index()
	p.offset = min(max(p.offset, i-height+1), i)
	p.offset = max(min(p.offset, len(p.keys)-height), 0)
}

// inWindow is which rows are in view of so many.
func (p *picker) inWindow(height int) (from, to int) {
	to = min(p.offset+max(height, 0), len(p.keys))
	return min(p.offset, to), to
}
