package report

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// Annotations writes a command of GitHub Actions for each rule that was broken: an error for what fails the check, else a
// warning. Source: vendor documentation, workflow commands.
func (r *Report) Annotations(w io.Writer) error {
	var b strings.Builder
	for i := range r.Results {
		of := &r.Results[i]
		command := "warning"
		switch {
		case r.failed(of):
			command = "error"
		case of.Verdict != check.Warn:
			continue
		}
		lines := relay.Visible(of.Detail)
		if of.Remedy != "" {
			lines += "\n" + relay.Visible(of.Remedy)
		}
		fmt.Fprintf(&b, "::%s title=%s::%s\n", command, property(relay.Visible(r.Provider+" "+of.ID)), message(lines))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// message escapes what a command says: line ends begin another command, and % the escapes themselves.
func message(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// property escapes a value of a command's properties.
func property(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}

// maxSummary bounds the job's summary: GitHub takes 1 MiB a step. Source: vendor documentation.
const maxSummary = 1000 << 10

// Markdown writes the summary of a job for GitHub: the counts, and each rule that was broken. What came from outside stands
// in it as escaped HTML only. What would not fit is counted.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### ledgerhook check %s: %s\n", r.Provider, r.Summary())
	left := 0
	for i := range r.Results {
		of := &r.Results[i]
		if of.Verdict != check.Fail && of.Verdict != check.Warn {
			continue
		}
		text := fmt.Sprintf("\n<details%s><summary>%s (%s) <b>%s</b>: %s</summary>\n\n<pre>%s</pre>\n\n</details>\n",
			openIf(r.failed(of)), of.Verdict, of.Level, html.EscapeString(relay.Visible(of.ID)), html.EscapeString(relay.Visible(of.Detail)), html.EscapeString(plain(of)))
		if b.Len()+len(text) > maxSummary {
			left++
			continue
		}
		b.WriteString(text)
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n%s not shown here.\n", plural(left, "further case"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func openIf(open bool) string {
	if open {
		return " open"
	}
	return ""
}
