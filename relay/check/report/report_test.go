package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/net/html"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/check/report"
)

func TestText(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]report.Text{
		"text": {IDs: 20}, "narrow": {Width: 60, IDs: 20}, "ascii": {ASCII: true, Width: 120, IDs: 20}, "colour": {Colour: true, IDs: 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			options.W = &b
			run := sample()
			options.Head(&run.Report)
			for i := range run.Results {
				options.Case(&run.Results[i])
			}
			options.Summary(run)
			golden(t, name, b.Bytes())
			if i := drives(b.Bytes()); i >= 0 && !options.Colour {
				t.Errorf("byte %d drives a terminal: %q", i, b.Bytes()[max(0, i-20):min(b.Len(), i+20)])
			}
		})
	}
}

// drives is where a text holds what a terminal acts upon; negative where nothing does.
func drives(text []byte) int {
	if !utf8.Valid(text) {
		return 0
	}
	return bytes.IndexFunc(text, func(r rune) bool { return r != '\n' && r != ' ' && !unicode.IsPrint(r) })
}

func write(t *testing.T, to func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := to(&b); err != nil {
		t.Fatal(err)
	}
	if i := drives(b.Bytes()); i >= 0 {
		t.Errorf("byte %d drives a terminal: %q", i, b.Bytes()[max(0, i-20):min(b.Len(), i+20)])
	}
	return b.Bytes()
}

func TestJUnit(t *testing.T) {
	t.Parallel()
	got := write(t, sample().JUnit)
	golden(t, "junit.xml", got)
	var cases int
	for decoder := xml.NewDecoder(bytes.NewReader(got)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if begin, ok := token.(xml.StartElement); ok {
			switch begin.Name.Local {
			case "testcase":
				cases++
			case "script":
				t.Error("an answer became an element")
			}
		}
	}
	if cases != 9 {
		t.Errorf("%d cases, want 9", cases)
	}
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	annotations := write(t, sample().Annotations)
	golden(t, "annotations", annotations)
	lines := strings.Split(strings.TrimSuffix(string(annotations), "\n"), "\n")
	if len(lines) != 3 {
		t.Errorf("%d lines for 3 rules that were broken: an answer began one of its own", len(lines))
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "::error title=") && !strings.HasPrefix(line, "::warning title=") {
			t.Errorf("no annotation: %s", line)
		}
	}
	summary := write(t, sample().Markdown)
	golden(t, "summary.md", summary)
	if bytes.Contains(summary, []byte("<script")) || bytes.Count(summary, []byte("</pre>")) != 3 {
		t.Error("an answer stands in the summary as HTML")
	}
}

// Of a summary that GitHub would refuse for its size, what fits is written, and the rest counted.
func TestASummaryThatIsTooLong(t *testing.T) {
	t.Parallel()
	run := &report.Report{}
	for range 100 {
		one := prefix()
		one.Rule = strings.Repeat("x", 20_000)
		run.Results = append(run.Results, one)
	}
	got := write(t, run.Markdown)
	if len(got) > 1<<20 || !bytes.Contains(got, []byte("further cases not shown here")) {
		t.Errorf("%d bytes, ending in %q", len(got), got[max(0, len(got)-100):])
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(sample().JSON(), json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.WithIndent("  "))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", append(relay.VisibleJSON(text), '\n'))
}

// Whatever comes of an exchange, a report has bounds.
func TestAReportHasBounds(t *testing.T) {
	t.Parallel()
	one := prefix()
	x := one.Exchanges[0]
	x.Sent.Body, x.Response = bytes.Repeat([]byte("x"), 1<<20), &relay.Response{Status: 200, Body: bytes.Repeat([]byte("y"), 64<<10), Truncated: 7}
	one.Exchanges = nil
	for range 200 {
		one.Exchanges = append(one.Exchanges, x)
	}
	run := &report.Report{Report: check.Report{Results: []check.Result{one}}}
	row := run.JSON().Cases[0]
	if len(row.Exchanges) != 20 || row.Omitted != 180 {
		t.Errorf("%d exchanges, and %d are left out; want 20 and 180", len(row.Exchanges), row.Omitted)
	}
	if got := row.Exchanges[0].Request.Truncated; got != 1<<20-64<<10 {
		t.Errorf("%d bytes of the request are left out", got)
	}
	if got := row.Exchanges[0].Response.Truncated; got != 7 {
		t.Errorf("%d bytes of the answer are left out, want 7", got)
	}
	if got := write(t, run.HTML); len(got) > 100<<10 || !bytes.Contains(got, []byte("194 more exchanges")) {
		t.Errorf("the page has %d bytes", len(got))
	}
	if got := write(t, run.Markdown); len(got) > 20<<10 || !bytes.Contains(got, []byte("197 exchanges more")) {
		t.Errorf("the summary has %d bytes: %s", len(got), got)
	}
}

func TestWhatFailsTheCheck(t *testing.T) {
	t.Parallel()
	of := func(on check.Level, verdict check.Verdict, level check.Level) bool {
		run := &report.Report{FailOn: on, Report: check.Report{Results: []check.Result{{Verdict: verdict, Level: level}}}}
		return !run.OK()
	}
	for name, tt := range map[string]struct {
		on      check.Level
		verdict check.Verdict
		level   check.Level
		fails   bool
	}{
		"a must":                                      {"", check.Fail, check.Must, true},
		"a should, which is a warning":                {"", check.Warn, check.Should, false},
		"a should, where that is asked for":           {check.Should, check.Warn, check.Should, true},
		"a hint, whatever is asked for":               {check.Should, check.Warn, check.Hint, false},
		"a must that is half kept":                    {check.Must, check.Warn, check.Must, false},
		"a must that is half kept, where it is asked": {check.Should, check.Warn, check.Must, true},
		"what was skipped":                            {check.Should, check.Skip, check.Must, false},
	} {
		if got := of(tt.on, tt.verdict, tt.level); got != tt.fails {
			t.Errorf("%s fails the check: %v, want %v", name, got, tt.fails)
		}
	}
}

func TestHTML(t *testing.T) {
	t.Parallel()
	got := write(t, sample().HTML)
	golden(t, "report.html", got)
	root, err := html.Parse(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	ids, links, cases, policy := map[string]bool{}, []string{}, 0, ""
	var shown strings.Builder
	for node := range root.Descendants() {
		if node.Type == html.TextNode {
			shown.WriteString(node.Data)
		}
		if node.Type != html.ElementNode {
			continue
		}
		switch node.Data {
		case "script", "img", "link", "iframe", "object", "form", "base", "svg":
			t.Errorf("<%s> stands in the page", node.Data)
		case "details":
			cases++
		}
		for _, a := range node.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src":
				t.Errorf("<%s %s=%q> stands in the page", node.Data, a.Key, a.Val)
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("two parts are named %s", a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "href":
				links = append(links, a.Val)
			case a.Key == "content" && strings.HasPrefix(a.Val, "default-src"):
				policy = a.Val
			}
		}
	}
	if n := strings.Count(shown.String(), relay.Visible(hostile)); n < 8 {
		t.Errorf("what the receiver answered is shown as it is %d times, want at least 8", n)
	}
	if cases != 9 || !strings.HasPrefix(policy, "default-src 'none';") {
		t.Errorf("%d cases under the policy %q", cases, policy)
	}
	for _, link := range links {
		if name, local := strings.CutPrefix(link, "#"); !local || !ids[name] {
			t.Errorf("a link leads to %q", link)
		}
	}
}

// What took less than a millisecond is not told as nothing.
func TestShortTimesAreTold(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{0: "0s", 400 * time.Microsecond: "under 1ms", 34 * time.Millisecond: "34ms", 1940 * time.Millisecond: "1.9s"} {
		r := report.Report{Report: check.Report{Elapsed: d}}
		if got := r.Summary(); !strings.Contains(got, " · "+want+" · ") {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

// A flag that is to be typed stands on one line, however narrow the terminal is.
func TestFlagsStandOnOneLine(t *testing.T) {
	t.Parallel()
	for width := 40; width < 120; width++ {
		var b strings.Builder
		text := report.Text{W: &b, Width: width}
		text.Case(&check.Result{ID: "delivery/booked", Title: "books", Verdict: check.Skip, Detail: "what the app books is not known: --observed tells, or with --i-own-this-receiver not"})
		for _, flag := range []string{"--observed", "--i-own-this-receiver"} {
			if !strings.Contains(b.String(), flag) {
				t.Errorf("%d columns: no %s in\n%s", width, flag, b.String())
			}
		}
	}
}

// What was interrupted is no pass, in any report that a machine reads.
func TestAnUnfinishedCheckIsNoPass(t *testing.T) {
	t.Parallel()
	r := &report.Report{Report: check.Report{Provider: "fintoro", Results: []check.Result{taken()}}}
	var whole, cut, told strings.Builder
	if err := r.JUnit(&whole); err != nil || !r.OK() || !strings.Contains(whole.String(), `tests="1" failures="0" errors="0"`) {
		t.Fatalf("a finished one: %t, %v\n%s", r.OK(), err, whole.String())
	}
	r.Unfinished = "interrupted"
	if doc := r.JSON(); r.OK() || r.Broken() || doc.OK {
		t.Errorf("ok %t, broken %t, ok in JSON %t", r.OK(), r.Broken(), doc.OK)
	}
	if err := r.JUnit(&cut); err != nil || !strings.Contains(cut.String(), `tests="2" failures="0" errors="1"`) || !strings.Contains(cut.String(), "not finished: interrupted") {
		t.Errorf("JUnit: %v\n%s", err, cut.String())
	}
	if err := r.Annotations(&told); err != nil || told.String() != "::error title=check fintoro::not finished: interrupted\n" {
		t.Errorf("GitHub: %v %q", err, told.String())
	}
}
