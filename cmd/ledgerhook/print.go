package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// printJSON writes one JSON line.
func (a *app) printJSON(v any) error { return a.writeJSON(v) }

// printPretty writes one indented JSON document.
func (a *app) printPretty(v any) error { return a.writeJSON(v, jsontext.WithIndent("  ")) }

// writeJSON writes a value and ends the line. What came from outside may hold what a terminal acts upon, and bytes that are
// no UTF-8.
func (a *app) writeJSON(v any, options ...json.Options) error {
	text, err := json.Marshal(v, append(options, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))...)
	if err != nil {
		return fmt.Errorf("encode the output: %w", err)
	}
	_, err = a.stdout.Write(append(relay.VisibleJSON(text), '\n'))
	return err
}

// table prints rows under a head, columns aligned. Cells come from outside, so they are made visible.
type table struct {
	writer *tabwriter.Writer
}

func (a *app) table(head ...string) *table {
	t := &table{tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)}
	if !a.quiet {
		t.row(head...)
	}
	return t
}

func (t *table) row(cells ...string) {
	for i, cell := range cells {
		cells[i] = relay.Visible(cell)
	}
	fmt.Fprintln(t.writer, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

func (t *table) flush() error { return t.writer.Flush() }

// fetch reads one page of a list.
type fetch[T any] func(ctx context.Context, cursor string, limit int) (items []T, next string, err error)

// pageSize is how many items are asked for at once.
const pageSize = 500

// each calls on for every item of a list, following the cursors; limit 0 means to the end. more is true when the limit
// cut something off.
func each[T any](ctx context.Context, get fetch[T], limit int, on func(T) error) (more bool, err error) {
	for cursor, seen := "", 0; ; {
		ask := pageSize
		if limit > 0 {
			ask = min(ask, limit-seen)
		}
		items, next, err := get(ctx, cursor, ask)
		if err != nil {
			return false, err
		}
		for _, item := range items {
			if limit > 0 && seen == limit { // a list that comes whole
				return true, nil
			}
			if err := on(item); err != nil {
				return false, err
			}
			seen++
		}
		if next == "" || (limit > 0 && seen >= limit) {
			return next != "", nil
		}
		cursor = next
	}
}

// defaultRows is how many rows a list shows to people unless --limit says otherwise.
const defaultRows = 50

// list prints a list: as JSON lines, or as a table of the first rows.
func list[T any](ctx context.Context, a *app, get fetch[T], limit int, head []string, row func(T) []string) error {
	if a.json {
		_, err := each(ctx, get, max(limit, 0), func(item T) error { return a.printJSON(item) })
		return err
	}
	if limit < 0 {
		limit = defaultRows
	}
	var t *table
	more, err := each(ctx, get, limit, func(item T) error {
		if t == nil {
			t = a.table(head...)
		}
		t.row(row(item)...)
		return nil
	})
	if err != nil {
		return err
	}
	if t == nil {
		return nil
	}
	if err := t.flush(); err != nil {
		return err
	}
	if more {
		fmt.Fprintf(a.stderr, "the first %d; --limit 0 shows all\n", limit)
	}
	return nil
}

// once is a fetch for lists that come whole.
func once[T any](get func(context.Context) ([]T, error)) fetch[T] {
	return func(ctx context.Context, _ string, _ int) ([]T, string, error) {
		items, err := get(ctx)
		return items, "", err
	}
}
