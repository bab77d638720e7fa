package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"

	"github.com/ledgerhook/ledgerhook/relay"
)

//go:embed migration/*.sql
var storeMigrations embed.FS

// storeKind marks a relay's database: "ldgh".
func storeKind() kind {
	return kind{applicationID: 0x6c646768, migrations: storeMigrations, folder: "migration"}
}

// Options say which file to open and how.
type Options struct {
	// Path of the database file. It is made, with its directory, when it is not there.
	Path string
	// Owner is the address of the control API, told to whoever finds the file in use. SetOwner changes it.
	Owner string
	// NoSync leaves flushing to the operating system: faster, and a power cut may lose or damage the file.
	NoSync bool
	// Blank is what a new file begins as. Nil: it is made by the migrations. A file that is there is not touched by it.
	Blank *Blank
	// Seal is the user's key. Open needs it; books hold nothing that is sealed.
	Seal Seal
	// MaxBytes is how much may be stored before Publish is refused; outcomes are stored all the same. Zero: no limit.
	MaxBytes int64
	// Chance is what the first reference of each kind and year is drawn from, in books.
	Chance relay.Chance
	// KeepReceipts is how many of the newest receipts books keep; dedupe keys and postings stay. Zero means 100,000.
	KeepReceipts int
}

// Store is an open database. Safe for concurrent use.
//
// A write that waits when its ctx ends answers with ctx's error and never happens. One that was begun by then goes on to
// its end and answers with that, so that nobody is in doubt of what is stored.
type Store struct {
	db       *database
	box      *box
	marks    marks
	total    total // of deliveries
	verified total // of incoming requests
	maxBytes int64

	unscrubbed error
}

var (
	_ relay.Queue             = (*Store)(nil)
	_ relay.Archive           = (*Store)(nil)
	_ relay.Records           = (*Store)(nil)
	_ relay.SubscriptionStore = (*Store)(nil)
	_ relay.FaultStore        = (*Store)(nil)
)

// Open opens a database, or makes it. Its errors wrap ErrInUse, ErrNewerSchema, ErrNotADatabase, ErrUnwritable or
// ErrWrongKey where one of them is the reason.
func Open(ctx context.Context, options Options) (*Store, error) {
	if options.Seal == nil {
		return nil, errors.New("sqlite: Options.Seal is missing: secrets are not stored in the clear")
	}
	s := &Store{maxBytes: options.MaxBytes}
	s.marks.changed, s.marks.stop = make(chan struct{}, 1), make(chan struct{})
	db, err := openDatabase(ctx, storeKind().from(options.Blank.ofStore()), options, stages{
		before:  func(path string) (err error) { s.box, err = openBox(ctx, path, options.Seal); return err },
		after:   func(db *sql.DB) error { return s.sealed(ctx, db, options.Seal) },
		prelude: &s.marks,
	})
	if err != nil {
		return nil, err
	}
	s.db = db
	return s, nil
}

// sealed sees to it that the database has a data key and nothing stands in it in the clear that is to be sealed.
func (s *Store) sealed(ctx context.Context, db *sql.DB, seal Seal) (err error) {
	if s.box == nil {
		if s.box, err = sealOld(ctx, db, seal); err != nil {
			return err
		}
	}
	s.unscrubbed = scrub(ctx, db)
	return nil
}

// Unscrubbed says why unused parts of the file may still hold secrets that were stored in the clear before; nil where they do
// not. The next Open tries again.
func (s *Store) Unscrubbed() error { return s.unscrubbed }

// SetOwner notes the address of the control API for whoever finds the file in use.
func (s *Store) SetOwner(address string) error { return s.db.lock.setOwner(address) }

// Close writes what waits, and releases the file. It may be called more than once.
func (s *Store) Close() error {
	s.marks.close()
	return s.db.close()
}
