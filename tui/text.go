package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// fit makes a styled text exactly w cells wide: cut at the right, or filled with blanks.
func (t *theme) fit(text string, w int) string {
	if w <= 0 {
		return ""
	}
	have := width(text)
	if have > w {
		text = ansi.Truncate(text, w, t.ellipsis)
		have = width(text)
	}
	return text + strings.Repeat(" ", max(w-have, 0))
}

// fitLeft is fit for names whose end tells more than their beginning: cut at the left.
func (t *theme) fitLeft(text string, w int) string {
	if over := width(text) - w; over > 0 && w > 0 {
		text = ansi.TruncateLeft(text, over+width(t.ellipsis), t.ellipsis)
	}
	return t.fit(text, w)
}

// fitRight puts a text at the right end of w cells.
func (t *theme) fitRight(text string, w int) string {
	if over := w - width(text); over > 0 {
		return strings.Repeat(" ", over) + text
	}
	return t.fit(text, w)
}

// apart puts two texts at the ends of w cells. Where they do not fit, the right one goes.
func (t *theme) apart(left, right string, w int) string {
	gap := w - width(left) - width(right)
	if right == "" || gap < 1 {
		return t.fit(left, w)
	}
	return left + strings.Repeat(" ", gap) + right
}

// wrap breaks a text that was made safe into lines of at most w cells.
func wrap(text string, w int) []string {
	if w <= 0 || width(text) <= w {
		return []string{text}
	}
	return strings.Split(ansi.Hardwrap(text, w, true), "\n")
}

// prose breaks a text that was made safe between words where it can.
func prose(text string, w int) []string {
	if w <= 0 || width(text) <= w {
		return []string{text}
	}
	var lines []string
	for line := range strings.SplitSeq(ansi.Wrap(text, w, " "), "\n") {
		lines = append(lines, wrap(line, w)...) // blanks at the start are not counted by Wrap
	}
	return lines
}

// words breaks a text that was made safe at blanks only, as a command line is, whose flags begin with hyphens; a word that is
// wider than w breaks anywhere.
func words(text string, w int) []string {
	if w <= 0 || width(text) <= w {
		return []string{text}
	}
	var lines []string
	line, filled := "", 0
	for i, word := range strings.Split(text, " ") {
		cells := width(word)
		switch {
		case i > 0 && filled+1+cells <= w:
			line, filled = line+" "+word, filled+1+cells
			continue
		case i > 0:
			lines = append(lines, line)
		}
		parts := wrap(word, w)
		last := len(parts) - 1
		lines = append(lines, parts[:last]...)
		line, filled = parts[last], width(parts[last])
	}
	return append(lines, line)
}

// head keeps so many lines of w cells, at least one; the last ends with an ellipsis where more follow.
func (t *theme) head(lines []string, rows, w int) []string {
	rows = max(rows, 1)
	if len(lines) <= rows {
		return lines
	}
	kept := slices.Clone(lines[:rows])
	end := kept[rows-1]
	if kept[rows-1] = end + " " + t.ellipsis; width(kept[rows-1]) > w {
		kept[rows-1] = ansi.Truncate(end, max(w-width(t.ellipsis), 0), "") + t.ellipsis
	}
	return kept
}

// shortID keeps an id's kind, its beginning and its end, which differ where ids are neighbours.
func (t *theme) shortID(id string) string {
	const head, tail = 7, 4
	if len(id) <= head+tail+1 || !plain(id) {
		return t.clean(id)
	}
	return id[:head] + t.ellipsis + id[len(id)-tail:]
}

// number writes 1204 as 1,204.
func number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// wait writes how long something still takes, in two units at most: 12s, 1m38s, 2h05m, 3d04h. It rounds up, so that
// nothing is due before it is due.
func wait(d time.Duration) string {
	seconds := int64((d + time.Second - 1) / time.Second)
	switch {
	case seconds <= 0:
		return "now"
	case seconds < 60:
		return fmt.Sprintf("%ds", seconds)
	case seconds < 3600:
		return fmt.Sprintf("%dm%02ds", seconds/60, seconds%60)
	case seconds < 86400:
		return fmt.Sprintf("%dh%02dm", seconds/3600, seconds/60%60)
	}
	return fmt.Sprintf("%dd%02dh", seconds/86400, seconds/3600%24)
}

// age writes how long ago something was, in one unit: 12s, 3m, 2h, 4d.
func age(d time.Duration) string {
	switch {
	case d < 0:
		return "0s"
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dd", min(d/(24*time.Hour), 9999))
}

// took writes how long an attempt took.
func took(milliseconds float64) string {
	switch {
	case milliseconds <= 0:
		return "0 ms"
	case milliseconds < 1:
		return "<1 ms"
	case milliseconds < 1000:
		return fmt.Sprintf("%.0f ms", milliseconds)
	case milliseconds < 100_000:
		return fmt.Sprintf("%.1f s", milliseconds/1000)
	}
	return fmt.Sprintf("%.0f s", milliseconds/1000)
}

// quoted writes an argument as a shell takes it.
func quoted(argument string) string {
	if argument != "" && strings.Trim(argument, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-=.,:/+@%") == "" {
		return argument
	}
	return "'" + strings.ReplaceAll(argument, "'", `'\''`) + "'"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// position says which of so many lines are in view.
func position(offset, rows, total int) string {
	return fmt.Sprintf("%d-%d of %d", offset+1, min(offset+rows, total), total)
}
