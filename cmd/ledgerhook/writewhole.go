package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writeWhole writes a file beside its place and moves it there once it is whole. what it is stands in an error.
func writeWhole(path, what string, write func(io.Writer) error) (err error) {
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
	if err := file.Close(); err != nil {
		return unwritable(what, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return unwritable(what, err)
	}
	return nil
}

// unwritable is a file that cannot be written, exit 6.
func unwritable(what string, err error) error {
	return &exitError{code: exitRefused, err: fmt.Errorf("write %s: %w", what, err), try: "name a file in a folder that you may write to"}
}
