package fault

import (
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// reorder holds deliveries back by different times, so that later ones overtake earlier ones.
type reorder struct{}

func (reorder) entry() Entry {
	return Entry{
		Name: "reorder", Value: "DURATION", Default: "2s", Stage: relay.PlanStage, Places: senderOnly(),
		Meaning: "no order is promised: each attempt is put off by a random part of DURATION, so that later events overtake (an ordered subscription keeps its order)",
		Expect:  "the receiver ends in the same books whichever comes first: paid before created, deleted before updated",
		Example: "faults add reorder=10s --first 1",
	}
}

func (reorder) check(value string) error { return checkWait("reorder", value, longestWait, "10s") }

func (reorder) plan(value string, draw float64) (time.Duration, string) {
	d := time.Duration(draw * float64(wait(value))).Round(time.Millisecond)
	return d, fmt.Sprintf("put off by %v of up to %s, so that others overtake", d, value)
}
