package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// Report is what came of a check, with how it is to be judged.
type Report struct {
	check.Report
	// FailOn is the least level of which a breach fails the check. Empty: Must.
	FailOn check.Level
	// Unfinished says why not all cases ran; empty where they did.
	Unfinished string
}

// OK reports whether the check was finished, and nothing was broken that fails it.
func (r *Report) OK() bool { return r.Unfinished == "" && !r.Broken() }

// Broken reports whether something was broken that fails the check.
func (r *Report) Broken() bool {
	for i := range r.Results {
		if r.failed(&r.Results[i]) {
			return true
		}
	}
	return false
}

// failed reports whether a result fails the check.
func (r *Report) failed(of *check.Result) bool {
	switch of.Verdict {
	case check.Fail:
		return true
	case check.Warn:
		return of.Level != check.Hint && r.FailOn == check.Should
	case check.Pass, check.Skip:
	}
	return false
}

// Summary is like `31 cases: 28 pass, 2 warn, 1 fail (must), 0 skip · 2.3s · seed 42`.
func (r *Report) Summary() string {
	must := ""
	if r.Count(check.Fail) > 0 {
		must = " (must)"
	}
	text := fmt.Sprintf("%s: %d pass, %d warn, %d fail%s, %d skip · %s · seed %d", relay.Counted(len(r.Results), "case"),
		r.Count(check.Pass), r.Count(check.Warn), r.Count(check.Fail), must, r.Count(check.Skip), realText(r.Elapsed), r.Seed)
	if r.Unfinished != "" {
		text += " · not finished: " + r.Unfinished
	}
	return text
}

// Repeat are the flags with which a check sends the same again.
func (r *Report) Repeat() string {
	return fmt.Sprintf("--seed %d --run-id %s", r.Seed, r.RunID)
}

// group is the part of a case's id that it shares with others.
func group(id string) string {
	before, _, _ := strings.Cut(id, "/")
	return before
}

// realText is a length of real time: 34ms, 1.9s. None is no time at all.
func realText(d time.Duration) string {
	if d > 0 && d < time.Millisecond {
		return "under 1ms"
	}
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + "s"
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
