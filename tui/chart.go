package tui

import (
	"math"
	"slices"
	"strings"
)

// meter is a horizontal bar, to an eighth of a cell; longest fills w cells. What is not nothing is seen.
func (t *theme) meter(value, longest float64, w int) string {
	if w <= 0 || longest <= 0 || value <= 0 || math.IsNaN(value) {
		return ""
	}
	if len(t.eighths) == 0 {
		return strings.Repeat(t.bar, min(max(int(value/longest*float64(w)+0.5), 1), w))
	}
	n := max(int(min(value/longest, 1)*float64(w*8)+0.5), 1)
	return strings.Repeat(t.bar, n/8) + t.eighths[n%8]
}

// chart is how a figure went over time, as columns.
type chart struct {
	title  string
	unit   func(figure float64) string // writes a figure of the scale
	past   *history
	ticks  int                     // the number of its newest second
	reduce func([]float64) float64 // several seconds to one column
	style  func(...string) string  // of the columns
}

// chartLines draw a chart in w by h cells: a title, the columns with their scale, the time beneath.
func (t *theme) chartLines(c *chart, w, h int) []string {
	const axis = 8 // cells for the scale
	columns, rows := w-axis, h-2
	if columns < 8 || rows < 1 {
		return t.fill([]string{t.strong.Render(c.title)}, w, h)
	}
	figures := c.columns(columns)
	top := scaleOf(slices.Max(figures))
	lines := []string{t.strong.Render(c.title)}
	for row := range rows {
		label := ""
		switch row {
		case 0:
			label = c.unit(top)
		case rows - 1:
			label = "0"
		}
		var line strings.Builder
		for _, figure := range figures {
			line.WriteString(t.columnCell(figure/top*float64(rows) - float64(rows-1-row)))
		}
		lines = append(lines, t.dim.Render(t.fitRight(label, axis-1))+" "+c.style(line.String()))
	}
	return append(lines, strings.Repeat(" ", axis)+t.dim.Render(t.apart("5 minutes ago", "now", columns)))
}

// columns are the figures of the last minutes, each of so many seconds that there are at most w; the newest is the last.
// The columns' seconds do not shift from one second to the next.
func (c *chart) columns(w int) []float64 {
	each := max((historySeconds+w-1)/w, 1)
	figures := make([]float64, w)
	second := func(back int) int { return c.ticks - back }
	for at := range figures {
		column := second(0)/each - (w - 1 - at)
		var some []float64
		for back := range historySeconds {
			if s := second(back); s >= column*each && s < (column+1)*each && s >= 0 {
				some = append(some, c.past[len(c.past)-1-back])
			}
		}
		if len(some) > 0 {
			figures[at] = c.reduce(some)
		}
	}
	return figures
}

// columnCell is the part of a column in one cell, of which it fills so much.
func (t *theme) columnCell(filled float64) string {
	switch {
	case filled <= 0 || math.IsNaN(filled):
		return " "
	case len(t.sparks) == 0 && filled < 0.5:
		return "."
	case len(t.sparks) == 0:
		return t.bar
	}
	return t.sparks[min(max(int(filled*float64(len(t.sparks))+0.5)-1, 0), len(t.sparks)-1)]
}

// scaleOf is the next higher of 1, 2 and 5 with zeros behind, so that the scale seldom changes.
func scaleOf(highest float64) float64 {
	scale := 1.0
	for _, step := range slices.Repeat([]float64{2, 2.5, 2}, 30) {
		if scale >= highest {
			break
		}
		scale *= step
	}
	return scale
}

func mean(figures []float64) float64 {
	sum := 0.0
	for _, figure := range figures {
		sum += figure
	}
	return sum / float64(len(figures))
}
