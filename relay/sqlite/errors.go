package sqlite

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Errors of opening a file. Nothing was changed when one of them comes.
var (
	ErrInUse        = errors.New("database in use")
	ErrNewerSchema  = errors.New("database has a newer schema")
	ErrNotADatabase = errors.New("not a ledgerhook database")
	ErrUnwritable   = errors.New("database cannot be written")
	ErrWrongKey     = errors.New("its secrets are sealed with another key")
)

// ErrClosed is what every operation answers after Close.
var ErrClosed = errors.New("store is closed")

// InUseError says which process has the database open. It unwraps to ErrInUse.
type InUseError struct {
	Path    string
	PID     int    // zero when unknown
	Address string // of its control API; empty when unknown
}

func (e *InUseError) Error() string {
	text := fmt.Sprintf("%s: %v", e.Path, ErrInUse)
	if e.PID != 0 {
		text += fmt.Sprintf(" by process %d", e.PID)
	}
	if e.Address != "" {
		text += ", which serves " + e.Address
	}
	return text
}

// Unwrap returns ErrInUse.
func (e *InUseError) Unwrap() error { return ErrInUse }

// NewerSchemaError says that a later ledgerhook wrote the database. It unwraps to ErrNewerSchema.
type NewerSchemaError struct {
	Path  string
	Found int // the schema of the file
	Known int // the newest that this program knows
}

func (e *NewerSchemaError) Error() string {
	return fmt.Sprintf("%s: %v: %d, and this ledgerhook knows up to %d", e.Path, ErrNewerSchema, e.Found, e.Known)
}

// Unwrap returns ErrNewerSchema.
func (e *NewerSchemaError) Unwrap() error { return ErrNewerSchema }

// translate turns what the driver says, told by its codes, into the errors that callers branch on.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var driver *sqlite.Error
	if !errors.As(err, &driver) {
		return err
	}
	switch driver.Code() {
	case code.SQLITE_CONSTRAINT_UNIQUE, code.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fmt.Errorf("%w: %w", relay.ErrConflict, err)
	case code.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fmt.Errorf("%w: %w", relay.ErrNotFound, err)
	}
	switch driver.Code() & 0xff { // the rest of the code tells details of the same matter
	case code.SQLITE_FULL, code.SQLITE_IOERR, code.SQLITE_READONLY, code.SQLITE_BUSY, code.SQLITE_LOCKED, code.SQLITE_CANTOPEN:
		return fmt.Errorf("%w: %w", relay.ErrUnavailable, err)
	}
	return err
}

// openError is an error of opening a file: one that says that it cannot be written, or is no database, has a sentinel.
func openError(path string, err error) error {
	var driver *sqlite.Error
	if !errors.As(err, &driver) {
		return fmt.Errorf("%s: %w", path, err)
	}
	switch driver.Code() & 0xff {
	case code.SQLITE_NOTADB:
		return fmt.Errorf("%s: %w: %w", path, ErrNotADatabase, err)
	case code.SQLITE_READONLY, code.SQLITE_CANTOPEN, code.SQLITE_FULL, code.SQLITE_PERM:
		return fmt.Errorf("%s: %w: %w", path, ErrUnwritable, err)
	}
	return fmt.Errorf("%s: %w", path, translate(err))
}
