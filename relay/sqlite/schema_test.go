package sqlite

import (
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestMigrationsRunForwardEachInOneTransaction(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	files := fstest.MapFS{"m/0001_start.sql": {Data: []byte("CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);")}}
	k := kind{applicationID: 7, migrations: files, folder: "m"}
	version := func() int {
		t.Helper()
		h, err := readHeader(path)
		must(t, err)
		return h.version
	}
	reopen := func() error {
		db, err := openDatabase(t.Context(), k, Options{Path: path}, stages{})
		if err != nil {
			return err
		}
		must(t, db.writer.do(t.Context(), func(t *tx) error { _, err := t.exec("INSERT INTO a (x) VALUES (2)"); return err }))
		return db.close()
	}
	must(t, reopen())
	if got := version(); got != 1 {
		t.Errorf("version %d, want 1", got)
	}

	files["m/0002_broken.sql"] = &fstest.MapFile{Data: []byte("ALTER TABLE a ADD COLUMN y TEXT; INSERT INTO nowhere VALUES (1);")}
	if err := reopen(); err == nil {
		t.Fatal("a broken migration was not told")
	}
	if got := version(); got != 1 {
		t.Errorf("version %d after a broken migration, want 1", got)
	}
	delete(files, "m/0002_broken.sql")
	must(t, reopen()) // nothing was damaged

	files["m/0002_more.sql"] = &fstest.MapFile{Data: []byte("ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = 'old';")}
	files["m/0003_last.sql"] = &fstest.MapFile{Data: []byte("CREATE TABLE b (x INTEGER) STRICT;")}
	must(t, reopen())
	if got := version(); got != 3 {
		t.Errorf("version %d, want 3", got)
	}
	db, err := openDatabase(t.Context(), k, Options{Path: path}, stages{})
	must(t, err)
	var rows, old int
	_, err = db.reader.row(t.Context(), "SELECT count(*), count(y) FROM a", nil, &rows, &old)
	must(t, err)
	must(t, db.close())
	if diff := cmp.Diff([]int{4, 3}, []int{rows, old}); diff != "" {
		t.Errorf("rows, and those from before the migration (-want +got):\n%s", diff)
	}
}
