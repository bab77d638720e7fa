package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// countPostings takes one product's, or all where it is empty.
const countPostings = `SELECT count(*) FROM postings WHERE ?1 = '' OR provider = ?1`

// TrialBalance adds up all postings of a product, or of all where it is empty. It reads the books as they are at one instant,
// but for the count of postings.
func (b *Books) TrialBalance(ctx context.Context, provider string) (relay.TrialBalance, error) {
	var postings int
	if _, err := b.db.reader.row(ctx, countPostings, []any{provider}, &postings); err != nil {
		return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
	}
	rows, err := b.db.reader.rows(ctx, selectAllPostings, provider)
	if err != nil {
		return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
	}
	defer rows.Close()
	var sums relay.TrialBalancer
	var names interned
	for rows.Next() {
		if err := addUp(&sums, &names, rows); err != nil {
			return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
		}
	}
	if err := b.db.reader.explain(rows.Err()); err != nil {
		return relay.TrialBalance{}, fmt.Errorf("add up the books: %w", err)
	}
	return sums.Result(postings), nil
}

func addUp(sums *relay.TrialBalancer, names *interned, r row) error {
	_, p, err := names.scanBooked(r)
	if err != nil {
		return err
	}
	sums.Breached(p.Reference, p.Breaches)
	for _, e := range p.Entries {
		if err := sums.Add(p.Reference, p.Currency, e); err != nil {
			return err
		}
	}
	return nil
}
