package tui

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

const (
	maxShownBytes = 256 << 10 // of a body
	widestName    = 24        // of a header, before its values begin
)

// requestLines show what an attempt sent.
func (t *theme) requestLines(a *control.Attempt, w int) []string {
	lines := t.wrapped(a.Request.Method+" "+a.Request.URL, w)
	lines = append(lines, t.hitLines(a, w)...)
	return append(lines, t.messageLines(&a.Request, w)...)
}

// unsentLines show what will be sent.
func (t *theme) unsentLines(d *control.Delivery, w int, now time.Time) []string {
	lines := t.wrapped("to "+d.URL, w)
	lines = append(lines, t.dim.Render("not sent yet; next "+t.due(d, now, true)))
	return append(lines, t.messageLines(&control.Message{Body: d.Body, BodyBase64: d.BodyBase64}, w)...)
}

// responseLines show what an attempt got back.
func (t *theme) responseLines(a *control.Attempt, w int) []string {
	style := t.ok
	if mark := markOf(a.Outcome, len(a.Faults)); mark != markGood {
		_, style = t.markSign(mark)
	}
	text := t.clean(a.Outcome)
	if a.Response != nil {
		text = statusText(a.Response.Status) + t.dim.Render("  "+text)
	}
	lines := []string{t.apart(style.Render(text), t.dim.Render(took(a.DurationMS)), w)}
	for _, more := range []string{a.Error, a.Note, a.Explanation} {
		if more != "" {
			lines = append(lines, prose(t.clean(more), w)...)
		}
	}
	lines = append(lines, t.hitLines(a, w)...)
	if a.Response != nil {
		lines = append(lines, t.messageLines(a.Response, w)...)
	}
	for i := range a.Faults {
		if actual := a.Faults[i].Actual; actual != nil {
			lines = append(lines, "", t.injected.Render(t.bolt+" what the receiver really answered: "+statusText(actual.Status)))
			lines = append(lines, t.messageLines(actual, w)...)
		}
	}
	return lines
}

// hitLines name the faults that hit an attempt, so that nobody mistakes them for real.
func (t *theme) hitLines(a *control.Attempt, w int) []string {
	var lines []string
	for i := range a.Faults {
		f := &a.Faults[i]
		text := "injected: " + specOf(f.Name, f.Value) + " at the " + f.At
		if f.Note != "" {
			text += ": " + f.Note
		}
		for n, line := range prose(t.clean(text), w-width(t.bolt)-1) {
			lead := t.bolt + " "
			if n > 0 {
				lead = strings.Repeat(" ", width(lead))
			}
			lines = append(lines, t.injected.Render(lead+line))
		}
	}
	return lines
}

// messageLines show headers and body, and how many bytes that body has.
func (t *theme) messageLines(m *control.Message, w int) []string {
	lines := []string{""}
	names := slices.SortedFunc(maps.Keys(m.Headers), func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
	})
	column := 0
	for _, name := range names {
		column = max(column, min(width(t.clean(name)), widestName, w/2))
	}
	for _, name := range names {
		for _, value := range m.Headers[name] {
			lines = append(lines, t.fieldLines(name, value, column, w)...)
		}
	}
	if len(names) > 0 {
		lines = append(lines, "")
	}
	body := m.Bytes()
	lines = append(lines, t.contentLines(body, w)...)
	size := plural(len(body), "byte", "bytes")
	if m.Truncated > 0 {
		size += fmt.Sprintf(" kept, %s more thrown away", number(int(m.Truncated)))
	}
	return append(lines, t.dim.Render(t.fitRight(size, w)))
}

// fieldLines are one header; what does not fit goes on below the value.
func (t *theme) fieldLines(name, value string, column, w int) []string {
	name = t.clean(name)
	var lines []string
	if width(name) > column {
		lines, name = append(lines, t.dim.Render(name)), ""
	}
	for _, part := range wrap(t.clean(value), max(w-column-2, 8)) {
		lines = append(lines, t.dim.Render(t.fit(name, column))+"  "+part)
		name = ""
	}
	return lines
}

// contentLines show a body, JSON with line breaks: for the eye only, the bytes are untouched.
func (t *theme) contentLines(body []byte, w int) []string {
	if len(body) == 0 {
		return nil
	}
	shown, cut := body, 0
	var pretty bytes.Buffer
	if json.Indent(&pretty, body, "", "  ") == nil {
		shown = pretty.Bytes()
	}
	if len(shown) > maxShownBytes {
		shown, cut = shown[:maxShownBytes], len(shown)-maxShownBytes
	}
	var lines []string
	for line := range strings.SplitSeq(strings.TrimSuffix(string(shown), "\n"), "\n") {
		lines = append(lines, t.wrapped(line, w)...)
	}
	if cut > 0 {
		lines = append(lines, t.dim.Render(t.ellipsis+" "+number(cut)+" more are not shown"))
	}
	return lines
}

// wrapped makes a text from outside safe and breaks it.
func (t *theme) wrapped(text string, w int) []string { return wrap(t.clean(text), w) }

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
