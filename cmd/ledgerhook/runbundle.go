package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// bundle is what is left of a command: in what it is told from the files of its node.
type bundle struct {
	words     []string
	code      int
	took      time.Duration
	variables []variable
}

// leave leaves a bundle in a new directory below one, and says where. What goes wrong is a warning: the exit code is the command's.
func (a *app) leave(ctx context.Context, n *commandNode, below string, b *bundle) {
	err := errors.Join(
		n.report(ctx, b), // while it can still be asked
		n.close(),        // all that was acknowledged is in the database now
		b.write(n),
	)
	dir, refused := newBundleDir(below)
	if refused != nil {
		a.warn(fmt.Errorf("no bundle is left: %w; --bundle DIR puts it elsewhere", errors.Join(refused, err)))
		return
	}
	if err := errors.Join(err, copyFiles(dir, n.dir)); err != nil {
		a.warn(fmt.Errorf("the bundle is not whole: %w", err))
	}
	if !a.quiet {
		fmt.Fprintf(a.stderr, "ledgerhook: what happened is in %s; begin with report.txt\n", relay.Visible(dir))
	}
}

// write puts what is known of the command beside the node's files.
func (b *bundle) write(n *commandNode) error {
	var env strings.Builder
	for _, v := range b.variables {
		if v.secret && v.value != "" {
			v.value = relay.Masked
		}
		fmt.Fprintln(&env, assignment("dotenv", v.name, v.value))
	}
	command := fmt.Sprintf("%s\nexit code %d after %s\n", shellWords(b.words), b.code, b.took.Round(time.Millisecond))
	return errors.Join(
		writePrivate(filepath.Join(n.dir, "env"), env.String()),
		writePrivate(filepath.Join(n.dir, "command.txt"), command),
		writePrivate(filepath.Join(n.dir, "README"), readmeOfBundle(n.dir)),
	)
}

// readmeOfBundle says what is in a bundle and how to look into it. With the real clock a server would send what was still due.
func readmeOfBundle(dir string) string {
	key := ""
	note := "The secrets in the databases are sealed with the LEDGERHOOK_KEY that was in force."
	if _, err := os.Stat(filepath.Join(dir, "key")); err == nil {
		key = `LEDGERHOOK_KEY="$(tail -n 1 key)" `
		note = "key opens the secrets in the databases, which were made for this one run. Set LEDGERHOOK_KEY to have bundles without it."
	}
	return "What ledgerhook run left of a command that it ran.\n\n" +
		"report.txt   what happened, as ledgerhook's own commands show it; report.json has the same for programs\n" +
		"command.txt  the command and how it ended\n" +
		"env          what it found in its environment beside its own, secrets masked\n" +
		"engine.log   what went wrong inside ledgerhook, if anything\n" +
		"ledgerhook.db, ledgerhook.db-mock   the deliveries, and the mock's books\n\n" +
		"Look into it, with the time standing where the run left it:\n\n" +
		"    " + key + "ledgerhook serve --config none --db ledgerhook.db --clock virtual\n" +
		"    ledgerhook tui     # in another terminal\n\n" + note + "\n"
}

// newBundleDir makes a directory that nothing else is in, named after the time.
func newBundleDir(below string) (string, error) {
	if filepath.Base(below) == dataDir {
		if err := ignored(below); err != nil {
			return "", err
		}
	} else if err := os.MkdirAll(below, 0o700); err != nil {
		return "", err
	}
	name := "run-" + relay.RealClock{}.Now().Format("20060102T150405Z")
	for n := 1; ; n++ {
		dir := filepath.Join(below, name)
		if n > 1 {
			dir += fmt.Sprintf("-%d", n)
		}
		if err := os.Mkdir(dir, 0o700); !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
	}
}

// copyFiles copies the files of a directory, each for the user alone.
func copyFiles(to, from string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	var problems []error
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) == ".lock" { // it says only that somebody had the database open
			continue
		}
		problems = append(problems, copyPrivate(filepath.Join(to, entry.Name()), filepath.Join(from, entry.Name())))
	}
	return errors.Join(problems...)
}

func copyPrivate(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func writePrivate(path, text string) error { return os.WriteFile(path, []byte(text), 0o600) }

// shellWords writes words as a shell takes them.
func shellWords(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = export.ShellWord(word)
	}
	return strings.Join(quoted, " ")
}
