package fault

import "github.com/ledgerhook/ledgerhook/relay"

// detailStale shows a record as it was before the newest event about it.
type detailStale struct{}

func (detailStale) entry() Entry {
	return Entry{
		Name: "detail-stale", Stage: relay.DetailStage, Places: apiOnly(),
		Meaning: "the read goes to a copy that is behind: the record is as it was before the newest event, 404 where it did not exist",
		Expect:  "the receiver does not take the old state for the new one for good: it reads again, or goes by the event",
		Example: "faults add detail-stale --filter type:invoices.* --first 1",
	}
}

func (detailStale) check(string) error { return nil }

func (detailStale) read(string) relay.ReadFault { return relay.ReadFault{Stale: true} }
