package fault

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// delay puts an attempt off.
type delay struct{}

func (delay) entry() Entry {
	return Entry{
		Name: "delay", Value: "DURATION", Default: "30s", Stage: relay.PlanStage, Places: senderOnly(),
		Meaning: "a queue at the product is behind: each attempt starts later by DURATION, by the engine's clock",
		Expect:  "the receiver takes the time of the event from its body, not from its arrival, and misses nothing meanwhile",
		Example: "faults add delay=1h --filter type:invoices.* --first 1",
	}
}

func (delay) check(value string) error { return checkWait("delay", value, longestWait, "30s") }

func (delay) plan(value string, _ float64) (time.Duration, string) {
	return wait(value), "put off by " + value
}
