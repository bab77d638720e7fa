package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Exchange writes an attempt as HTTP shows it, for people, and where faults spoilt the answer what each of them was given: the
// first one the receiver's own.
func Exchange(w io.Writer, at *control.Attempt) {
	fmt.Fprintf(w, "\nattempt %d  %s  %s  %s\n", at.Number, Moment(at.StartedAt), Outcome(at), Millis(at.DurationMS))
	if line := timelineOf(at); line != "" {
		fmt.Fprintf(w, "  %s\n", line)
	}
	for _, f := range at.Faults {
		fmt.Fprintf(w, "  injected: %s at the %s%s\n", FaultSpec(f.Name, f.Value), f.At, Remark(f.Note))
	}
	if at.Explanation != "" {
		fmt.Fprintf(w, "  signature: %s\n", relay.Visible(at.Explanation))
	}
	Request(w, &at.Request)
	if at.Response != nil {
		printAnswer(w, "  < ", at.Response)
	}
	for _, f := range at.Faults {
		if f.Actual != nil {
			fmt.Fprintf(w, "  what %s was given:\n", FaultSpec(f.Name, f.Value))
			printAnswer(w, "  = ", f.Actual)
		}
	}
}

// Request writes a request as HTTP shows it, for people.
func Request(w io.Writer, m *control.Message) {
	fmt.Fprintf(w, "  > %s %s\n", m.Method, relay.Visible(m.URL))
	printHeaders(w, "  > ", m)
	printBody(w, "  > ", m, m.Bytes())
}

// printAnswer shows the body as the sender reads it, which may have come compressed.
func printAnswer(w io.Writer, margin string, m *control.Message) {
	fmt.Fprintf(w, "%s%d\n", margin, m.Status)
	printHeaders(w, margin, m)
	body, remark := m.Plain()
	printBody(w, margin, m, body)
	if remark != "" {
		fmt.Fprintf(w, "%s(%s)\n", margin, relay.Visible(remark))
	}
}

func printHeaders(w io.Writer, margin string, m *control.Message) {
	for _, name := range HeaderOrder(m) {
		for _, value := range m.Headers[name] {
			fmt.Fprintf(w, "%s%s: %s\n", margin, relay.Visible(name), relay.Visible(value))
		}
	}
}

func printBody(w io.Writer, margin string, m *control.Message, body []byte) {
	if len(body) > 0 {
		fmt.Fprintf(w, "%s\n%s%s\n", strings.TrimRight(margin, " "), margin, relay.Visible(string(body)))
	}
	if m.Truncated > 0 {
		fmt.Fprintf(w, "%s(%d further bytes were thrown away)\n", margin, m.Truncated)
	}
}

// Outcome is what came of an attempt, in a line that is safe for a terminal.
func Outcome(at *control.Attempt) string {
	text := at.Outcome
	if at.Status != 0 {
		text = fmt.Sprintf("%d %s", at.Status, at.Outcome)
	}
	return text + Remark(at.Error) + Remark(at.Note)
}
