package tui

import "testing"

// The command line of an entry keeps its flags whole, and says where it goes on.
func TestCommandsInAPalette(t *testing.T) {
	t.Parallel()
	server := newStub(t)
	server.deliveries = many(30)
	s := connected(t, 80, 24, server)
	s.press("space", "space", "space", "x")
	s.wants("│ ledgerhook deliveries export id:dlv_000027,dlv_000028,dlv_000029     │")
	s.wants("│ --format jsonl --output ledgerhook-deliveries.jsonl                  │")
	s.press("esc")
	for range 20 {
		s.press("space")
	}
	s.press("x")
	s.wants("│ ledgerhook deliveries export                                         │")
	s.wants(",dlv_000011,dlv_00001… │")
}
