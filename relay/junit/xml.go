package junit

import (
	"encoding/xml"
	"time"
)

// counts are the counts of suites, as attributes.
type counts struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

func (c *counts) add(more counts) {
	c.Tests += more.Tests
	c.Failures += more.Failures
	c.Errors += more.Errors
	c.Skipped += more.Skipped
}

type suitesXML struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	counts
	Time   string     `xml:"time,attr"` // seconds
	Suites []suiteXML `xml:"testsuite"`
}

type suiteXML struct {
	Name string `xml:"name,attr"`
	counts
	Time  string    `xml:"time,attr"` // of its cases together
	Cases []caseXML `xml:"testcase"`
}

type caseXML struct {
	Name       string   `xml:"name,attr"`
	Classname  string   `xml:"classname,attr"`
	Time       string   `xml:"time,attr"`
	File       string   `xml:"file,attr,omitempty"`
	Line       int      `xml:"line,attr,omitempty"`
	Properties *listXML `xml:"properties"`
	Failure    *Problem `xml:"failure"`
	Error      *Problem `xml:"error"`
	Skipped    *Problem `xml:"skipped"`
	Out        string   `xml:"system-out,omitempty"`
}

type listXML struct {
	List []Property `xml:"property"`
}

func (s *Suite) xml() suiteXML {
	shown := suiteXML{Name: s.Name}
	took := time.Duration(0)
	for i := range s.Cases {
		c := &s.Cases[i]
		took += c.Elapsed
		one := counts{Tests: 1}
		switch {
		case c.Failure != nil:
			one.Failures = 1
		case c.Error != nil:
			one.Errors = 1
		case c.Skipped != nil:
			one.Skipped = 1
		}
		shown.add(one)
		var properties *listXML
		if len(c.Properties) > 0 {
			properties = &listXML{c.Properties}
		}
		shown.Cases = append(shown.Cases, caseXML{c.Name, c.Classname, Seconds(c.Elapsed), c.File, c.Line, properties, c.Failure, c.Error, c.Skipped, c.Out})
	}
	shown.Time = Seconds(took)
	return shown
}
