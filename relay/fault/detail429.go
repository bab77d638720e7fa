package fault

import (
	"net/http"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// detail429 refuses a read as one too many.
type detail429 struct{}

func (detail429) entry() Entry {
	return Entry{
		Name: "detail-429", Value: "DURATION", Default: "30s", Stage: relay.DetailStage, Places: apiOnly(),
		Meaning: "many events make many reads: the product's API answers 429 and asks to wait for DURATION",
		Expect:  "the receiver, which has acknowledged the event already, reads again after that time",
		Example: "faults add detail-429=60s --first 1",
	}
}

func (detail429) check(value string) error {
	return checkWait("detail-429", value, longestWait, "30s")
}

func (detail429) read(value string) relay.ReadFault {
	return relay.ReadFault{Status: http.StatusTooManyRequests, RetryAfter: max(wait(value), time.Second)}
}
