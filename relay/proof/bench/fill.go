package bench

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Fill makes a database with one subscription to target and n finished deliveries of it, stored as a server would have
// stored them. A server on it finds its key with StateHome as XDG_STATE_HOME. It is for who measures something else
// over a long history; no server may run on the database.
func Fill(ctx context.Context, path, target string, n int) (err error) {
	if n < 1 {
		return &relay.InputError{Field: "n", Problem: "it must be 1 or more"}
	}
	d, err := openDesk(ctx, path, target, 64)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	if _, err := d.publish(ctx, 1, n); err != nil {
		return err
	}
	return d.finish(ctx)
}

// StateHome is where a server on a database that Fill made keeps its key: the directory above the database's own.
func StateHome(path string) string { return stateDir(filepath.Dir(path)) }
