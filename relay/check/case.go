package check

import (
	"context"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Case is one thing that a receiver should do.
type Case struct {
	// ID is a group, a slash and a name, such as signature/wrong-secret. It never changes: --only and --skip name it.
	ID    string
	Title string // what a right receiver does, as a sentence without a full stop: refuses what another secret has signed
	Level Level
	// Rule is what is demanded and why, in one or two sentences for the session's product; Source says who demands it.
	Rule   func(s *Session) string
	Source func(s *Session) Source
	// Remedy is what to do where it fails. A Finding may know better.
	Remedy string
	// Skip says why the case makes no sense for the session; empty where it does. Nil: it always does.
	Skip func(s *Session) string
	// Run sends and judges. An error is that of ctx, or our own; what the receiver does wrong is a finding.
	Run func(ctx context.Context, s *Session) (Finding, error)
}

// Level is how much a case matters.
type Level string

// The levels. A breach of a Must fails the check; one of the others is a warning.
const (
	Must   Level = "must"   // money or trust is lost without it
	Should Level = "should" // works without it, until something goes wrong
	Hint   Level = "hint"   // worth knowing
)

// Source says who demands something.
type Source string

// The sources. A rule of the product is one of relay's, such as Source(relay.Documented).
const (
	Documented   = Source(relay.Documented)
	ThirdParty   = Source(relay.ThirdParty)
	Chosen       = Source(relay.Chosen)
	GoodPractice = Source("good-practice") // no product demands it; those who run receivers do
)

// Verdict is what came of a case.
type Verdict string

// The verdicts.
const (
	Pass Verdict = "pass"
	Fail Verdict = "fail" // a must was broken
	Warn Verdict = "warn" // a should or a hint was
	Skip Verdict = "skip" // it was not tried, or could not be judged; Detail says why
)

// Finding is what a case found.
type Finding struct {
	Verdict Verdict // Fail where the rule was broken: the runner makes a Warn of it where the case is no Must
	// Detail says what was seen, in one sentence: "it answered 200 to a signature made with another secret".
	Detail string
	Remedy string // better than the case's own; empty: that one
	// Exchanges are those that Detail is about, in order. Empty: all that the case made.
	Exchanges []Exchange
}

// Passed, Broken and Skipped make findings.
func Passed(detail string) Finding { return Finding{Verdict: Pass, Detail: detail} }

// Broken is a rule that was broken.
func Broken(detail string, shown ...Exchange) Finding {
	return Finding{Verdict: Fail, Detail: detail, Exchanges: shown}
}

// Skipped is a case that could not be judged.
func Skipped(why string) Finding { return Finding{Verdict: Skip, Detail: why} }
