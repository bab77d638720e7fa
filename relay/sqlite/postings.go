package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// takeNumber counts within a year, from 1.
const takeNumber = `
INSERT INTO reference_numbers (year, number) VALUES (?, 1)
ON CONFLICT (year) DO UPDATE SET number = number + 1 RETURNING number`

// nextReference is such as INV-2026-0042.
func nextReference(t *tx, postedAt time.Time) (string, error) {
	year := postedAt.UTC().Year()
	var number int
	if _, err := t.row(takeNumber, []any{year}, &number); err != nil {
		return "", fmt.Errorf("take a reference: %w", err)
	}
	return fmt.Sprintf("INV-%04d-%04d", year, number), nil
}

const (
	insertPosting = `
INSERT INTO postings (reference, provider, dedup_key, receipt_id, text, currency, posted_at) VALUES (?, ?, ?, ?, ?, ?, ?)`
	insertEntry = `INSERT INTO entries (reference, line, account, debit, credit) VALUES (?, ?, ?, ?, ?)`
)

// putPosting stores a posting under a reference. That it balances is for whoever made it to see to: SQL has no decimals.
func putPosting(t *tx, p *relay.Posting, receiptID, reference string) error {
	_, err := t.exec(insertPosting, reference, p.Provider, p.DedupKey, receiptID, p.Text, p.Currency, stamp(p.PostedAt))
	if err != nil {
		return fmt.Errorf("store posting %s: %w", reference, err)
	}
	for i, e := range p.Entries {
		if _, err := t.exec(insertEntry, reference, i+1, e.Account, e.Debit, e.Credit); err != nil {
			return fmt.Errorf("store entry %d of posting %s: %w", i+1, reference, err)
		}
	}
	return nil
}

const (
	selectPostings = `
SELECT seq, reference, provider, dedup_key, receipt_id, text, currency, posted_at FROM postings
WHERE seq < ?1 AND (?2 = '' OR provider = ?2) ORDER BY seq DESC LIMIT ?3`
	selectEntries = `SELECT account, debit, credit FROM entries WHERE reference = ? ORDER BY line`
)

// Postings returns a page of a product's postings with their entries, newest first, and the cursor of the next page;
// empty at the end. An empty provider takes all.
func (b *Books) Postings(ctx context.Context, provider, cursor string, limit int) (postings []relay.Posting, next string, err error) {
	p, err := readPage(cursor, limit)
	if err != nil {
		return nil, "", err
	}
	rows, err := b.db.reader.rows(ctx, selectPostings, p.before, provider, p.limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list postings: %w", err)
	}
	found, err := collect(rows, scanPosting)
	if err != nil {
		return nil, "", fmt.Errorf("list postings: %w", err)
	}
	postings, next = cut(found, p)
	for i := range postings {
		if postings[i].Entries, err = b.entries(ctx, postings[i].Reference); err != nil {
			return nil, "", err
		}
	}
	return postings, next, nil
}

func scanPosting(r row) (numbered[relay.Posting], error) {
	var n numbered[relay.Posting]
	p := &n.row
	err := r.Scan(&n.seq, &p.Reference, &p.Provider, &p.DedupKey, &p.ReceiptID, &p.Text, &p.Currency, stamped{&p.PostedAt})
	return n, err
}

func (b *Books) entries(ctx context.Context, reference string) ([]relay.Entry, error) {
	rows, err := b.db.reader.rows(ctx, selectEntries, reference)
	if err != nil {
		return nil, fmt.Errorf("read entries of %s: %w", reference, err)
	}
	entries, err := collect(rows, func(r row) (relay.Entry, error) {
		var e relay.Entry
		err := r.Scan(&e.Account, &e.Debit, &e.Credit)
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("read entries of %s: %w", reference, err)
	}
	return entries, nil
}
