package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	selectFirstRow = `SELECT receipt FROM dedupe WHERE key = ? AND provider = ?`

	// selectOfKey is in two parts, since each has an index of its own.
	selectOfKey = `
SELECT ` + receiptColumns + ` FROM receipts r WHERE r.seq = ?1
UNION ALL
SELECT ` + receiptColumns + ` FROM receipts r WHERE r.verdict <> 'accepted' AND r.shown ->> 'key' = ?2 AND r.provider = ?3
ORDER BY 1 LIMIT ?4`

	selectPostingsOf = `SELECT ` + postingColumns + ` FROM postings WHERE seq >= ?1 << 16 AND seq < (?1 + 1) << 16 ORDER BY seq`
)

// OfKey returns what came under one dedup key of a product: the oldest receipts up to a limit, and the postings that the
// accepted one led to; both oldest first. Unknown: nothing, and no error. Receipts that were trimmed are not among them, their
// postings are.
func (b *Books) OfKey(ctx context.Context, provider, key string, limit int) ([]relay.Receipt, []relay.Posting, error) {
	receipts, postings, err := b.ofKey(ctx, provider, key, limit)
	if err != nil {
		return nil, nil, fmt.Errorf("read the books of %s: %w", key, err)
	}
	return receipts, postings, nil
}

func (b *Books) ofKey(ctx context.Context, provider, key string, limit int) ([]relay.Receipt, []relay.Posting, error) {
	if key == "" {
		return nil, nil, nil // of those whose key could not be read nobody knows what they belong to
	}
	var first int64 // zero: nothing was accepted
	if _, err := b.db.reader.row(ctx, selectFirstRow, []any{key, provider}, &first); err != nil {
		return nil, nil, err
	}
	rows, err := b.db.reader.rows(ctx, selectOfKey, first, key, provider, limit)
	if err != nil {
		return nil, nil, err
	}
	found, err := collect(rows, scanReceipt)
	if err != nil {
		return nil, nil, err
	}
	receipts := make([]relay.Receipt, len(found))
	for i := range found {
		receipts[i] = found[i].row
	}
	if err := b.complete(ctx, receipts); err != nil {
		return nil, nil, err
	}
	rows, err = b.db.reader.rows(ctx, selectPostingsOf, first)
	if err != nil {
		return nil, nil, err
	}
	booked, err := collect(rows, scanPosting)
	if err != nil {
		return nil, nil, err
	}
	postings, err := b.withFiles(ctx, booked)
	return receipts, postings, err
}
