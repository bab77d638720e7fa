package relay_test

import (
	"flag"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// modelRuns is how many plans are tried unless -rapid.checks says how many: as many as take a few seconds.
const modelRuns = 12

// Whatever people do and whatever breaks: nothing that was acknowledged is lost, nothing is attempted before it is due or
// more often than its schedule allows, order is kept, what is held is held, at most once is at most once, and the lines
// in memory agree with the store. In the long: go test ./relay -run TestEngineAgainstAModel -rapid.checks=5000
func TestEngineAgainstAModel(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	long := checks.Value.String() != checks.DefValue
	runs, failed := 0, false
	rapid.Check(t, func(rt *rapid.T) {
		p := drawPlan(rt, 160)
		if runs++; runs > modelRuns && !long && !failed { // once failed, the plan is made smaller
			return
		}
		if err := runPlan(t, p); err != nil {
			failed = true
			rt.Fatalf("%v\n%v", err, p)
		}
	})
}

// The model itself once took a clock that jumps for time in which what hangs has ended.
func TestTheModelAllowsWhatHangsWhereTheClockJumps(t *testing.T) {
	p := plan{Answers: []answer{answerHang}, Delays: []time.Duration{0}, Steps: []planStep{
		{Do: "subscribe"}, {Do: "batch", B: 4}, {Do: "limits", B: 3}, {Do: "jump", A: 6},
	}}
	if err := runPlan(t, p); err != nil {
		t.Errorf("%v\n%v", err, p)
	}
}
