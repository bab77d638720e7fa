package sqlite

import (
	"context"
	"embed"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

//go:embed migration_books/*.sql
var booksMigrations embed.FS

// booksKind marks the mock's books: "ldgb".
func booksKind() kind {
	return kind{applicationID: 0x6c646762, migrations: booksMigrations, folder: "migration_books"}
}

// Books are the mock's receipts and postings, in a file of their own. Safe for concurrent use.
type Books struct {
	db *database
}

// OpenBooks opens the books, or makes them. Its errors are those of Open.
func OpenBooks(ctx context.Context, options Options) (*Books, error) {
	db, err := openDatabase(ctx, booksKind(), options, stages{})
	if err != nil {
		return nil, err
	}
	return &Books{db: db}, nil
}

// SetOwner notes the address of the control API for whoever finds the file in use.
func (b *Books) SetOwner(address string) error { return b.db.lock.setOwner(address) }

// Close writes what waits, and releases the file. It may be called more than once.
func (b *Books) Close() error { return b.db.close() }

// Receive stores a receipt, and its posting if there is one, in one transaction, and returns the receipt as stored.
//
// An Accepted receipt whose Provider and DedupKey an earlier accepted one had is stored as a Duplicate with the earlier
// one's Reference, and nothing is booked. Otherwise a posting that is not nil gets the next reference (INV-2026-0042: the
// year of PostedAt and a running number), and so does the receipt. Receipts of other verdicts are only stored.
//
// answer, where it is not nil, tells what is answered once verdict and reference of an Accepted or Duplicate receipt are
// known. It runs inside the transaction, perhaps more than once, and must be pure.
func (b *Books) Receive(ctx context.Context, receipt relay.Receipt, posting *relay.Posting, answer func(relay.Receipt) (status int, body []byte)) (relay.Receipt, error) {
	encoded, err := encodeReceipt(receipt)
	if err != nil {
		return relay.Receipt{}, fmt.Errorf("store receipt %s: %w", receipt.ID, err)
	}
	var stored relay.Receipt
	err = b.db.writer.do(ctx, func(t *tx) (err error) {
		stored, err = receive(t, encoded, posting, answer)
		return err
	})
	if err != nil {
		return relay.Receipt{}, fmt.Errorf("store receipt %s: %w", receipt.ID, err)
	}
	if posting != nil && stored.Verdict == relay.Accepted {
		posting.Reference, posting.ReceiptID = stored.Reference, stored.ID
	}
	return stored, nil
}

func receive(t *tx, e encodedReceipt, posting *relay.Posting, answer func(relay.Receipt) (int, []byte)) (relay.Receipt, error) {
	r := &e.Receipt // a copy: this may run again
	isNew := r.Verdict == relay.Accepted
	if isNew && r.DedupKey != "" {
		first, seen, err := findAccepted(t, r.Provider, r.DedupKey)
		if err != nil {
			return relay.Receipt{}, err
		}
		if seen {
			r.Verdict, r.Reference, isNew = relay.Duplicate, first, false
		}
	}
	booked := isNew && posting != nil
	if booked {
		var err error
		if r.Reference, err = nextReference(t, posting.PostedAt); err != nil {
			return relay.Receipt{}, err
		}
	}
	if answer != nil && (r.Verdict == relay.Accepted || r.Verdict == relay.Duplicate) {
		r.Status, r.Answer = answer(*r)
	}
	if err := putReceipt(t, e); err != nil {
		return relay.Receipt{}, err
	}
	if booked {
		if err := putPosting(t, posting, r.ID, r.Reference); err != nil {
			return relay.Receipt{}, err
		}
	}
	if isNew && r.DedupKey != "" {
		if err := putAccepted(t, r); err != nil {
			return relay.Receipt{}, err
		}
	}
	return *r, nil
}

// Entries and postings refer to receipts: children go first.
const (
	deleteEntries  = `DELETE FROM entries`
	deletePostings = `DELETE FROM postings`
	deleteDedupe   = `DELETE FROM dedupe`
	deleteReceipts = `DELETE FROM receipts`
)

// ResetBooks removes all receipts and postings and forgets what was seen. References go on where they were, so that none
// ever means two postings.
func (b *Books) ResetBooks(ctx context.Context) error {
	err := b.db.writer.do(ctx, func(t *tx) error {
		for _, statement := range []string{deleteEntries, deletePostings, deleteDedupe, deleteReceipts} {
			if _, err := t.exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reset the books: %w", err)
	}
	return nil
}
