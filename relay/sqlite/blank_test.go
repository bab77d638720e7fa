package sqlite

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/queuetest"
)

func newBlank(t *testing.T) *Blank {
	t.Helper()
	blank, err := NewBlank(t.Context())
	must(t, err)
	return blank
}

// What begins as a copy is the same database as what the migrations made, down to its marks.
func TestABlankIsWhatTheMigrationsMake(t *testing.T) {
	t.Parallel()
	blank := newBlank(t)
	for name, k := range map[string]struct {
		kind  kind
		blank []byte
	}{"store": {storeKind(), blank.store}, "books": {booksKind(), blank.books}} {
		dir := t.TempDir()
		migrated, copied := filepath.Join(dir, "migrated"), filepath.Join(dir, "copied")
		must(t, k.kind.prepare(t.Context(), migrated, true))
		must(t, k.kind.from(k.blank).prepare(t.Context(), copied, false))
		if diff := cmp.Diff(schemaOf(t, migrated), schemaOf(t, copied)); diff != "" {
			t.Errorf("%s (-migrated +copied):\n%s", name, diff)
		}
		want, err := readHeader(migrated)
		must(t, err)
		if got, err := readHeader(copied); err != nil || got != want || !got.exists {
			t.Errorf("%s: header %+v (%v), want %+v", name, got, err, want)
		}
		if text, err := os.ReadFile(copied); err != nil || !bytes.Equal(text, k.blank) {
			t.Errorf("%s: the file is not the copy (%v): the migrations ran", name, err)
		}
		if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v (%v)", name, info.Mode(), err)
		}
	}
}

func schemaOf(t *testing.T, path string) []string {
	t.Helper()
	driver, err := newDriver()
	must(t, err)
	db := sql.OpenDB(connector{driver, readerDSN(path)})
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
	must(t, err)
	statements, err := collect(rows, func(r row) (statement string, err error) { return statement, r.Scan(&statement) })
	must(t, err)
	return statements
}

// Stores of one blank have nothing in common, and one that is there already stays as it is.
func TestStoresOfOneBlankShareNothing(t *testing.T) {
	t.Parallel()
	blank, dir := newBlank(t), t.TempDir()
	openFrom := func(name string) *Store {
		s, err := Open(t.Context(), Options{Path: filepath.Join(dir, name), Blank: blank, Seal: queuetest.Seal{}})
		must(t, err)
		t.Cleanup(func() { check(t, s.Close()) })
		return s
	}
	first, second := openFrom("first"), openFrom("second")
	publishOne(t, first, 1)
	stored := func(s *Store) int {
		found, err := s.Load(t.Context(), []string{"dlv_1"}, 1)
		must(t, err)
		return len(found)
	}
	if stored(first) != 1 || stored(second) != 0 {
		t.Errorf("%d and %d deliveries, want one and none", stored(first), stored(second))
	}
	one, _, err := first.Meta(t.Context(), sealKey)
	must(t, err)
	other, _, err := second.Meta(t.Context(), sealKey)
	must(t, err)
	if one == "" || one == other {
		t.Error("they have one data key")
	}
	must(t, first.Close())
	if stored(openFrom("first")) != 1 {
		t.Error("at the next start it is empty: the blank was put over it")
	}
}
