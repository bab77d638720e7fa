package workspace_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/workspace"
)

// A file on disk through all that editors and people do to it. Each step waits for what is told, at most a minute.
func TestSavesOfARealFile(t *testing.T) {
	t.Parallel()
	client := node(t)
	dir := t.TempDir()
	path, next := filepath.Join(dir, workspace.FileName), filepath.Join(dir, ".next.yaml")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	fault := func(name string) string { return "faults:\n  " + name + ": {fault: hang, first: 1}\n" }
	write(path, fault("a"))
	file, err := workspace.Load(path, os.Getenv)
	must(err)
	w := workspace.New(client, os.Getenv, file)
	_, err = w.Apply(t.Context(), file)
	must(err)

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	news, ended := make(chan workspace.News), make(chan error, 1)
	tell := func(n workspace.News) {
		select {
		case news <- n:
		case <-ctx.Done():
		}
	}
	write(path, fault("b")) // after it was loaded, before it is watched
	go func() { ended <- w.Watch(ctx, relay.RealClock{}, tell) }()
	step := func(what, want string) {
		t.Helper()
		select {
		case n := <-news:
			if got := textOf(n); !strings.Contains(got, want) {
				t.Errorf("%s: told %q, want %q", what, got, want)
			}
		case err := <-ended:
			t.Fatalf("%s: the watch ended: %v", what, err)
		case <-ctx.Done():
			t.Fatalf("%s: nothing was told", what)
		}
	}
	step("saved before it was watched", "+ fault b (hang at sender, first=1)\n- fault a")
	write(path, fault("c"))
	step("written", "+ fault c (hang at sender, first=1)\n- fault b")
	write(next, fault("d"))
	must(os.Rename(next, path))
	step("another put in its place", "+ fault d (hang at sender, first=1)\n- fault c")
	write(path, fault("d"))
	step("saved as it was", "no change")
	write(path, "")
	step("cut to nothing", "it is empty, which may be a save that is not over")
	write(path, "faults:\n  d: {fault: hagn}\n")
	step("a wrong fault", `ledgerhook.yaml:2:14: fault d: fault: no fault named "hagn" (did you mean hang?)`)
	must(os.Remove(path))
	step("removed", "ledgerhook.yaml is gone; what it declared stays in force")
	rules, err := client.Faults(t.Context())
	if err != nil || len(rules) != 1 || rules[0].DeclaredAs != "d" {
		t.Errorf("in force are %+v, %v", rules, err)
	}
	real := filepath.Join(t.TempDir(), "real.yaml")
	write(real, fault("e"))
	must(os.Symlink(real, path))
	step("a link in its place", "+ fault e (hang at sender, first=1)\n- fault d")
	write(real, fault("f"))
	step("what it links to is written", "+ fault f (hang at sender, first=1)\n- fault e")
	cancel()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func textOf(n workspace.News) string {
	switch {
	case n.Err != nil:
		return n.Err.Error()
	case n.Note != "":
		return n.Note
	case len(n.Report.Changes) == 0:
		return "no change"
	}
	return strings.Join(n.Report.Lines(), "\n")
}
