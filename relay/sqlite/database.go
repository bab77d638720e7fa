package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
)

// readers is how many connections read at once: they are CPU-bound, and each has a cache of its own.
const readers = 4

// database is an open file with its lock, its writer and its readers. Store and Books stand on it.
type database struct {
	lock   *lock
	writer *writer
	reader *reader

	closeOnce sync.Once
	closeErr  error
}

// stages are what else belongs to opening a file. Each may be nil.
type stages struct {
	before  func(path string) error // with the lock held, before the schema is touched
	after   func(db *sql.DB) error  // on the connection that will write
	prelude prelude
}

// openDatabase opens a file of a kind, or makes it.
func openDatabase(ctx context.Context, k kind, options Options, stages stages) (*database, error) {
	path, err := filepath.Abs(options.Path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", options.Path, ErrUnwritable, err)
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved // two names of one file must meet at one lock
	}
	if _, err := k.inspect(path); err != nil { // before anything beside it is touched
		return nil, err
	}
	held, err := acquire(path, options.Owner)
	if err != nil {
		return nil, err
	}
	db, err := openLocked(ctx, k, path, options, stages)
	if err != nil {
		return nil, errors.Join(err, held.release())
	}
	db.lock = held
	return db, nil
}

func openLocked(ctx context.Context, k kind, path string, options Options, stages stages) (*database, error) {
	if stages.before != nil {
		if err := stages.before(path); err != nil {
			return nil, err
		}
	}
	if err := k.prepare(ctx, path, options.NoSync); err != nil {
		return nil, err
	}
	driver, err := newDriver()
	if err != nil {
		return nil, err
	}
	write := sql.OpenDB(connector{driver, writerDSN(path, options.NoSync, k.pragmas...)})
	write.SetMaxOpenConns(1)
	if stages.after != nil {
		if err := stages.after(write); err != nil {
			return nil, errors.Join(openError(path, err), write.Close())
		}
	}
	w, err := newWriter(ctx, write, stages.prelude)
	if err != nil {
		return nil, errors.Join(openError(path, err), write.Close())
	}
	read := sql.OpenDB(connector{driver, readerDSN(path)})
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return &database{writer: w, reader: newReader(read)}, nil
}

// close ends the writer first, so that what waits is stored, and the lock last.
func (d *database) close() error {
	d.closeOnce.Do(func() {
		d.closeErr = errors.Join(d.reader.close(), d.writer.close(), d.lock.release())
	})
	return d.closeErr
}
