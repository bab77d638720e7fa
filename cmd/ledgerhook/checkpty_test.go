//go:build unix

package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// At a terminal, the case that runs is named while it does, and ctrl-c ends the check with what it knows, in colour and as
// wide as the terminal is.
func TestCheckAtATerminal(t *testing.T) {
	t.Parallel()
	const width, limit = 60, 30 * time.Second
	free := make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-free:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(receiver.Close)
	t.Cleanup(func() { close(free) })
	command := exec.Command("ledgerhook", "check", receiver.URL, "--provider", "fintoro", "--secret", "x", "--only", "delivery/valid", "--seed", "42", "--run-id", "one")
	command.Env = benchEnv("TERM=xterm-256color", "LANG=C.UTF-8")
	terminal := startInPty(t, command, width, 20)
	running := regexp.MustCompile(`\[-+\] 0/1  delivery/valid`)
	shows := func(what *regexp.Regexp) func(ptyScreen) bool {
		return func(now ptyScreen) bool { return what.MatchString(strings.Join(now.lines, "\n")) }
	}
	if _, ok := terminal.await(limit, shows(running)); !ok {
		t.Errorf("nothing tells what runs:\n%s", terminal.text())
	}
	_, ok := terminal.press("\x03", limit, func(_, now ptyScreen) bool {
		return shows(regexp.MustCompile(`(?s)0 cases: .*not\s+finished: interrupted`))(now) && !shows(running)(now)
	})
	if !ok {
		t.Errorf("it does not say what it knows:\n%s", terminal.text())
	}
	terminal.mu.Lock()
	styled := strings.Join(terminal.screen().styled, "\n")
	terminal.mu.Unlock()
	if !strings.Contains(styled, "\x1b[33m0 cases") {
		t.Errorf("the summary has no colour: %q", styled)
	}
	var exit *exec.ExitError
	if err := terminal.end(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Errorf("it ended with %v, want %d:\n%s", err, exitInterrupted, terminal.text())
	}
}
