package sqlite

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const selectAccepted = `SELECT reference FROM dedupe WHERE provider = ? AND key = ?`

// findAccepted tells whether an event was accepted before, and the reference it got.
func findAccepted(t *tx, provider, key string) (reference string, seen bool, err error) {
	seen, err = t.row(selectAccepted, []any{provider, key}, &reference)
	return reference, seen, err
}

const insertAccepted = `INSERT INTO dedupe (provider, key, reference, receipt_id) VALUES (?, ?, ?, ?)`

func putAccepted(t *tx, r *relay.Receipt) error {
	if _, err := t.exec(insertAccepted, r.Provider, r.DedupKey, r.Reference, r.ID); err != nil {
		return fmt.Errorf("note %s %s as seen: %w", r.Provider, r.DedupKey, err)
	}
	return nil
}
