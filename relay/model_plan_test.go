package relay_test

import (
	"fmt"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// plan is one run of the model, drawn before it begins, so that a failing one can be made smaller and printed.
type plan struct {
	Virtual bool            // a virtual clock, or the wall of a bubble
	Answers []answer        // of the receiver: which one comes when is a hash of the request
	Delays  []time.Duration // of the store's calls, likewise
	Steps   []planStep
}

// planStep is one action with what it needs to choose among what is there.
type planStep struct {
	Do   string
	A, B int
}

func (p plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "virtual %v, answers %v, delays %v\n", p.Virtual, p.Answers, p.Delays)
	for i, step := range p.Steps {
		fmt.Fprintf(&b, "  %d. %s %d %d\n", i+1, step.Do, step.A, step.B)
	}
	return b.String()
}

// answer is how the receiver takes one request.
type answer string

const (
	answerOK      answer = "200"
	answerCreated answer = "204" // Moneybird counts it as a failure
	answerError   answer = "500"
	answerGone    answer = "410"
	answerAfter   answer = "503 with Retry-After"
	answerSlow    answer = "200 after 3s"
	answerHang    answer = "nothing"
	answerClose   answer = "connection closed"
	answerRefuse  answer = "connection refused"
)

// drawPlan draws a plan of at most so many steps.
func drawPlan(t *rapid.T, most int) plan {
	answers := []answer{
		answerOK, answerOK, answerOK, answerCreated, answerError, answerError, answerGone, answerAfter,
		answerSlow, answerHang, answerClose, answerRefuse,
	}
	return plan{
		Virtual: rapid.Bool().Draw(t, "virtual"),
		Answers: rapid.SliceOfN(rapid.SampledFrom(answers), 1, 12).Draw(t, "answers"),
		Delays:  rapid.SliceOfN(rapid.SampledFrom([]time.Duration{0, 0, time.Millisecond, 20 * time.Millisecond}), 1, 6).Draw(t, "delays"),
		Steps: append([]planStep{{Do: "subscribe", A: rapid.IntRange(0, 9).Draw(t, "provider"), B: rapid.IntRange(0, 9).Draw(t, "limits")}},
			rapid.SliceOfN(rapid.Custom(drawStep), most/4, most).Draw(t, "steps")...),
	}
}

func drawStep(t *rapid.T) planStep {
	return planStep{
		Do: rapid.SampledFrom([]string{
			"advance", "advance", "advance", "advance", "advance", "publish", "publish", "publish", "take", "take", "batch", "subscribe",
			"retry", "cancel", "replay", "pause", "resume", "resume", "disable", "unsubscribe", "limits",
			"retry all", "cancel all", "replay all", "fault", "no faults", "jump", "crash", "restart",
			"refuse writes", "refuse all", "store works", "store works",
		}).Draw(t, "do"),
		A: rapid.IntRange(0, 31).Draw(t, "a"),
		B: rapid.IntRange(0, 31).Draw(t, "b"),
	}
}
