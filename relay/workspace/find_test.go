package workspace

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFindLooksUpwards(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b", "c")
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	find := func(want string) {
		t.Helper()
		if got, err := Find(deep); err != nil || got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	put := func(dir string) string {
		t.Helper()
		path := filepath.Join(dir, FileName)
		if err := os.WriteFile(path, []byte("faults: {}"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	find("")
	find(put(root))
	if err := os.Mkdir(filepath.Join(root, "a", FileName), 0o700); err != nil { // a directory of that name is none
		t.Fatal(err)
	}
	find(filepath.Join(root, FileName))
	find(put(filepath.Join(root, "a", "b")))
	find(put(deep))
}

func TestFindSpeaksOfTheWorkingDirectory(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, FileName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{".": FileName, "sub": filepath.Join("..", FileName)} {
		t.Chdir(filepath.Join(root, dir))
		if got, err := Find("."); err != nil || got != want {
			t.Errorf("in %s: %q, %v; want %q", dir, got, err, want)
		}
	}
}
