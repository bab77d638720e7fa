package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// reader reads what is committed, on connections of its own. Safe for concurrent use.
type reader struct {
	db *sql.DB

	mu         sync.RWMutex
	statements map[string]*sql.Stmt
	closed     bool
}

func newReader(db *sql.DB) *reader { return &reader{db: db, statements: map[string]*sql.Stmt{}} }

// row reads one row into dest and reports whether there was one. The statement is kept prepared.
func (r *reader) row(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	statement, err := r.prepare(ctx, query)
	if err != nil {
		return false, err
	}
	err = statement.QueryRowContext(ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, r.explain(err)
}

// rows runs a statement that is kept prepared.
func (r *reader) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := r.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := statement.QueryContext(ctx, args...)
	return rows, r.explain(err)
}

// search runs a statement that a filter made, which is not kept.
func (r *reader) search(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := r.db.QueryContext(ctx, query, args...)
	return rows, r.explain(err)
}

func (r *reader) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	r.mu.RLock()
	statement, ok := r.statements[query]
	closed := r.closed
	r.mu.RUnlock()
	switch {
	case closed:
		return nil, ErrClosed
	case ok:
		return statement, nil
	}
	statement, err := r.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, r.explain(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.statements[query]; ok || r.closed {
		_ = statement.Close() // another was faster
		if r.closed {
			return nil, ErrClosed
		}
		return known, nil
	}
	r.statements[query] = statement
	return statement, nil
}

// explain translates an error, and says so when the reason is that the store was closed meanwhile.
func (r *reader) explain(err error) error {
	if err == nil {
		return nil
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		return ErrClosed
	}
	return translate(err)
}

func (r *reader) close() error {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	return r.db.Close()
}

// collect scans all rows.
func collect[T any](rows *sql.Rows, scan func(row) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, translate(rows.Err())
}

// row is what *sql.Row and *sql.Rows have in common.
type row interface {
	Scan(dest ...any) error
}
