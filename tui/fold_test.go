package tui

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// somePage is a page of any JSON, and any part of it folded.
func somePage(t *rapid.T) (*page, folding) {
	body, err := json.Marshal(jsonValue(4).Draw(t, "value"))
	if err != nil {
		t.Fatal(err)
	}
	p := &page{}
	p.addText("above", plainInk)
	newTheme(true, false).addJSON(p, body)
	folds := make(folding, len(p.nodes))
	for i := range folds {
		folds[i] = rapid.Bool().Draw(t, "folded")
	}
	return p, folds
}

func TestFoldingHidesWhatIsInsideAndNothingElse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, folds := somePage(t)
		hidden := func(row int) bool {
			return slices.ContainsFunc(p.nodes, func(n node) bool {
				return folds[slices.Index(p.nodes, n)] && n.first < row && row <= n.last
			})
		}
		var want, got []int
		for row := range p.rows {
			if !hidden(row) {
				want = append(want, row)
			}
			if shown := p.shownRow(row, folds); hidden(shown) || shown > row || hidden(row) == (shown == row) {
				t.Fatalf("row %d stands in row %d", row, shown)
			}
		}
		for _, l := range p.lines(folds, 1<<20) {
			got = append(got, l.row)
			if node := p.nodeAt(l.row); (l.folded > 0) != (node >= 0 && p.nodes[node].first == l.row && folds[node]) {
				t.Fatalf("row %d is folded: %d", l.row, l.folded)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("rows %v, want %v", got, want)
		}
	})
}

func TestUnfoldingUndoesFolding(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, folds := somePage(t)
		before := p.lines(folds, 40)
		for n := range p.nodes {
			was := folds.closed(n)
			folds = folds.set(n, !was)
			folds = folds.set(n, was)
		}
		if !slices.Equal(p.lines(folds, 40), before) {
			t.Fatal("it differs")
		}
		row := rapid.IntRange(0, len(p.rows)-1).Draw(t, "row")
		opened := p.unfoldTo(row, folds)
		if p.shownRow(row, folds) != row {
			t.Fatalf("row %d is hidden still", row)
		}
		if opened == slices.Equal(p.lines(folds, 40), before) {
			t.Fatalf("opened: %v, and the lines say something else", opened)
		}
	})
}
