package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// commandNode is the node that a command is run with. Its files are all in one directory, of which a bundle is made.
type commandNode struct {
	*local.Node
	client *control.Client
	dir    string
	log    *runLog
}

// runDB is the path of a run's database: the name that the README of a bundle tells.
func runDB(dir string) string { return filepath.Join(dir, "ledgerhook.db") }

// variables are what the command finds in its environment.
func (n *commandNode) variables(ctx context.Context) ([]variable, error) {
	env, err := n.client.Env(ctx)
	if err != nil {
		return nil, fmt.Errorf("the server does not answer itself: %w", err)
	}
	vars := append(variables(&env), variable{name: "LEDGERHOOK_SEED", value: strconv.FormatUint(n.Seed, 10)})
	if n.Token != "" {
		vars = append(vars, variable{"LEDGERHOOK_TOKEN", n.Token, true})
	}
	return vars, nil
}

// close ends the node and then its log. It may be called more than once.
func (n *commandNode) close() error { return errors.Join(n.Node.Close(), n.log.close()) }

// runLog is the file that the node's log goes to: standard error is the command's.
type runLog struct{ file *os.File }

func openRunLog(dir string) (*runLog, error) {
	file, err := os.OpenFile(filepath.Join(dir, "engine.log"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	return &runLog{file}, nil
}

func (l *runLog) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l.file, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

func (l *runLog) close() error {
	if err := l.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
