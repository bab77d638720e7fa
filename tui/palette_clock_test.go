package tui

import "testing"

// virtual is a sample whose clock can be moved.
func virtual(t *testing.T) *stub {
	server := sample(t)
	server.clock.Mode, server.clock.NextDueAt = "virtual", due(98)
	return server
}

func TestClockPalette(t *testing.T) {
	t.Parallel()
	t.Run("a duration that is typed", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, virtual(t))
		s.press("T")
		s.wants("to the next attempt, which is due in 1m38s")
		s.typed("90m")
		s.wants("ledgerhook clock advance 90m")
		s.press("enter")
		s.wantsAsks(`POST /v1/clock/advance {"by":"1h30m0s"}`)
		s.wants("advanced by 1h0m0s: +2 delivered") // as the stub says
		s.wants("clock 2026-05-04 15:02:11 virtual")
	})
	t.Run("the next attempt", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, virtual(t))
		s.press("T", "enter")
		s.wantsAsks(`POST /v1/clock/advance {"by":"next"}`)
	})
	t.Run("it runs, and back", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, virtual(t))
		s.press("T")
		s.typed("run")
		s.press("enter")
		s.wants("the clock runs")
		s.press("z")
		s.wants("the clock stands still")
		s.wantsAsks("POST /v1/clock/run", "POST /v1/clock/freeze")
	})
	t.Run("a real clock is not moved", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.press("T", "enter")
		s.wants("start the server with --clock virtual")
		s.wantsAsks()
	})
}
