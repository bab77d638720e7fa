package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestBar(t *testing.T) {
	t.Parallel()
	th := newTheme(true, true)
	tests := map[string]struct {
		attempt control.Attempt
		want    string // of 20 cells for 100 ms
	}{
		"no times known":             {control.Attempt{DurationMS: 50}, "##########"},
		"all parts":                  {control.Attempt{DurationMS: 100, Timings: control.Timings{DNSMS: 10, ConnectMS: 20, TLSMS: 30, FirstByteMS: 80}}, "::%%%%&&&&&&####===="},
		"a kept connection":          {control.Attempt{DurationMS: 50, Timings: control.Timings{FirstByteMS: 50, Reused: true}}, "##########"},
		"no first byte: it waited":   {control.Attempt{DurationMS: 100, Timings: control.Timings{ConnectMS: 50}}, "%%%%%%%%%%##########"},
		"too short for its parts":    {control.Attempt{DurationMS: 5, Timings: control.Timings{DNSMS: 1, FirstByteMS: 4}}, "#"},
		"nothing at all":             {control.Attempt{}, "#"},
		"parts that outrun the time": {control.Attempt{DurationMS: 10, Timings: control.Timings{DNSMS: 500, FirstByteMS: 2}}, "::"},
	}
	for name, test := range tests {
		if got := ansi.Strip(th.barOf(&test.attempt, 100, 20)); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	if legend := ansi.Strip(th.legend([]control.Attempt{{DurationMS: 1}, {Timings: control.Timings{Reused: true}}})); legend != ": dns  % connect  & tls  # wait  = rest" {
		t.Errorf("the legend is %q", legend)
	}
	if legend := th.legend([]control.Attempt{{DurationMS: 1}}); legend != "" {
		t.Errorf("the legend of no parts is %q", legend)
	}
}

func TestBarsShareOneScale(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Float64Range(0, 1e5)
		longest, w := ms.Draw(t, "longest")+1, rapid.IntRange(1, 100).Draw(t, "w")
		a := control.Attempt{DurationMS: min(ms.Draw(t, "duration"), longest), Timings: control.Timings{
			DNSMS: ms.Draw(t, "dns"), ConnectMS: ms.Draw(t, "connect"), TLSMS: ms.Draw(t, "tls"), FirstByteMS: ms.Draw(t, "first"),
		}}
		parts, simple := th.barOf(&a, longest, w), th.barOf(&control.Attempt{DurationMS: a.DurationMS}, longest, w)
		if width(parts) != width(simple) || width(parts) > w || width(parts) < 1 {
			t.Fatalf("%d cells with parts, %d without, of %d", width(parts), width(simple), w)
		}
	})
}

func TestRetryAfterIsHeldAgainstTheSchedule(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		value string
		scale float64
		next  int // seconds
		want  string
	}{
		"longer than the wait":   {"30", 1, 10, "Retry-After 30 s ignored: next after 10s"},
		"shorter than the wait":  {"30", 1, 1000, "Retry-After 30 s ignored: shorter than the schedule's 16m40s"},
		"followed":               {"30", 1, 30, "Retry-After 30 s followed"},
		"a date":                 {start.Add(60e9).Format("Mon, 02 Jan 2006 15:04:05 GMT"), 1, 60, "Retry-After Mon, 04 May 2026 14:03:11 GMT followed"},
		"time runs faster":       {"3000", 100, 30, "Retry-After 3000 s followed"},
		"no number":              {"soon", 1, 10, ""},
		"none":                   {"", 1, 10, ""},
		"no next one to compare": {"30", 1, 0, ""},
	}
	for name, test := range tests {
		d := &control.Delivery{State: "failed", Attempts: []control.Attempt{{Number: 1, StartedAt: at(0), Response: &control.Message{Headers: map[string][]string{"retry-after": {test.value}}}}}}
		if test.value == "" {
			d.Attempts[0].Response.Headers = nil
		}
		if test.next > 0 {
			d.State, d.DueAt = "pending", due(test.next)
		}
		if got := retryAfterOf(d, 0, test.scale); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// drawnPage is a page as text, without blanks at the end of lines.
func drawnPage(t *theme, p *page, w int) string {
	p.tick(start)
	lines := drawn(t, p, nil, w)
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestTimelineAtManyWidths(t *testing.T) {
	t.Parallel()
	d := whole(control.Delivery{State: "pending", DueAt: due(98), CreatedAt: at(-10), BlockedBy: "dlv_1"})
	th := newTheme(true, false)
	for _, w := range []int{46, 76, 116, 196} {
		text := drawnPage(th, th.attemptsPage(&d, 4, 1, w), w)
		compareGolden(t, number(w), text)
	}
}
