//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// At a terminal, verdicts have colours, a key runs all again, and q ends the watch, without enter.
func TestWatchAtATerminal(t *testing.T) {
	t.Parallel()
	const width, limit = 60, 30 * time.Second
	path := filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(path, []byte(failing), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("ledgerhook", "test", "--watch", path)
	command.Env = benchEnv("TERM=xterm-256color", "LANG=C.UTF-8")
	terminal := startInPty(t, command, width, 60)
	shows := func(text string, times int) func(ptyScreen) bool {
		return func(now ptyScreen) bool { return strings.Count(strings.Join(now.lines, "\n"), text) == times }
	}
	if _, ok := terminal.await(limit, shows("watching 1 scenario; enter runs all, q ends", 1)); !ok {
		t.Fatalf("nothing is watched:\n%s", terminal.text())
	}
	terminal.mu.Lock()
	screen := terminal.screen()
	terminal.mu.Unlock()
	if !strings.Contains(screen.styled[0], "\x1b[31m✕ failed") {
		t.Errorf("no red verdict: %q", screen.styled[0])
	}
	if strings.Contains(strings.Join(screen.lines, "\n"), "[---") {
		t.Errorf("the line that counts still stands there:\n%s", terminal.text())
	}
	_, ok := terminal.press("\r", limit, func(_, now ptyScreen) bool { return shows("enter runs all", 2)(now) })
	if !ok {
		t.Errorf("enter ran nothing:\n%s", terminal.text())
	}
	if err := terminal.end(); err != nil {
		t.Errorf("%v:\n%s", err, terminal.text())
	}
}
