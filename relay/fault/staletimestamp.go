package fault

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// staleTimestamp signs with a time that is long past.
type staleTimestamp struct{}

func (staleTimestamp) entry() Entry {
	return Entry{
		Name: "stale-timestamp", Value: "DURATION", Default: "10m", Stage: relay.SignStage, Places: senderOnly(),
		Meaning: "somebody replays what was overheard, or a clock is behind: rightly signed, DURATION ago",
		Expect:  "the receiver refuses what is older than its tolerance (documented by Fintoro and Moneybird: 300 s), and books nothing",
		Example: "faults add stale-timestamp=301s --first 1",
	}
}

func (staleTimestamp) check(value string) error {
	return checkWait("stale-timestamp", value, longestWait, "10m")
}

func (staleTimestamp) sign(value string, u *relay.Unsigned) string {
	return shiftTime(u, -wait(value), "signed as if sent "+value+" ago")
}

// shiftTime moves what a signed timestamp says.
func shiftTime(u *relay.Unsigned, by time.Duration, note string) string {
	if !u.Traits.SignsTime {
		return "not applied: " + u.Traits.Title + " sends no timestamp"
	}
	u.Now = u.Now.Add(by)
	return note
}
