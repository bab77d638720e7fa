package fault

import "github.com/ledgerhook/ledgerhook/relay"

// futureTimestamp signs with a time that is yet to come.
type futureTimestamp struct{}

func (futureTimestamp) entry() Entry {
	return Entry{
		Name: "future-timestamp", Value: "DURATION", Default: "10m", Stage: relay.SignStage, Places: senderOnly(),
		Meaning: "a clock is ahead: rightly signed, with a timestamp DURATION from now",
		Expect:  "the receiver refuses what is further ahead than its tolerance, and books nothing",
		Example: "faults add future-timestamp=301s --first 1",
	}
}

func (futureTimestamp) check(value string) error {
	return checkWait("future-timestamp", value, longestWait, "10m")
}

func (futureTimestamp) sign(value string, u *relay.Unsigned) string {
	return shiftTime(u, wait(value), "signed as if sent in "+value)
}
