package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
)

// BooksBeside reads books that another process keeps open, as the sqlite3 tool would. Safe for concurrent use.
type BooksBeside struct{ reader *reader }

// OpenBooksBeside opens books without their lock and without changing them. They must exist: ErrNotADatabase otherwise.
func OpenBooksBeside(path string) (*BooksBeside, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	h, err := booksKind().inspect(path)
	if err != nil {
		return nil, err
	}
	if !h.exists {
		return nil, fmt.Errorf("%s: %w: it is not there", path, ErrNotADatabase)
	}
	driver, err := newDriver()
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector{driver, readerDSN(path)})
	db.SetMaxOpenConns(1)
	return &BooksBeside{reader: newReader(db)}, nil
}

// CountPostings is how many postings there are.
func (b *BooksBeside) CountPostings(ctx context.Context) (int, error) {
	var n int
	if _, err := b.reader.row(ctx, countPostings, []any{""}, &n); err != nil {
		return 0, fmt.Errorf("count postings: %w", err)
	}
	return n, nil
}

// Close lets the file go.
func (b *BooksBeside) Close() error { return b.reader.close() }
