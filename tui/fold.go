package tui

import "slices"

// node is something on a page that can be folded into its first row.
type node struct {
	first, last int    // rows
	parent      int    // the node around it; -1 for none
	depth       int    // how many are around it
	size        string // of what is inside, such as "12 keys"
}

// folding is which nodes of a page are folded. Nil: none is.
type folding []bool

func (f folding) closed(n int) bool { return n < len(f) && f[n] }

// fold opens or closes a node.
func (f folding) set(n int, closed bool) folding {
	if n >= len(f) {
		f = append(f, make([]bool, n+1-len(f))...)
	}
	f[n] = closed
	return f
}

// nodeAt is the innermost node around a row; -1 for none.
func (p *page) nodeAt(row int) int {
	n, exact := slices.BinarySearchFunc(p.nodes, row, func(n node, row int) int { return n.first - row })
	if !exact {
		n--
	}
	for n >= 0 && p.nodes[n].last < row {
		n = p.nodes[n].parent
	}
	return n
}

// shownRow is where a row stands when it is folded away: the first row of the outermost node that hides it.
func (p *page) shownRow(row int, folds folding) int {
	shown := row
	for n := p.nodeAt(row); n >= 0; n = p.nodes[n].parent {
		if folds.closed(n) && p.nodes[n].first < row {
			shown = p.nodes[n].first
		}
	}
	return shown
}

// unfoldTo opens every node that hides a row, and reports whether any did.
func (p *page) unfoldTo(row int, folds folding) bool {
	opened := false
	for n := p.nodeAt(row); n >= 0; n = p.nodes[n].parent {
		if folds.closed(n) && p.nodes[n].first < row {
			folds[n], opened = false, true
		}
	}
	return opened
}

// foldedBelow is what is folded when all nodes of at least that depth are.
func (p *page) foldedBelow(depth int) folding {
	folds := make(folding, len(p.nodes))
	for i := range p.nodes {
		folds[i] = p.nodes[i].depth >= depth
	}
	return folds
}
