// Package junit writes JUnit XML, which CI systems read. It is pure, and imports the standard library alone. What it is
// given must be safe for a terminal already: XML 1.0 has no way to write most control characters.
//
// There is no standard; Source: the schema that Jenkins' xUnit plugin publishes, and what GitLab and GitHub actions
// document. github.com/jstemmer/go-junit-report has no file and no properties of a case.
package junit

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"time"
)

// Report is a whole run. Its counts are those of its suites.
type Report struct {
	Name    string
	Elapsed time.Duration // of the whole run, which may be less than that of its cases together
	Suites  []Suite
}

// Suite is some cases that belong together.
type Suite struct {
	Name  string
	Cases []Case
}

// Case is one test. Of Failure, Error and Skipped one at most is set; none means that it passed.
type Case struct {
	Name       string
	Classname  string
	Elapsed    time.Duration
	File       string // may be empty
	Line       int    // of what failed first; zero: not known
	Properties []Property
	Failure    *Problem
	Error      *Problem
	Skipped    *Problem
	Out        string // what else there is to say; may be empty
}

// Property is one thing more that is known of a case.
type Property struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// Problem is why a case did not pass.
type Problem struct {
	Message string `xml:"message,attr,omitempty"` // one line
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",cdata"` // the whole story; may be empty
}

// Add puts a case into the suite of a name, which it makes where there is none yet.
func (r *Report) Add(suite string, c Case) {
	for i := range r.Suites {
		if r.Suites[i].Name == suite {
			r.Suites[i].Cases = append(r.Suites[i].Cases, c)
			return
		}
	}
	r.Suites = append(r.Suites, Suite{Name: suite, Cases: []Case{c}})
}

// Write writes the report in one piece, so that a broken pipe leaves no half file behind that is no XML.
func (r *Report) Write(w io.Writer) error {
	all := suitesXML{Name: r.Name, Time: Seconds(r.Elapsed)}
	for i := range r.Suites {
		s := r.Suites[i].xml()
		all.Suites = append(all.Suites, s)
		all.add(s.counts)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	encoder := xml.NewEncoder(&b)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

// Seconds writes a length of time as JUnit does: in seconds, with three digits behind the point.
func Seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }
