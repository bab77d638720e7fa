package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The modes of new files.
const (
	modeOwn    fs.FileMode = 0o600 // for the user alone
	modeShared fs.FileMode = 0o644 // for whoever reads reports, or works on the tests
)

// writeWhole writes a file beside its place and moves it there once it is whole. One that is there keeps its mode, and a link
// stays one; what is no file, such as /dev/stdout, is written to as it is. what it is stands in an error.
func writeWhole(path, what string, mode fs.FileMode, write func(io.Writer) error) (err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return unwritable(what, err)
	case !info.Mode().IsRegular():
		return writeThrough(path, what, write)
	default:
		mode = info.Mode().Perm()
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return unwritable(what, err)
		}
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return unwritable(what, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	if err := write(file); err != nil {
		_ = file.Close()
		return err
	}
	if err := errors.Join(file.Chmod(mode), file.Close()); err != nil {
		return unwritable(what, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return unwritable(what, err)
	}
	return nil
}

// writeThrough writes to a device or a pipe.
func writeThrough(path, what string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return unwritable(what, err)
	}
	if err := write(file); err != nil {
		_ = file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return unwritable(what, err)
	}
	return nil
}

// unwritable is a file that cannot be written, exit 6.
func unwritable(what string, err error) error {
	return &exitError{code: exitRefused, err: fmt.Errorf("write %s: %w", what, err), try: "name a file in a folder that you may write to"}
}
