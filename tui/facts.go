package tui

import "time"

// factLabel is how wide the names of facts are.
const factLabel = 13

// fact is a name and a value that was made safe, broken between words where it can be; nothing where there is no value.
func (t *theme) fact(name, value string, w int) []string {
	if value == "" {
		return nil
	}
	return t.factOf(name, prose(value, max(w-factColumn(name), 1)))
}

// factOf is a name and the lines of its value.
func (t *theme) factOf(name string, values []string) []string {
	lines, column := make([]string, len(values)), factColumn(name)
	for i, value := range values {
		lines[i] = t.dim.Render(t.fit(name, column)) + value
		name = ""
	}
	return lines
}

// factColumn is where a value begins.
func factColumn(name string) int { return max(factLabel, width(name)+1) }

// styled gives every line a style of its own, so that one does not run into the next.
func styled(lines []string, render func(...string) string) []string {
	for i := range lines {
		lines[i] = render(lines[i])
	}
	return lines
}

// ago writes how long something is past.
func ago(now, then time.Time) string { return age(now.Sub(then)) + " ago" }
