package tui

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// batchMsg is news from the change stream.
type batchMsg struct{ batch }

// tickMsg comes every second and tells the real time.
type tickMsg struct{ now time.Time }

// listMsg answers readList and readMore.
type listMsg struct {
	generation int // of the list when it was asked; an older one is stale
	older      bool
	deliveries []control.Delivery
	next       string
	err        error
}

// detailMsg answers readDelivery.
type detailMsg struct {
	id       string
	delivery control.Delivery
	err      error
}

// explainedMsg answers readExplanation.
type explainedMsg struct {
	id      string
	attempt int
	line    string // empty where there is nothing to say
}

// statsMsg answers readStats.
type statsMsg struct {
	stats control.Stats
	err   error
}

// clockMsg answers readClock. offset is how far the engine's clock is ahead of the real one.
type clockMsg struct {
	clock  control.Clock
	offset time.Duration
	err    error
}

// subscriptionsMsg answers readSubscriptions.
type subscriptionsMsg struct {
	subscriptions []control.Subscription
	err           error
}

// faultsMsg answers readFaults.
type faultsMsg struct {
	rules []control.FaultRule
	err   error
}

// catalogueMsg answers readCatalogue.
type catalogueMsg struct {
	entries []control.CatalogueEntry
	err     error
}

// providersMsg answers readProviders.
type providersMsg struct {
	providers []control.Provider
	err       error
}

// actedMsg is what an action did: a text, and the same as a command line; or why it failed.
type actedMsg struct {
	text    string
	command string // without the program's name
	id      string // what the text speaks of, shortened where it is drawn
	warning bool
	err     error
	undo    *undoing // nil where there is no way back
}
