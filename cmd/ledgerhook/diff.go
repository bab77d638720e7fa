package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// attemptsDiff is how two attempts of a delivery differ. Scripts rely on the names.
type attemptsDiff struct {
	ID    string     `json:"id"`
	A     int        `json:"a"`
	B     int        `json:"b"`
	Same  bool       `json:"same"` // but for the times
	Parts []partDiff `json:"parts"`
}

// partDiff is one part of the exchange: a unified diff, empty where it is the same.
type partDiff struct {
	Part string `json:"part"`
	Same bool   `json:"same"`
	Diff string `json:"diff"`
}

// timing is the part in which two attempts always differ.
const timing = "timing"

func (a *app) deliveriesDiff() *cobra.Command {
	return &cobra.Command{
		Use: "diff ID A B", Short: "Compare two attempts of a delivery: what was sent, what came back, and when",
		Args:    words(3, "ledgerhook deliveries diff dlv_… 1 2"),
		Example: "ledgerhook deliveries diff dlv_069v1m8qd5v6b8jq6s4g0000a4 1 2",
		RunE: func(cmd *cobra.Command, args []string) error {
			numbers := [2]int{}
			for i, word := range args[1:] {
				n, err := strconv.Atoi(word)
				if err != nil || n < 1 {
					return usage("ledgerhook deliveries diff "+args[0]+" 1 2", "%q is no number of an attempt: they count from 1", word)
				}
				numbers[i] = n
			}
			d, err := a.client().Delivery(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			diff, err := diffAttempts(&d, numbers[0], numbers[1])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(diff)
			}
			a.printDiff(diff)
			return nil
		},
	}
}

func diffAttempts(d *control.Delivery, a, b int) (*attemptsDiff, error) {
	first, err := attemptOf(d, a)
	if err != nil {
		return nil, err
	}
	second, err := attemptOf(d, b)
	if err != nil {
		return nil, err
	}
	diff := &attemptsDiff{ID: d.ID, A: a, B: b, Same: true}
	before, after := partsOf(first), partsOf(second)
	for i, part := range before {
		old, fresh := part.text, after[i].text
		if part.body {
			old, fresh = indented(old, fresh)
		}
		text := udiff.Unified(fmt.Sprintf("attempt %d, %s", a, part.name), fmt.Sprintf("attempt %d, %s", b, part.name), visibleLines(old), visibleLines(fresh))
		diff.Parts = append(diff.Parts, partDiff{Part: part.name, Same: part.text == after[i].text, Diff: text})
		diff.Same = diff.Same && (part.text == after[i].text || part.name == timing)
	}
	return diff, nil
}

func attemptOf(d *control.Delivery, number int) (*control.Attempt, error) {
	for i := range d.Attempts {
		if d.Attempts[i].Number == number {
			return &d.Attempts[i], nil
		}
	}
	return nil, &exitError{
		code: exitNotFound, err: fmt.Errorf("delivery %s has %s, and none with the number %d: %w", d.ID, relay.Counted(len(d.Attempts), "attempt"), number, relay.ErrNotFound),
		try: "ledgerhook deliveries show " + d.ID,
	}
}

// part is one part of an exchange as text.
type part struct {
	name, text string
	body       bool
}

func partsOf(at *control.Attempt) []part {
	response := at.Response
	if response == nil {
		response = &control.Message{}
	}
	answer, _ := response.Plain()
	return []part{
		{name: "outcome", text: export.Outcome(at) + "\n"},
		{name: timing, text: fmt.Sprintf("started %s\ntook %s\n", export.Moment(at.StartedAt), export.Millis(at.DurationMS))},
		{name: "request headers", text: fmt.Sprintf("%s %s\n", at.Request.Method, at.Request.URL) + headerLines(&at.Request)},
		{name: "request body", text: string(at.Request.Bytes()), body: true},
		{name: "response headers", text: headerLines(response)},
		{name: "response body", text: string(answer), body: true},
	}
}

func headerLines(m *control.Message) string {
	var b strings.Builder
	for _, name := range export.HeaderOrder(m) {
		for _, value := range m.Headers[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	return b.String()
}

// indented writes two JSON bodies one value a line, where that shows how they differ.
func indented(a, b string) (string, string) {
	first, second := jsontext.Value(a), jsontext.Value(b)
	if first.Indent() != nil || second.Indent() != nil || (string(first) == string(second) && a != b) {
		return a, b // not both are JSON, or they differ only in what JSON does not mind
	}
	return string(first), string(second)
}

// visibleLines makes each line safe for a terminal.
func visibleLines(text string) string {
	if text == "" {
		return ""
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = relay.Visible(line)
	}
	return strings.Join(lines, "\n") + "\n"
}

func (a *app) printDiff(diff *attemptsDiff) {
	var same []string
	for _, part := range diff.Parts {
		if part.Diff == "" {
			same = append(same, part.Part)
			continue
		}
		fmt.Fprint(a.stdout, part.Diff)
	}
	if len(same) > 0 {
		a.say("the same in both: %s", strings.Join(same, ", "))
	}
}
