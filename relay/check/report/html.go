package report

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

//go:embed report.gohtml
var page string

// HTML writes a check as one page that needs no script and nothing from elsewhere.
func (r *Report) HTML(w io.Writer) error {
	parsed, err := template.New("report").Parse(page)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, r.htmlPage()); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// htmlPage and what it holds are what the template shows; their texts are visible, and the template escapes them.
type htmlPage struct {
	OK                                             bool
	Title, Summary, URL, RunID, Repeat, Unfinished string
	Filters                                        []htmlFilter
	Groups                                         []htmlGroup
}

// htmlFilter is a verdict that alone can be shown.
type htmlFilter struct {
	Verdict string
	Count   int
}

type htmlGroup struct {
	Name  string
	Class string // the verdicts in it, separated by spaces
	Cases []htmlCase
}

type htmlCase struct {
	Link, ID, Title, Verdict, Glyph, Level, Detail, Rule, Source, Remedy, Elapsed string
	Open                                                                          bool
	Exchanges                                                                     []htmlExchange
	Omitted                                                                       int
}

type htmlExchange struct {
	What, Manner, Curl, CameBack, Answer string
}

func (r *Report) htmlPage() htmlPage {
	p := htmlPage{
		OK: r.OK(), Title: relay.Visible(r.Title), Summary: r.Summary(), URL: relay.Visible(r.URL), RunID: relay.Visible(r.RunID), Repeat: relay.Visible(r.Repeat()),
		Unfinished: relay.Visible(r.Unfinished),
	}
	for _, verdict := range []check.Verdict{check.Fail, check.Warn, check.Pass, check.Skip} {
		p.Filters = append(p.Filters, htmlFilter{string(verdict), r.Count(verdict)})
	}
	for i := range r.Results {
		c := htmlCaseOf(&r.Results[i], i)
		name := relay.Visible(group(r.Results[i].ID))
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Name != name {
			p.Groups = append(p.Groups, htmlGroup{Name: name})
		}
		last := &p.Groups[len(p.Groups)-1]
		last.Cases = append(last.Cases, c)
		if !strings.Contains(last.Class, c.Verdict) {
			last.Class = strings.TrimSpace(last.Class + " has-" + c.Verdict)
		}
	}
	return p
}

func htmlCaseOf(of *check.Result, nth int) htmlCase {
	glyphs := Text{}
	c := htmlCase{
		Link: linkOf(of.ID, nth), ID: relay.Visible(of.ID), Title: relay.Visible(of.Title), Verdict: string(of.Verdict), Glyph: glyphs.glyph(of.Verdict),
		Level: string(of.Level), Detail: relay.Visible(of.Detail), Rule: relay.Visible(of.Rule), Source: sourceText(of.Source), Remedy: relay.Visible(of.Remedy),
		Elapsed: realText(of.Elapsed), Open: of.Verdict == check.Fail || of.Verdict == check.Warn,
	}
	limits := htmlBounds()
	for i := range of.Exchanges {
		if i == limits.exchanges {
			c.Omitted = len(of.Exchanges) - i
			break
		}
		x := &of.Exchanges[i]
		c.Exchanges = append(c.Exchanges, htmlExchange{
			What: relay.Visible(x.What), Manner: relay.Visible(x.Sent.Manner), Curl: curl(&x.Sent, limits.sent), CameBack: cameBack(x),
			Answer: strings.Join(answer(x.Response, limits), "\n"),
		})
	}
	return c
}

// linkOf is what a link to a case ends in: its id with a dot for the slash, where that can be one.
func linkOf(id string, nth int) string {
	if strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-/") == "" {
		return strings.ReplaceAll(id, "/", ".")
	}
	return "case-" + strconv.Itoa(nth+1)
}
