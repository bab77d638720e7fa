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
	return kind{
		applicationID: 0x6c646762, migrations: booksMigrations, folder: "migration_books",
		pragmas: []string{booksCheckpoint},
	}
}

// booksCheckpoint is in pages of the log. What is seen of every webhook goes to any page of its tables, so that in a longer
// log more of the writes to a page are one write to the file: 64 MiB.
const booksCheckpoint = "wal_autocheckpoint(16000)"

// defaultKeepReceipts is how many receipts are kept whole where nobody says otherwise: 100,000 of 1 KB are 140 MB.
const defaultKeepReceipts = 100_000

// Books are the mock's receipts and postings, in a file of their own. Safe for concurrent use.
type Books struct {
	db     *database
	chance relay.Chance
	keep   uint64
}

// OpenBooks opens the books, or makes them. Its errors are those of Open.
func OpenBooks(ctx context.Context, options Options) (*Books, error) {
	db, err := openDatabase(ctx, booksKind().from(options.Blank.ofBooks()), options, stages{})
	if err != nil {
		return nil, err
	}
	b := &Books{db: db, chance: options.Chance, keep: uint64(max(options.KeepReceipts, 0))}
	if b.keep == 0 {
		b.keep = defaultKeepReceipts
	}
	return b, nil
}

// SetOwner notes the address of the control API for whoever finds the file in use.
func (b *Books) SetOwner(address string) error { return b.db.lock.setOwner(address) }

// Close writes what waits, and releases the file. It may be called more than once.
func (b *Books) Close() error { return b.db.close() }

// Receive stores a receipt with all that belongs to it in one transaction, and returns the receipt as stored.
//
// An Accepted receipt whose Provider and DedupKey an earlier accepted one had is stored as a Duplicate with the earlier
// one's Reference, and nothing else is done for it. Receipts of other verdicts are only stored.
func (b *Books) Receive(ctx context.Context, arrival relay.Arrival) (relay.Receipt, error) {
	encoded, err := encodeReceipt(&arrival.Receipt)
	if err != nil {
		return relay.Receipt{}, fmt.Errorf("store receipt %s: %w", arrival.Receipt.ID, err)
	}
	var stored relay.Receipt
	err = b.db.writer.do(ctx, func(t *tx) error {
		stored = arrival.Receipt // anew: this may run again
		return b.receive(t, &stored, encoded, &arrival)
	})
	if err != nil {
		return relay.Receipt{}, fmt.Errorf("store receipt %s: %w", arrival.Receipt.ID, err)
	}
	return stored, nil
}

// receive stores a receipt, and completes it with what came of that.
func (b *Books) receive(t *tx, r *relay.Receipt, encoded shown, arrival *relay.Arrival) error {
	seq, err := t.next(receiptsKey, func() uint64 { return 1 })
	if err != nil {
		return err
	}
	r.Row = int64(seq)
	isNew := r.Verdict == relay.Accepted
	if isNew && r.DedupKey != "" {
		if isNew, err = accept(t, r); err != nil {
			return err
		}
	}
	var made made
	switch {
	case isNew:
		if made, err = b.bookFirst(t, r, arrival.Booking); err != nil {
			return err
		}
	case r.Verdict == relay.Accepted:
		r.Verdict, r.Fetches = relay.Duplicate, nil
		if r.Reference, err = firstReference(t, r); err != nil {
			return err
		}
	}
	if arrival.Answer != nil && (r.Verdict == relay.Accepted || r.Verdict == relay.Duplicate) {
		r.Status, r.Answer = arrival.Answer(*r)
	}
	if err := putReceipt(t, r, encoded); err != nil {
		return err
	}
	if isNew {
		if err := b.follow(t, r, arrival, made); err != nil {
			return err
		}
	}
	return b.trim(t, seq)
}

// bookFirst accounts a new receipt before it is stored, and notes the reference in it.
func (b *Books) bookFirst(t *tx, r *relay.Receipt, booking *relay.Booking) (made, error) {
	if booking == nil {
		return made{}, nil
	}
	m, err := b.account(t, booking)
	if err != nil {
		return m, err
	}
	r.Reference = m.reference
	addProblem(&r.Problem, m.problem)
	if m.reference != "" && (len(m.postings) == 0 || m.postings[0].Reference != m.reference) { // else the posting tells it
		_, err = t.exec(updateDedupe, m.reference, r.Provider, r.DedupKey)
	}
	return m, err
}

// follow stores what belongs to a new receipt.
func (b *Books) follow(t *tx, r *relay.Receipt, arrival *relay.Arrival, made made) error {
	if arrival.Booking != nil {
		booking := *arrival.Booking
		booking.Row = r.Row
		if err := made.put(t, &booking); err != nil {
			return err
		}
	}
	for i := range r.Fetches {
		if err := putFetch(t, r.Row, &r.Fetches[i]); err != nil {
			return err
		}
	}
	return nil
}

const (
	insertDedupe = `INSERT INTO dedupe (provider, key, receipt, reference) VALUES (?, ?, ?, '') ON CONFLICT DO NOTHING`
	updateDedupe = `UPDATE dedupe SET reference = ? WHERE provider = ? AND key = ?`
)

// accept notes that an event was accepted, and reports whether it is the first time.
func accept(t *tx, r *relay.Receipt) (isNew bool, err error) {
	n, err := t.exec(insertDedupe, r.Provider, r.DedupKey, r.Row)
	if err != nil {
		return false, fmt.Errorf("note %s as accepted: %w", r.DedupKey, err)
	}
	return n == 1, nil
}

// selectFirst is what the first receipt with a key was answered or, where that was before the booking, was given then.
const selectFirst = `
SELECT coalesce(nullif(d.reference, ''), (SELECT p.shown ->> 'reference' FROM postings p WHERE p.seq = d.receipt << 16), '')
FROM dedupe d WHERE d.provider = ? AND d.key = ?`

func firstReference(t *tx, r *relay.Receipt) (string, error) {
	var reference string
	if _, err := t.row(selectFirst, []any{r.Provider, r.DedupKey}, &reference); err != nil {
		return "", fmt.Errorf("look for the first receipt of %s: %w", r.DedupKey, err)
	}
	return reference, nil
}

// ResetBooks removes all receipts and postings and forgets what was seen. References go on where they were, so that none
// ever means two postings.
func (b *Books) ResetBooks(ctx context.Context) error {
	err := b.db.writer.do(ctx, func(t *tx) error {
		for _, table := range []string{"fetches", "postings", "documents", "dedupe", "receipts"} {
			if _, err := t.exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		newest, err := t.number(receiptsKey)
		t.raised.raise(bookedKey, newest)
		return err
	})
	if err != nil {
		return fmt.Errorf("reset the books: %w", err)
	}
	return nil
}
