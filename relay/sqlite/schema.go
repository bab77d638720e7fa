package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// kind is a sort of database file: how it is recognised, and the migrations that make it.
type kind struct {
	applicationID int32
	migrations    fs.FS
	folder        string   // holds NNNN_name.sql, numbered from 1 without gaps; never edited once released
	pragmas       []string // of the connection that writes, besides those of every kind
	begin         []byte   // a file that all migrations were run on; nil: they are run on each new one
}

// from lets new files begin as a copy of one.
func (k kind) from(blank []byte) kind {
	k.begin = blank
	return k
}

// header is what the first 100 bytes of a database file say. They are the truth also while a log lies beside the file,
// since the schema is made and changed without one.
type header struct {
	exists        bool // false for an empty file, too
	applicationID int32
	version       int
}

// files lists the migrations in order.
func (k kind) files() ([]string, error) { return fs.Glob(k.migrations, path.Join(k.folder, "*.sql")) }

// inspect reads a file without touching it and refuses what is not of this kind or of a newer schema.
func (k kind) inspect(name string) (header, error) {
	h, err := readHeader(name)
	if err != nil || !h.exists {
		return h, err
	}
	if h.applicationID != k.applicationID {
		return h, fmt.Errorf("%s: %w: its application id is %#x", name, ErrNotADatabase, h.applicationID)
	}
	files, err := k.files()
	if err != nil {
		return h, err
	}
	if h.version > len(files) {
		return h, &NewerSchemaError{Path: name, Found: h.version, Known: len(files)}
	}
	return h, nil
}

// readHeader is the layout of https://www.sqlite.org/fileformat.html#the_database_header.
func readHeader(name string) (header, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return header{}, nil
	}
	if err != nil {
		return header{}, fmt.Errorf("%s: %w: %w", name, ErrUnwritable, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return header{}, fmt.Errorf("%s: %w: it is a directory", name, ErrUnwritable)
	}
	raw := make([]byte, 100)
	n, err := io.ReadFull(f, raw)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return header{}, nil
	case errors.Is(err, io.ErrUnexpectedEOF), err == nil && string(raw[:16]) != "SQLite format 3\x00":
		return header{}, fmt.Errorf("%s: %w", name, ErrNotADatabase)
	case err != nil:
		return header{}, fmt.Errorf("%s: %w", name, err)
	}
	return header{
		exists:        true,
		version:       int(int32(binary.BigEndian.Uint32(raw[60:]))),
		applicationID: int32(binary.BigEndian.Uint32(raw[68:])),
	}, nil
}

// prepare makes the file, or brings its schema up to date. The caller holds the lock.
func (k kind) prepare(ctx context.Context, name string, noSync bool) error {
	h, err := k.inspect(name) // again: another process may just have made it
	if err != nil {
		return err
	}
	files, err := k.files()
	if err != nil {
		return err
	}
	if !h.exists {
		return k.create(ctx, name, noSync, files)
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", name, ErrUnwritable, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if h.version == len(files) {
		return nil
	}
	return k.migrate(ctx, buildDSN(name, noSync), name, h.version, files)
}

// create builds the file under another name and renames it, so that a first start that is killed leaves no half of one.
func (k kind) create(ctx context.Context, name string, noSync bool, files []string) error {
	fresh := name + ".new"
	for _, left := range []string{name, fresh} { // a log without its file must not be played into the next of that name
		for _, suffix := range []string{"-journal", "-wal", "-shm"} {
			if err := os.Remove(left + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("%s: %w: %w", name, ErrUnwritable, err)
			}
		}
	}
	f, err := os.OpenFile(fresh, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", name, ErrUnwritable, err)
	}
	_, err = f.Write(k.begin)
	if err := errors.Join(err, f.Chmod(0o600)); err != nil {
		return errors.Join(fmt.Errorf("%s: %w: %w", name, ErrUnwritable, err), f.Close(), os.Remove(fresh))
	}
	if k.begin == nil {
		if err := k.migrate(ctx, freshDSN(fresh), fresh, 0, files); err != nil {
			return errors.Join(err, f.Close(), os.Remove(fresh))
		}
	}
	if !noSync { // once for all that was made
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(fmt.Errorf("%s: %w: %w", name, ErrUnwritable, err), os.Remove(fresh))
	}
	if err := os.Rename(fresh, name); err != nil {
		return fmt.Errorf("%s: %w: %w", name, ErrUnwritable, err)
	}
	if noSync {
		return nil
	}
	if dir, err := os.Open(filepath.Dir(name)); err == nil { // the new name must outlive a power cut; Windows cannot
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// migrate runs the migrations that a file lacks, each in one transaction.
func (k kind) migrate(ctx context.Context, dsn, name string, from int, files []string) error {
	driver, err := newDriver()
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector{driver, dsn})
	db.SetMaxOpenConns(1)
	defer db.Close()
	for version := from + 1; version <= len(files); version++ {
		script, err := fs.ReadFile(k.migrations, files[version-1])
		if err != nil {
			return err
		}
		if err := k.apply(ctx, db, string(script), version); err != nil {
			return openError(name, fmt.Errorf("migration %s: %w", path.Base(files[version-1]), err))
		}
	}
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return openError(name, err)
	}
	return db.Close()
}

func (k kind) apply(ctx context.Context, db *sql.DB, script string, version int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", k.applicationID, version)
	if _, err := tx.ExecContext(ctx, script+";\n"+marks); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
