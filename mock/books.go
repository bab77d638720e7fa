package mock

import (
	"context"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Books keeps receipts and postings. relay/sqlite implements it.
type Books interface {
	// Receive stores a receipt, and its posting if there is one, in one transaction, and returns the receipt as stored.
	//
	// An Accepted receipt whose Provider and DedupKey an earlier accepted one had is stored as a Duplicate with the
	// earlier one's Reference, and nothing is booked. Otherwise a posting that is not nil gets the next reference
	// (INV-2026-0042: the year of PostedAt and a running number), and so does the receipt. Receipts of other verdicts
	// are only stored.
	//
	// answer, where it is not nil, tells what is answered once verdict and reference of an Accepted or Duplicate receipt
	// are known; it is pure and may be called more than once. Safe for concurrent use.
	Receive(ctx context.Context, receipt relay.Receipt, posting *relay.Posting, answer func(relay.Receipt) (status int, body []byte)) (relay.Receipt, error)
}

// Keys knows what the senders sign with.
type Keys interface {
	// Keys lists the secrets that are active for a product, one Key a subscription. None known: empty slice, nil error.
	// Safe for concurrent use.
	Keys(ctx context.Context, provider string) ([]Key, error)
}

// Key is what one subscription signs with.
type Key struct {
	// Secrets are those active now, in the dialect's order: Silverfin's two tokens, otherwise the newest first. Empty
	// for a Finpilo subscription without an API key.
	Secrets []string
}
