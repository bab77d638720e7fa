package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestWriteWhole(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("it has neither these modes nor these links")
	}
	dir := t.TempDir()
	file, link, pipe := filepath.Join(dir, "file"), filepath.Join(dir, "link"), filepath.Join(dir, "pipe")
	read, written, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer written.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Symlink("file", link))
	must(os.Symlink(fmt.Sprintf("/dev/fd/%d", written.Fd()), pipe)) // as /dev/stdout is
	write := func(path, text string) {
		t.Helper()
		must(writeWhole(path, "it", modeShared, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}))
	}
	isStill := func(path string, kind, mode os.FileMode) {
		t.Helper()
		info, err := os.Lstat(path)
		must(err)
		if info.Mode().Type() != kind || kind == 0 && info.Mode() != mode {
			t.Errorf("%s is %v now", path, info.Mode())
		}
	}

	write(file, "one")
	isStill(file, 0, modeShared)
	must(os.Chmod(file, 0o640))
	write(link, "two")
	isStill(link, os.ModeSymlink, 0)
	isStill(file, 0, 0o640)
	if text, err := os.ReadFile(file); err != nil || string(text) != "two" {
		t.Errorf("the file behind the link says %q, %v", text, err)
	}

	write(pipe, "three")
	isStill(pipe, os.ModeSymlink, 0)
	got := make([]byte, 10)
	if n, err := read.Read(got); err != nil || string(got[:n]) != "three" {
		t.Errorf("the pipe got %q, %v", got[:n], err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 3 {
		t.Errorf("there are %v, %v", entries, err)
	}
}
