package fault

import (
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// detail404 hides a record from the read that follows a thin event.
type detail404 struct{}

func (detail404) entry() Entry {
	return Entry{
		Name: "detail-404", Stage: relay.DetailStage, Places: apiOnly(),
		Meaning: "the event comes before the record can be read: the product's API answers 404",
		Expect:  "the receiver keeps the event and reads again later; it neither loses it nor books a guess",
		Example: "faults add detail-404 --filter provider:fintoro --first 2",
	}
}

func (detail404) check(string) error { return nil }

func (detail404) read(string) relay.ReadFault { return relay.ReadFault{Status: http.StatusNotFound} }
