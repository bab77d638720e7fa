package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/observed"
)

// observedTry is what to type where a list cannot be had.
const observedTry = "--observed FILE, --observed http://127.0.0.1:3000/bookings, --observed 'COMMAND', or - for standard input"

// observedItems reads the list that --observed names. A list that cannot be had or read is no breach of the books: wrong usage, or
// a time limit.
func (a *app) observedItems(ctx context.Context, source string) ([]relay.ObservedItem, error) {
	if strings.TrimSpace(source) == "" {
		return nil, usage(observedTry, "--observed is empty")
	}
	text, name, err := a.observedText(ctx, source)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, err
	case errors.Is(err, observed.ErrTooLong):
		return nil, &exitError{code: exitTimeout, err: fmt.Errorf("--observed %s: %w", name, err), try: observedTry}
	case errors.Is(err, observed.ErrTooLarge):
		return nil, usage("tell less, such as the bookings of one test run", "--observed %s: %w", name, err)
	default:
		return nil, usage(observedTry, "--observed %s: %w", name, err)
	}
	items, err := observed.Read(text)
	if err != nil {
		return nil, usage("mend it at that place; ledgerhook mock reconcile --help says what a list looks like", "--observed %s: %w", name, err)
	}
	return items, nil
}

// observedText gets the list from wherever it is. name is what people know that by.
func (a *app) observedText(ctx context.Context, source string) (text []byte, name string, err error) {
	switch {
	case source == "-":
		text, err = readBounded(a.stdin)
		return text, "standard input", err
	case strings.HasPrefix(source, "http://"), strings.HasPrefix(source, "https://"):
		text, err = observed.Fetch(ctx, source)
		return text, relay.MaskURL(source), err
	}
	file, err := os.Open(source)
	if err == nil {
		defer file.Close()
		text, err = readBounded(file)
		return text, source, err
	}
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid) {
		return nil, source, err
	}
	text, err = observed.Run(ctx, source)
	var failed *observed.CommandError
	if errors.As(err, &failed) {
		err = fmt.Errorf("there is no file of that name, and run as a command %w", err)
	}
	return text, fmt.Sprintf("%.60q", source), err
}

func readBounded(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, observed.MaxBytes+1))
	if err == nil && len(text) > observed.MaxBytes {
		err = observed.ErrTooLarge
	}
	return text, err
}
