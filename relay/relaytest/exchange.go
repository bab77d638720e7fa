package relaytest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// How much of a delivery's exchanges is shown.
const (
	shownWhole     = 3    // attempts, the first and the newest; of the others what came of them
	shownBodyBytes = 2000 // of each body
)

// writeExchanges shows attempts for people who read a test's log.
func writeExchanges(w *strings.Builder, attempts []control.Attempt) {
	for i := range attempts {
		at := &attempts[i]
		fmt.Fprintf(w, "  attempt %d at %s: %s\n", at.Number, at.StartedAt.UTC().Format(time.DateTime), export.Outcome(at))
		for _, f := range at.Faults {
			fmt.Fprintf(w, "    injected: %s at the %s%s\n", spec(&f), f.At, remark(f.Note))
		}
		if i == 0 || i > len(attempts)-shownWhole {
			writeExchange(w, at, i > 0 && bytes.Equal(at.Request.Bytes(), attempts[0].Request.Bytes()))
		}
	}
}

// writeExchange shows one attempt. repeated means that the request's body is the first attempt's, which is not shown again.
func writeExchange(w *strings.Builder, at *control.Attempt, repeated bool) {
	if at.Explanation != "" {
		fmt.Fprintf(w, "    signature: %s\n", relay.Visible(at.Explanation))
	}
	fmt.Fprintf(w, "    > %s %s\n", at.Request.Method, relay.Visible(at.Request.URL))
	writeHeaders(w, "    > ", &at.Request)
	if repeated {
		fmt.Fprintf(w, "    >\n    > (the body of the first attempt)\n")
	} else {
		writeBody(w, "    > ", &at.Request)
	}
	if at.Response != nil {
		writeAnswer(w, "    < ", at.Response)
	}
	for _, f := range at.Faults {
		if f.Actual != nil {
			fmt.Fprintf(w, "    %s was given:\n", spec(&f))
			writeAnswer(w, "    = ", f.Actual)
		}
	}
}

func remark(text string) string {
	if text == "" {
		return ""
	}
	return " - " + relay.Visible(text)
}

func spec(f *control.Fault) string {
	rule := relay.FaultRule{Name: f.Name, Value: f.Value}
	return relay.Visible(rule.Spec())
}

func writeAnswer(w *strings.Builder, margin string, m *control.Message) {
	fmt.Fprintf(w, "%s%d\n", margin, m.Status)
	writeHeaders(w, margin, m)
	writeBody(w, margin, m)
}

func writeHeaders(w *strings.Builder, margin string, m *control.Message) {
	for _, name := range slices.Sorted(maps.Keys(m.Headers)) {
		for _, value := range m.Headers[name] {
			fmt.Fprintf(w, "%s%s: %s\n", margin, relay.Visible(name), relay.Visible(value))
		}
	}
}

func writeBody(w *strings.Builder, margin string, m *control.Message) {
	body := m.Bytes()
	shown := body[:min(len(body), shownBodyBytes)]
	if len(shown) > 0 {
		fmt.Fprintf(w, "%s\n%s%s\n", strings.TrimRight(margin, " "), margin, relay.Visible(string(shown)))
	}
	if left := int64(len(body)-len(shown)) + m.Truncated; left > 0 {
		fmt.Fprintf(w, "%s(and %d bytes)\n", margin, left)
	}
}
