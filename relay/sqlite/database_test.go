package sqlite

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
)

func TestOpenMakesPrivateFiles(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: Windows has no file modes")
	}
	path := filepath.Join(t.TempDir(), "a", "b", "ledgerhook.db")
	s := openAt(t, path)
	publishOne(t, s, 1)
	for name, want := range map[string]fs.FileMode{
		filepath.Dir(path): 0o700 | fs.ModeDir, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600, path + ".lock": 0o600, path + ".owner": 0o600,
	} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", filepath.Base(name), info.Mode(), want)
		}
	}
}

func TestOpenTakesAnyPath(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"with blank", "what?", "50%25", "a#b&c=d", "ünï", "_pragma=x"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), name, name)
			publishOne(t, openAt(t, path), 1)
			if _, err := os.Stat(path); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestReopenFindsWhatWasStored(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledgerhook.db")
	s := openAt(t, path)
	publishOne(t, s, 1)
	if err := s.PutMeta(t.Context(), "seed", "42"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, left := range []string{"-wal", "-shm", ".owner", ".new"} {
		if _, err := os.Stat(path + left); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is left after Close: %v", left, err)
		}
	}
	s = openAt(t, path)
	if _, err := s.Delivery(t.Context(), "dlv_1"); err != nil {
		t.Error(err)
	}
	if seed, ok, err := s.Meta(t.Context(), "seed"); seed != "42" || !ok || err != nil {
		t.Errorf("seed %q, %v, %v", seed, ok, err)
	}
	if _, ok, err := s.Meta(t.Context(), "none"); ok || err != nil {
		t.Errorf("a setting that was never set: %v, %v", ok, err)
	}
}

func TestOpenRefusesWhatIsInUse(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledgerhook.db")
	s := openAt(t, path)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for address, name := range map[string]string{"http://127.0.0.1:7117": path, "http://127.0.0.1:9": link} {
		if err := s.SetOwner(address); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), Options{Path: name, Owner: "http://other", Seal: queuetest.Seal{}})
		if !errors.Is(err, ErrInUse) {
			t.Fatalf("open a second time: %v, want ErrInUse", err)
		}
		var inUse *InUseError
		errors.As(err, &inUse)
		if diff := cmp.Diff(&InUseError{Path: path, PID: os.Getpid(), Address: address}, inUse); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if line := err.Error(); strings.Contains(line, "\n") || !strings.Contains(line, address) {
			t.Errorf("%q is no clear line", line)
		}
	}
	publishOne(t, s, 1) // the one that has it goes on
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	publishOne(t, openAt(t, link), 2)
}

// A refused file must stay as it is, with nothing new beside it.
func TestOpenLeavesWhatItRefusesUntouched(t *testing.T) {
	t.Parallel()
	made := func(t *testing.T, kind string) []byte {
		path := filepath.Join(t.TempDir(), "made.db")
		switch kind {
		case "store":
			s := openAt(t, path)
			publishOne(t, s, 1)
			must(t, s.Close())
		case "books":
			b, err := OpenBooks(t.Context(), Options{Path: path})
			must(t, err)
			must(t, b.Close())
		case "foreign":
			db, err := sql.Open("sqlite", path)
			must(t, err)
			_, err = db.Exec("PRAGMA journal_mode = WAL; CREATE TABLE mine (x); INSERT INTO mine VALUES (1)")
			must(t, err)
			must(t, db.Close())
		}
		content, err := os.ReadFile(path)
		must(t, err)
		return content
	}
	newer := made(t, "books")
	binary.BigEndian.PutUint32(newer[60:], 99)
	tests := map[string]struct {
		content []byte
		want    error
	}{
		"text":                            {[]byte(strings.Repeat("not a database\n", 100)), ErrNotADatabase},
		"a few bytes":                     {[]byte("hello"), ErrNotADatabase},
		"the database of another program": {made(t, "foreign"), ErrNotADatabase},
		"the store of a relay":            {made(t, "store"), ErrNotADatabase},
		"books of a newer schema":         {newer, ErrNewerSchema},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "x.db")
			must(t, os.WriteFile(path, tt.content, 0o644))
			_, err := OpenBooks(t.Context(), Options{Path: path})
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), path) {
				t.Errorf("%q is no clear line", err)
			}
			after, err := os.ReadFile(path)
			must(t, err)
			if !bytes.Equal(after, tt.content) {
				t.Error("the file was changed")
			}
			entries, err := os.ReadDir(dir)
			must(t, err)
			if len(entries) != 1 {
				t.Errorf("files were left beside it: %v", entries)
			}
		})
	}
}

func TestOpenSaysWhichSchemaIsNewer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	must(t, openAt(t, path).Close())
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	_, err = f.WriteAt([]byte{0, 0, 0, 77}, 60)
	must(t, errors.Join(err, f.Close()))
	_, err = Open(t.Context(), Options{Path: path, Seal: queuetest.Seal{}})
	var newer *NewerSchemaError
	if !errors.As(err, &newer) {
		t.Fatalf("error %v, want a NewerSchemaError", err)
	}
	known, err := storeKind().files()
	must(t, err)
	if diff := cmp.Diff(&NewerSchemaError{Path: path, Found: 77, Known: len(known)}, newer); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOpenRefusesWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	must(t, os.WriteFile(file, []byte("x"), 0o600))
	locked := filepath.Join(dir, "locked")
	must(t, os.Mkdir(locked, 0o500))
	readOnly := filepath.Join(dir, "readonly.db")
	must(t, openAt(t, readOnly).Close())
	must(t, os.Chmod(readOnly, 0o400))
	for name, tt := range map[string]struct {
		path    string
		rootMay bool
	}{
		"a path below a file":    {filepath.Join(file, "x.db"), false},
		"a directory":            {dir, false},
		"a directory locked":     {filepath.Join(locked, "x.db"), true},
		"a file to be read only": {readOnly, true},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.rootMay && os.Geteuid() == 0 {
				t.Skip("SKIPPED: root may write everywhere")
			}
			_, err := Open(t.Context(), Options{Path: tt.path, Seal: queuetest.Seal{}})
			if !errors.Is(err, ErrUnwritable) {
				t.Errorf("error %v, want ErrUnwritable", err)
			}
		})
	}
}

func TestAKilledFirstStartDoesNoHarm(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	for _, left := range []string{"", ".new", ".new-journal", "-wal", "-shm", ".owner.new"} {
		content := []byte(strings.Repeat("half ", 1000))
		if left == "" {
			content = nil // an empty file is as good as none
		}
		must(t, os.WriteFile(path+left, content, 0o600))
	}
	publishOne(t, openAt(t, path), 1)
}

func TestOtherProgramsReadWhileItIsOpen(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("SKIPPED: the sqlite3 tool is not installed")
	}
	path := filepath.Join(t.TempDir(), "x.db")
	s := openAt(t, path)
	publishOne(t, s, 1)
	const script = `SELECT deliveries.id, json_extract(data, '$.total'), CAST(bytes AS TEXT) FROM deliveries JOIN events ON events.id = event_id JOIN bodies ON bodies.id = body_id;
PRAGMA integrity_check; PRAGMA foreign_key_check;`
	out, err := exec.CommandContext(t.Context(), tool, path, script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if diff := cmp.Diff("dlv_1|10|body 1\nok\n", string(out)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	publishOne(t, s, 2)
}

func TestAClosedStoreSaysSo(t *testing.T) {
	t.Parallel()
	s := open(t)
	publishOne(t, s, 1)
	must(t, s.Close())
	must(t, s.Close())
	s.MarkSending(relay.SendingMark{DeliveryID: "dlv_1", StartedAt: noon()})
	for name, do := range map[string]func() error{
		"publish":    func() error { _, _, err := s.Publish(t.Context(), relay.Batch{}); return err },
		"settle":     func() error { _, err := s.Settle(t.Context(), relay.Settlement{}); return err },
		"delivery":   func() error { _, err := s.Delivery(t.Context(), "dlv_1"); return err },
		"deliveries": func() error { _, _, err := s.Deliveries(t.Context(), relay.DeliveryQuery{}); return err },
		"due": func() error {
			_, err := s.Due(t.Context(), relay.DueQuery{SubscriptionID: "sub_a", Limit: 1})
			return err
		},
	} {
		if err := do(); !errors.Is(err, ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", name, err)
		}
	}
}
