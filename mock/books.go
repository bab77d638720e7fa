package mock

import (
	"context"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Books keeps receipts and postings. relay/sqlite implements it. All methods are safe for concurrent use.
type Books interface {
	// Receive stores a receipt with all that belongs to it in one transaction, and returns the receipt as stored. Receipts
	// get rows that count from 1, without a gap, in the order in which they are stored.
	//
	// An Accepted receipt whose Provider and DedupKey an earlier accepted one had is stored as a Duplicate with the
	// earlier one's Reference, and nothing else is done for it. Receipts of other verdicts are only stored.
	Receive(ctx context.Context, arrival relay.Arrival) (relay.Receipt, error)

	// Book books receipts in one transaction, in the order of their rows, and notes that those up to the row through are
	// done with. Those that are done with already, by an earlier call or a reset, are passed over.
	Book(ctx context.Context, through int64, bookings []relay.Booking) error

	// Unbooked lists up to limit receipts that are not done with, whatever their verdict, in the order of their rows: those
	// behind the row after, up to the row through. None: empty slice, nil error.
	Unbooked(ctx context.Context, after, through int64, limit int) ([]relay.Receipt, error)

	// Count is the row of the newest receipt; zero before the first.
	Count(ctx context.Context) (uint64, error)

	// Errands lists up to limit of what is to be read by now, by due time, then by row. None: empty slice, nil error.
	Errands(ctx context.Context, now time.Time, limit int) ([]relay.Errand, error)

	// NextErrand is when something is due next, later than a time; zero for never.
	NextErrand(ctx context.Context, after time.Time) (time.Time, error)

	// Fetched stores what came of a try for a receipt, and books what follows, in one transaction; nil: nothing does. A fetch
	// that does not wait any more, since a reset removed it, is passed over.
	Fetched(ctx context.Context, row int64, f relay.Fetch, booking *relay.Booking) error
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
