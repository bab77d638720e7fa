package sqlite

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The sizes of a page.
const (
	defaultLimit = 100
	maxLimit     = 1000
)

// page is one request for rows newest first: those with a seq below before, one more than limit, which tells whether
// there is a next page. New rows have higher numbers, so pages stay as they are while rows arrive. Turned round, it is
// those with a seq above after, and new rows come at the end.
type page struct {
	before int64
	limit  int

	turned bool
	after  int64

	bounded bool // both ends count
}

// bounds is the condition on seq.
func (p page) bounds() (clause string, args []any) {
	switch {
	case p.bounded:
		return "seq > ? AND seq < ?", []any{p.after, p.before}
	case p.turned:
		return "seq > ?", []any{p.after}
	}
	return "seq < ?", []any{p.before}
}

// order is what ORDER BY takes.
func (p page) order() string {
	if p.turned {
		return "seq"
	}
	return "seq DESC"
}

// readPage reads a cursor, which is the seq of the last row given, in base 36.
func readPage(cursor string, limit int) (page, error) {
	p := page{before: math.MaxInt64, limit: min(limit, maxLimit)}
	if limit <= 0 {
		p.limit = defaultLimit
	}
	if cursor == "" {
		return p, nil
	}
	seq, err := strconv.ParseInt(cursor, 36, 64)
	if err != nil || seq <= 0 {
		return p, &relay.InputError{Field: "cursor", Problem: fmt.Sprintf("%q is no cursor", cursor), Hint: "take the one that the page before gave, or none"}
	}
	p.before, p.after = seq, seq
	return p, nil
}

// numbered is a row with its place in the order.
type numbered[T any] struct {
	seq int64
	row T
}

// cut takes the row too many off and makes the cursor of the next page.
func cut[T any](rows []numbered[T], p page) (all []T, next string) {
	if len(rows) > p.limit {
		rows = rows[:p.limit]
		next = strconv.FormatInt(rows[len(rows)-1].seq, 36)
	}
	all = make([]T, len(rows))
	for i := range rows {
		all[i] = rows[i].row
	}
	return all, next
}

// readCut reads the rows of a page of a table and the cursor of the next page.
func readCut[T any](ctx context.Context, r *reader, table, columns string, w where, p page, scan func(row) (numbered[T], error)) ([]T, string, error) {
	l := list{"SELECT " + columns + " FROM " + table + " WHERE " + w.String() + " ORDER BY " + p.order() + " LIMIT ?", append(w.args, p.limit+1)}
	return readPart(ctx, r, table, l, p, scan)
}

// readPart is readCut of a statement that is made already.
func readPart[T any](ctx context.Context, r *reader, table string, l list, p page, scan func(row) (numbered[T], error)) ([]T, string, error) {
	rows, err := r.search(ctx, l.query, l.args...)
	if err != nil {
		return nil, "", fmt.Errorf("list %s: %w", table, err)
	}
	found, err := collect(rows, scan)
	if err != nil {
		return nil, "", fmt.Errorf("list %s: %w", table, err)
	}
	all, next := cut(found, p)
	return all, next, nil
}

// readOne reads the row with an id. relay.ErrNotFound when there is none. what names it in errors.
func readOne[T any](ctx context.Context, r *reader, what, statement, id string, scan func(row) (numbered[T], error)) (*T, error) {
	rows, err := r.rows(ctx, statement, id)
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", what, id, err)
	}
	found, err := collect(rows, scan)
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", what, id, err)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s %s: %w", what, id, relay.ErrNotFound)
	}
	return &found[0].row, nil
}
