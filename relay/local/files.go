package local

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// files are the two databases of a node: the relay's and the mock's.
type files struct {
	store    *sqlite.Store
	books    *sqlite.Books
	receipts uint64 // how many receipts the mock ever had
	seed     uint64 // what every random value comes from
	temp     string // the directory to remove at the end; empty where there is none
}

// openFiles opens or makes the databases.
func openFiles(ctx context.Context, opt *Options) (*files, error) {
	f := &files{}
	path, key, noSync := opt.DB, opt.Key, opt.DB == InMemory
	if key == (Key{}) {
		key = KeyFile(filepath.Join(filepath.Dir(path), "key"))
	}
	if noSync {
		dir, err := os.MkdirTemp("", "ledgerhook-")
		if err != nil {
			return nil, fmt.Errorf("make a temporary directory: %w", err)
		}
		f.temp, path = dir, filepath.Join(dir, "ledgerhook.db")
		if key, err = NewKey(); err != nil {
			return nil, errors.Join(err, f.close())
		}
	}
	if err := f.open(ctx, sqlite.Options{Path: path, NoSync: noSync, Blank: opt.Stock.blank(), MaxBytes: opt.MaxStoredBytes, Seal: key}, opt.Seed); err != nil {
		return nil, errors.Join(err, f.close())
	}
	if err := f.store.Unscrubbed(); err != nil {
		opt.Log.Warn("secrets of an older ledgerhook were sealed, and traces of them may be left in the file; the next start tries again", "error", err)
	}
	return f, nil
}

func (f *files) open(ctx context.Context, opt sqlite.Options, seed *uint64) (err error) {
	if f.store, err = sqlite.Open(ctx, opt); err != nil {
		return err
	}
	if f.seed, err = f.findSeed(ctx, seed); err != nil {
		return err
	}
	books := sqlite.Options{Path: opt.Path + "-mock", NoSync: opt.NoSync, Blank: opt.Blank, Chance: relay.Chance{Seed: f.seed}}
	if f.books, err = sqlite.OpenBooks(ctx, books); err != nil {
		return err
	}
	f.receipts, err = f.books.Count(ctx)
	return err
}

// seedKey is where the database keeps the seed of its workspace.
const seedKey = "seed"

// findSeed is the one given, else the database's own; a new database keeps the one it is made with.
func (f *files) findSeed(ctx context.Context, given *uint64) (uint64, error) {
	text, kept, err := f.store.Meta(ctx, seedKey)
	if err != nil {
		return 0, err
	}
	if given == nil && kept {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("the database's seed %q is no number: %w", text, err)
		}
		return seed, nil
	}
	var seed uint64
	if given != nil {
		seed = *given
	} else {
		var raw [8]byte
		if _, err := rand.Read(raw[:]); err != nil {
			return 0, fmt.Errorf("draw a seed: %w", err)
		}
		seed = binary.BigEndian.Uint64(raw[:]) >> 11 // 53 bits: every JSON reader keeps all its digits
	}
	if !kept {
		err = f.store.PutMeta(ctx, seedKey, strconv.FormatUint(seed, 10))
	}
	return seed, err
}

// clock is the clock to start with.
func (f *files) clock(ctx context.Context, opt *Options) (relay.Clock, error) {
	if _, movable := opt.Clock.(relay.Movable); !movable {
		return opt.Clock, nil
	}
	counters, err := f.store.Counters(ctx)
	switch {
	case err != nil:
		return nil, err
	case counters.Clock.IsZero():
		return opt.Clock, nil
	case opt.ClockGoesOn:
		return relay.NewVirtualClock(counters.Clock), nil
	case counters.Clock.After(opt.Clock.Now()):
		opt.Log.Info("the database is at a later time already; the clock goes on from there", "at", counters.Clock)
	}
	return opt.Clock, nil
}

func (f *files) close() error {
	var err error
	if f.books != nil {
		err = f.books.Close()
	}
	if f.store != nil {
		err = errors.Join(f.store.Close(), err)
	}
	if f.temp != "" {
		err = errors.Join(err, os.RemoveAll(f.temp))
	}
	return err
}
