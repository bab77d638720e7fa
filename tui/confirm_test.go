package tui

import (
	"slices"
	"strings"
	"testing"
)

// A command line that is longer than the screen leaves the box whole, and says that it goes on.
func TestCommandsInAQuestion(t *testing.T) {
	t.Parallel()
	server := newStub(t)
	server.deliveries = many(500)
	s := connected(t, 80, 24, server)
	s.press("space", "space", "R", "enter")
	s.wants("Replay as new 1 delivery?")
	s.wants("ledgerhook deliveries replay id:dlv_000498,dlv_000499 --new-id")
	s.lacks("…")
	s.press("n")
	for range 198 {
		s.press("space")
	}
	s.press("r")
	s.wants("Replay 199 deliveries?")
	s.check()
	lines := strings.Split(s.plain(), "\n")
	bottom := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "╰────") })
	if bottom < 2 || !strings.Contains(lines[bottom-2], "… │") {
		t.Errorf("the command does not say that it goes on:\n%s", s.plain())
	}
}
