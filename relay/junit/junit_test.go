package junit_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/junit"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	r := junit.Report{Name: "ledgerhook", Elapsed: 1500 * time.Millisecond}
	r.Add("one", junit.Case{Name: "right", Classname: "a", Elapsed: 250 * time.Millisecond, Properties: []junit.Property{{Name: "seed", Value: "1"}}})
	r.Add("two", junit.Case{Name: "left out", Classname: "b", Skipped: &junit.Problem{Message: "no reason"}})
	r.Add("one", junit.Case{Name: "<wrong>", Classname: "a", Elapsed: time.Second, File: "a.yaml", Line: 3, Failure: &junit.Problem{Message: `"so"`, Type: "must", Text: "]]></failure>"}})
	r.Add("two", junit.Case{Name: "broken", Classname: "b", Error: &junit.Problem{Message: "no server"}, Out: "a & b"})
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	want := `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ledgerhook" tests="4" failures="1" errors="1" skipped="1" time="1.500">
  <testsuite name="one" tests="2" failures="1" errors="0" skipped="0" time="1.250">
    <testcase name="right" classname="a" time="0.250">
      <properties>
        <property name="seed" value="1"></property>
      </properties>
    </testcase>
    <testcase name="&lt;wrong&gt;" classname="a" time="1.000" file="a.yaml" line="3">
      <failure message="&#34;so&#34;" type="must"><![CDATA[]]]]><![CDATA[></failure>]]></failure>
    </testcase>
  </testsuite>
  <testsuite name="two" tests="2" failures="0" errors="1" skipped="1" time="0.000">
    <testcase name="left out" classname="b" time="0.000">
      <skipped message="no reason"></skipped>
    </testcase>
    <testcase name="broken" classname="b" time="0.000">
      <error message="no server"></error>
      <system-out>a &amp; b</system-out>
    </testcase>
  </testsuite>
</testsuites>
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
