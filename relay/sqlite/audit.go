package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The statements below take one product's, or all where it is empty.
const (
	countPostings    = `SELECT count(*) FROM postings WHERE ?1 = '' OR provider = ?1`
	selectAllEntries = `SELECT ` + postingColumns + ` FROM postings WHERE ?1 = '' OR provider = ?1 ORDER BY seq`
	selectBooked     = `
SELECT d.provider, d.key, coalesce(nullif(d.reference, ''), (SELECT p.shown ->> 'reference' FROM postings p WHERE p.seq = d.receipt << 16), ''),
	d.receipt > coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = '` + bookedKey + `'), 0)
	OR EXISTS (SELECT 1 FROM fetches f WHERE f.receipt = d.receipt AND f.what = 'detail' AND f.state = 'waiting')
FROM dedupe d WHERE ?1 = '' OR d.provider = ?1 ORDER BY d.provider, d.key`
)

// TrialBalance adds up all postings of a product, or of all where it is empty. It reads the books as they are at one instant,
// but for the count of postings.
func (b *Books) TrialBalance(ctx context.Context, provider string) (relay.TrialBalance, error) {
	var postings int
	if _, err := b.db.reader.row(ctx, countPostings, []any{provider}, &postings); err != nil {
		return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
	}
	rows, err := b.db.reader.rows(ctx, selectAllEntries, provider)
	if err != nil {
		return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
	}
	defer rows.Close()
	var sums relay.TrialBalancer
	for rows.Next() {
		if err := addUp(&sums, rows); err != nil {
			return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
		}
	}
	if err := b.db.reader.explain(rows.Err()); err != nil {
		return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
	}
	return sums.Result(postings), nil
}

func addUp(sums *relay.TrialBalancer, r row) error {
	n, err := scanPosting(r)
	if err != nil {
		return err
	}
	sums.Breached(n.row.Reference, n.row.Breaches)
	for _, e := range n.row.Entries {
		if err := sums.Add(n.row.Reference, n.row.Currency, e); err != nil {
			return err
		}
	}
	return nil
}

// Booked lists what was accepted of a product, or of all where it is empty, with the reference that it was given and whether
// it waits to be booked.
func (b *Books) Booked(ctx context.Context, provider string) ([]relay.Booked, error) {
	rows, err := b.db.reader.rows(ctx, selectBooked, provider)
	if err != nil {
		return nil, fmt.Errorf("read what was booked: %w", err)
	}
	booked, err := collect(rows, func(r row) (relay.Booked, error) {
		var one relay.Booked
		err := r.Scan(&one.Provider, &one.DedupKey, &one.Reference, &one.Waiting)
		return one, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was booked: %w", err)
	}
	return booked, nil
}
