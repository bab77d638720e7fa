package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Blank is what the migrations make of nothing: a database and books without a row. Who opens many files makes it once,
// since the migrations of a file take 8 ms. Safe for concurrent use.
type Blank struct{ store, books []byte }

// NewBlank runs the migrations, in a temporary directory.
func NewBlank(ctx context.Context) (*Blank, error) {
	dir, err := os.MkdirTemp("", "ledgerhook-blank-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary directory: %w", err)
	}
	b := &Blank{}
	b.store, err = storeKind().blank(ctx, filepath.Join(dir, "store"))
	if err == nil {
		b.books, err = booksKind().blank(ctx, filepath.Join(dir, "books"))
	}
	if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
		return nil, fmt.Errorf("make blank databases: %w", err)
	}
	return b, nil
}

// blank is a new file of this kind.
func (k kind) blank(ctx context.Context, path string) ([]byte, error) {
	if err := k.prepare(ctx, path, true); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func (b *Blank) ofStore() []byte {
	if b == nil {
		return nil
	}
	return b.store
}

func (b *Blank) ofBooks() []byte {
	if b == nil {
		return nil
	}
	return b.books
}
