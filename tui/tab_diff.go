package tui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

const (
	diffContext  = 2        // lines around what differs
	maxDiffBytes = 64 << 10 // of what differs in a body that is compared line by line: more takes too long for a frame
)

// diffPage shows how two attempts differ, part by part; old may be nil where there is no other attempt.
func (t *theme) diffPage(old, fresh *control.Attempt, w int) *page {
	p := &page{}
	switch {
	case fresh == nil:
		p.add(t.dim.Render("No attempt was made yet."))
		return p
	case old == nil:
		t.addProse(p, "", "There is one attempt only: nothing to compare it with.", dimInk, 0, w)
		return p
	}
	p.add(t.failed.Render(fmt.Sprintf("- attempt %d", old.Number))+"   "+t.dim.Render(old.StartedAt.UTC().Format("15:04:05")),
		t.ok.Render(fmt.Sprintf("+ attempt %d", fresh.Number))+"   "+t.dim.Render(fresh.StartedAt.UTC().Format("15:04:05")), "")
	var same []string
	before, after := diffedParts(old), diffedParts(fresh)
	for i, part := range before {
		if part.text == after[i].text {
			same = append(same, part.name)
			continue
		}
		p.add(t.strong.Render(part.name))
		t.addDiff(p, part, after[i])
		p.add("")
	}
	switch {
	case len(same) == len(before):
		t.addProse(p, "", "No difference: both sent the same and got the same.", plainInk, 0, w)
	case len(same) > 0:
		t.addProse(p, "", "no difference: "+strings.Join(same, ", "), dimInk, 0, w)
	}
	return p
}

// diffedPart is one part of an exchange as text.
type diffedPart struct {
	name, text string
	body       bool
}

// diffedParts are what two attempts are compared by; the times, which always differ, are not.
func diffedParts(a *control.Attempt) []diffedPart {
	status, response := a.Outcome+"\n", a.Response
	if response == nil {
		response = &control.Message{}
	} else {
		status = statusText(response.Status) + "\n" + status
	}
	answer, _ := response.Plain()
	return []diffedPart{
		{name: "request", text: a.Request.Method + " " + a.Request.URL + "\n"},
		{name: "request headers", text: headerText(&a.Request)},
		{name: "request body", text: string(a.Request.Bytes()), body: true},
		{name: "response", text: status},
		{name: "response headers", text: headerText(response)},
		{name: "response body", text: string(answer), body: true},
	}
}

func headerText(m *control.Message) string {
	var b strings.Builder
	for _, name := range headerNames(m) {
		for _, value := range m.Headers[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	return b.String()
}

// addDiff shows what differs in one part, with a little of what does not.
func (t *theme) addDiff(p *page, old, fresh diffedPart) {
	before, after := old.text, fresh.text
	if old.body && max(len(before), len(after)) <= longestBody {
		before, after = indented(before, after)
	}
	before, after = differing(before, after)
	if max(len(before), len(after)) > maxDiffBytes {
		p.addText(fmt.Sprintf("  %s and %s: too much differs to be shown", plural(len(old.text), "byte", "bytes"), plural(len(fresh.text), "byte", "bytes")), dimInk)
		return
	}
	before, after = t.cleanLines(before), t.cleanLines(after)
	unified, err := udiff.ToUnified("", "", before, udiff.Lines(before, after), diffContext)
	if err != nil {
		p.addText("  "+t.clean(err.Error()), failedInk)
		return
	}
	lines := strings.Split(strings.TrimSuffix(unified, "\n"), "\n")
	for i, line := range lines[min(2, len(lines)):] { // behind the names
		switch {
		case strings.HasPrefix(line, "@@"):
			if i > 0 {
				p.addText("  "+t.ellipsis, dimInk)
			}
		case strings.HasPrefix(line, "+"):
			p.addDiffLine("+ ", line[1:], okInk)
		case strings.HasPrefix(line, "-"):
			p.addDiffLine("- ", line[1:], failedInk)
		case strings.HasPrefix(line, " "):
			p.addDiffLine("  ", line[1:], dimInk)
		}
	}
}

func (p *page) addDiffLine(sign, text string, in ink) {
	p.addText(sign+text, in)
	p.rows[len(p.rows)-1].hang = len(sign)
}

// differing cuts two texts to the lines from the first that differs to the last one, with a little around them.
func differing(a, b string) (string, string) {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	first := same
	for range diffContext + 1 {
		first = strings.LastIndexByte(a[:max(first, 0)], '\n')
	}
	a, b = a[first+1:], b[first+1:]
	same -= first + 1
	last := 0 // from the end
	for last < min(len(a), len(b))-same && a[len(a)-1-last] == b[len(b)-1-last] {
		last++
	}
	keep := len(a) - last
	for range diffContext + 1 {
		if next := strings.IndexByte(a[keep:], '\n'); next >= 0 {
			keep += next + 1
			continue
		}
		return a, b
	}
	return a[:keep], b[:len(b)-(len(a)-keep)]
}

// indented writes two JSON bodies one value a line, where that shows how they differ.
func indented(a, b string) (string, string) {
	var first, second bytes.Buffer
	if deep(a) || deep(b) || json.Indent(&first, []byte(a), "", "  ") != nil || json.Indent(&second, []byte(b), "", "  ") != nil || first.String() == second.String() {
		return a, b // not both are JSON, or they differ only in what JSON does not mind
	}
	return first.String(), second.String()
}

// deep reports whether a body is nested so deep that its indents would outgrow it.
func deep(body string) bool {
	const deepest = 200
	depth, most := 0, 0
	for i := range len(body) {
		switch body[i] {
		case '{', '[':
			depth++
			most = max(most, depth)
		case '}', ']':
			depth--
		}
	}
	return most > deepest
}

// cleanLines makes each line safe to draw, and ends the last one.
func (t *theme) cleanLines(text string) string {
	if text == "" {
		return ""
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = t.clean(line)
	}
	return strings.Join(lines, "\n") + "\n"
}
