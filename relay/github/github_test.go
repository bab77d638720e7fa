package github_test

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/github"
)

func TestAnnotation(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]github.Annotation{
		"::error title=a%3A b::100%25%0A::warning ::x\n":      {Level: "error", Title: "a: b", Message: "100%\n::warning ::x"},
		"::warning file=a%2Cb.yaml,title=t::m\n":              {Level: "warning", At: &github.Place{File: "a,b.yaml"}, Title: "t", Message: "m"},
		"::error file=a.yaml,line=3,col=7,title=t%0D%0A::m\n": {Level: "error", At: &github.Place{File: "a.yaml", Line: 3, Column: 7}, Title: "t\r\n", Message: "m"},
	} {
		if got := a.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSummaryEscapesAndIsBounded(t *testing.T) {
	t.Parallel()
	var s github.Summary
	s.Heading("all")
	s.Add(github.Section{Lead: "fail", Name: "<b>", Line: "&", Text: "</pre>"})
	var b strings.Builder
	if err := s.Write(&b, "case", "cases"); err != nil {
		t.Fatal(err)
	}
	if want := "### all\n\n<details><summary>fail <b>&lt;b&gt;</b>: &amp;</summary>\n\n<pre>&lt;/pre&gt;</pre>\n\n</details>\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	for range 2 {
		s.Add(github.Section{Text: strings.Repeat("x", 1<<20)})
		b.Reset()
		if err := s.Write(&b, "case", "cases"); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.HasSuffix(b.String(), "\n2 cases not shown here.\n") || b.Len() > 1000<<10 {
		t.Errorf("%d bytes", b.Len())
	}
}
