package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// countPostings and the two statements below take one product's, or all where it is empty.
const (
	countPostings    = `SELECT count(*) FROM postings WHERE ?1 = '' OR provider = ?1`
	selectAllEntries = `
SELECT p.reference, p.currency, e.account, e.debit, e.credit FROM postings p JOIN entries e ON e.reference = p.reference
WHERE ?1 = '' OR p.provider = ?1 ORDER BY p.seq, e.line`
	selectBooked = `SELECT provider, key, reference FROM dedupe WHERE ?1 = '' OR provider = ?1 ORDER BY provider, key`
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
		var reference, currency string
		var e relay.Entry
		if err := rows.Scan(&reference, &currency, &e.Account, &e.Debit, &e.Credit); err != nil {
			return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
		}
		if err := sums.Add(reference, currency, e); err != nil {
			return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
		}
	}
	if err := b.db.reader.explain(rows.Err()); err != nil {
		return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
	}
	return sums.Result(postings), nil
}

// Booked lists what was accepted of a product, or of all where it is empty, with the reference that it was given.
func (b *Books) Booked(ctx context.Context, provider string) ([]relay.Booked, error) {
	rows, err := b.db.reader.rows(ctx, selectBooked, provider)
	if err != nil {
		return nil, fmt.Errorf("read what was booked: %w", err)
	}
	booked, err := collect(rows, func(r row) (relay.Booked, error) {
		var one relay.Booked
		err := r.Scan(&one.Provider, &one.DedupKey, &one.Reference)
		return one, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was booked: %w", err)
	}
	return booked, nil
}
