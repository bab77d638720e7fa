package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	fetchColumns = `f.what, f.url, f.state, f.tries, f.status, f.problem, f.fault, f.due, f.bytes, f.sha256`

	insertFetch = `
INSERT INTO fetches (receipt, what, url, state, tries, status, problem, fault, due, bytes, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	updateFetch = `
UPDATE fetches SET state = ?, tries = ?, status = ?, problem = ?, fault = ?, due = ?, bytes = ?, sha256 = ?
WHERE receipt = ? AND what = ? AND state = 'waiting'`
	selectErrands = `
SELECT ` + receiptColumns + `, ` + fetchColumns + ` FROM fetches f JOIN receipts r ON r.seq = f.receipt
WHERE f.state = 'waiting' AND f.due <= ?1 ORDER BY f.due, f.receipt, f.what LIMIT ?2`
	selectNextErrand = `SELECT min(due) FROM fetches WHERE state = 'waiting' AND due > ?`
	selectFetches    = `
SELECT f.receipt, ` + fetchColumns + ` FROM fetches f
WHERE f.receipt IN (SELECT value FROM json_each(?)) ORDER BY f.receipt, f.what`
)

func putFetch(t *tx, receipt int64, f *relay.Fetch) error {
	_, err := t.exec(insertFetch, receipt, string(f.What), f.URL, string(f.State), f.Tries, f.Status, f.Problem, f.Fault, stamp(f.NextTry), f.Bytes, f.SHA256)
	if err != nil {
		return fmt.Errorf("store what is to be read: %w", err)
	}
	return nil
}

func fetchFields(f *relay.Fetch) []any {
	return []any{&f.What, &f.URL, &f.State, &f.Tries, &f.Status, &f.Problem, &f.Fault, stamped{&f.NextTry}, &f.Bytes, &f.SHA256}
}

// Errands lists up to limit of what is to be read by now, by due time, then in the order in which the receipts came.
func (b *Books) Errands(ctx context.Context, now time.Time, limit int) ([]relay.Errand, error) {
	rows, err := b.db.reader.rows(ctx, selectErrands, now.UnixNano(), limit)
	if err != nil {
		return nil, fmt.Errorf("read what is to be fetched: %w", err)
	}
	errands, err := collect(rows, func(r row) (relay.Errand, error) {
		var e relay.Errand
		n, err := scanReceipt(withMore{r, fetchFields(&e.Fetch)})
		e.Receipt = n.row
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what is to be fetched: %w", err)
	}
	return errands, nil
}

// withMore scans further columns behind those that it is asked for.
type withMore struct {
	row
	more []any
}

// Scan implements row.
func (w withMore) Scan(dest ...any) error { return w.row.Scan(append(dest, w.more...)...) }

// NextErrand is when something is to be read next, later than a time; zero for never.
func (b *Books) NextErrand(ctx context.Context, after time.Time) (time.Time, error) {
	var due time.Time
	if _, err := b.db.reader.row(ctx, selectNextErrand, []any{after.UnixNano()}, stamped{&due}); err != nil {
		return time.Time{}, fmt.Errorf("read when to fetch next: %w", err)
	}
	return due, nil
}

// Fetched stores what came of a try for a receipt, and books what follows, in one transaction. A fetch that does not wait
// any more, since a reset removed it, is passed over.
func (b *Books) Fetched(ctx context.Context, row int64, f relay.Fetch, booking *relay.Booking) error {
	err := b.db.writer.do(ctx, func(t *tx) error {
		n, err := t.exec(updateFetch, string(f.State), f.Tries, f.Status, f.Problem, f.Fault, stamp(f.NextTry), f.Bytes, f.SHA256, row, string(f.What))
		if err != nil || n == 0 || booking == nil {
			return err
		}
		return b.bookNow(t, booking)
	})
	if err != nil {
		return fmt.Errorf("store what was fetched: %w", err)
	}
	return nil
}

// fetchesOf reads what belongs to receipts.
func (b *Books) fetchesOf(ctx context.Context, receipts []int64) (map[int64][]relay.Fetch, error) {
	list, err := json.Marshal(receipts)
	if err != nil {
		return nil, err
	}
	rows, err := b.db.reader.rows(ctx, selectFetches, string(list))
	if err != nil {
		return nil, err
	}
	all := map[int64][]relay.Fetch{}
	_, err = collect(rows, func(r row) (struct{}, error) {
		var f relay.Fetch
		var receipt int64
		err := r.Scan(append([]any{&receipt}, fetchFields(&f)...)...)
		all[receipt] = append(all[receipt], f)
		return struct{}{}, err
	})
	return all, err
}
