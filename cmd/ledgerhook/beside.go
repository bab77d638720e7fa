package main

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// leastColumn is how wide a block must be able to stand beside another.
const leastColumn = 56

// besideEachOther puts as many blocks beside each other as a width takes, folding their lines, and the others below. With room
// for one alone they stand below each other as they are.
func besideEachOther(blocks []string, width int) string {
	columns := min(len(blocks), width/leastColumn)
	if columns < 2 {
		return strings.Join(blocks, "\n")
	}
	const gap = 2
	column := width/columns - gap
	var rows []string
	for len(blocks) > 0 {
		n := min(columns, len(blocks))
		var cells []string
		for _, block := range blocks[:n] {
			folded := ansi.Hardwrap(strings.TrimRight(block, "\n"), column, true)
			cells = append(cells, lipgloss.NewStyle().Width(column+gap).Render(folded))
		}
		blocks = blocks[n:]
		var lines []string
		for line := range strings.Lines(lipgloss.JoinHorizontal(lipgloss.Top, cells...)) {
			lines = append(lines, strings.TrimRight(line, " \n"))
		}
		rows = append(rows, strings.Join(lines, "\n")+"\n")
	}
	return strings.Join(rows, "\n")
}
