package local_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

func TestKeyOpensWhatItSealed(t *testing.T) {
	t.Parallel()
	drawn, err := local.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]local.Key{
		"drawn":     drawn,
		"given":     local.KeyText(" " + drawn.Text() + "\n"),
		"in a file": local.KeyFile(filepath.Join(t.TempDir(), "state", "ledgerhook", "key")),
	} {
		sealed, err := key.Seal([]byte("data key"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if opened, err := key.Open(sealed); err != nil || string(opened) != "data key" {
			t.Errorf("%s: opened %q, %v", name, opened, err)
		}
		sealed[len(sealed)-1] ^= 1
		if opened, err := key.Open(sealed); err == nil {
			t.Errorf("%s: what was changed opens as %q", name, opened)
		}
	}
}

// Whatever starts at once takes one and the same key, and the file is the user's alone.
func TestKeyFileIsMadeOnceAndPrivate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state", "ledgerhook", "key")
	var wait sync.WaitGroup
	sealed := make([][]byte, 20)
	for i := range sealed {
		wait.Go(func() {
			var err error
			if sealed[i], err = local.KeyFile(path).Seal(fmt.Appendf(nil, "data %d", i)); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for i := range sealed {
		if opened, err := local.KeyFile(path).Open(sealed[i]); err != nil || string(opened) != fmt.Sprint("data ", i) {
			t.Errorf("start %d: %q, %v", i, opened, err)
		}
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700 | fs.ModeDir} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("files %v, %v; want the key alone", left, err)
	}
}

// Opening never makes a key: a new one could only hide that the right one is missing.
func TestOpenSaysWhichKeyIsWanted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "key")
	key := local.KeyFile(path)
	sealed, err := key.Seal([]byte("data key"))
	if err != nil {
		t.Fatal(err)
	}
	wanted, _, _ := strings.Cut(string(sealed), "\n")
	other, err := local.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "none", "key")
	for name, key := range map[string]local.Key{missing: local.KeyFile(missing), "LEDGERHOOK_KEY": other} {
		_, err := key.Open(sealed)
		if !errors.Is(err, sqlite.ErrWrongKey) || !strings.Contains(err.Error(), wanted) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s gives %v; want ErrWrongKey that names it and %s", name, err, wanted)
		}
	}
	if _, err := os.Stat(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a key was made: %v", err)
	}
}

func TestBadKeysAreRefusedUnseen(t *testing.T) {
	t.Parallel()
	key, err := local.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	text := key.Text()
	file := func(content string, mode fs.FileMode) local.Key {
		path := filepath.Join(t.TempDir(), "key")
		if err := errors.Join(os.WriteFile(path, []byte(content), 0o600), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		return local.KeyFile(path)
	}
	for name, tt := range map[string]struct {
		key  local.Key
		want error
	}{
		"cut short":                 {local.KeyText(text[:40]), local.ErrBadKey},
		"a public key":              {local.KeyText("age16tlf2kmt6lnpuywaclh7taph62czap86zz4pe2nz6nl3mnfy05ss5y8a0w"), local.ErrBadKey},
		"an empty file":             {file("", 0o600), local.ErrBadKey},
		"a file with another text":  {file(text[:30]+"\n", 0o600), local.ErrBadKey},
		"a file the group can read": {file(text, 0o640), local.ErrKeyOpen},
		"a file all can read":       {file(text, 0o604), local.ErrKeyOpen},
		"a file all can write":      {file(text, 0o602), local.ErrKeyOpen},
	} {
		_, err := tt.key.Seal([]byte("data key"))
		if !errors.Is(err, tt.want) || strings.Contains(err.Error(), text[:30]) {
			t.Errorf("%s: %v, want %v without the key", name, err, tt.want)
		}
		if shown := fmt.Sprintf("%v %+v %#v %s", tt.key, tt.key, tt.key, tt.key); strings.Contains(shown, text[:30]) {
			t.Errorf("%s is printed as %s", name, shown)
		}
	}
}

// A temporary database touches no key file.
func TestATemporaryDatabaseHasAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	start(t, local.Options{DB: local.InMemory, Key: local.KeyFile(path)})
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the key's file was made: %v", err)
	}
}
