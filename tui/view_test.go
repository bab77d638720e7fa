package tui

import (
	"errors"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestViewOfNothing(t *testing.T) {
	t.Parallel()
	t.Run("no delivery yet", func(t *testing.T) {
		t.Parallel()
		connected(t, 80, 24, newStub(t)).golden("empty")
	})
	t.Run("no server", func(t *testing.T) {
		t.Parallel()
		s := newScreen(t, 80, 24, newStub(t))
		s.send(batchMsg{batch{lost: errors.Join(control.ErrUnreachable)}})
		s.golden("no server")
	})
	t.Run("a list that cannot be read", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, newStub(t))
		s.send(listMsg{generation: s.m.list.generation, err: &control.Error{Status: 500, Detail: "database is locked"}})
		s.golden("error")
	})
	t.Run("a delivery that is gone", func(t *testing.T) {
		t.Parallel()
		server := sample(t)
		server.whole = nil
		s := connected(t, 80, 24, server)
		s.press("enter")
		s.golden("gone")
		server.deliveries = nil
		s.send(batchMsg{batch{stale: true}})
		s.wants("No delivery yet.")
	})
}

func TestViewVariants(t *testing.T) {
	t.Parallel()
	t.Run("ascii", func(t *testing.T) {
		t.Parallel()
		s := newScreenWith(t, 120, 40, sample(t), true)
		s.send(batchMsg{batch{opened: true}})
		s.press("enter", "]", "]")
		s.golden("ascii")
		for _, r := range s.plain() {
			if r > 126 {
				t.Fatalf("%q is not ASCII", r)
			}
		}
	})
	t.Run("styles", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 12, sample(t))
		compareGolden(t, "styles", s.m.screen()+"\n")
	})
	t.Run("60 columns", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 60, 24, sample(t))
		s.wants("  1m38s │")
		s.golden("60 columns")
	})
	t.Run("short answers", func(t *testing.T) {
		t.Parallel()
		server := sample(t)
		for i := range server.deliveries {
			d := &server.deliveries[i]
			d.State, d.AttemptCount, d.LastStatus, d.LastOutcome, d.Reference, d.LastFaults, d.DueAt = "delivered", 1, 204, "success", "", 0, nil
		}
		s := connected(t, 120, 24, server)
		s.press("enter")
		s.golden("short answers")
	})
	t.Run("refused and explained", func(t *testing.T) {
		t.Parallel()
		server := sample(t)
		d := server.whole[server.deliveries[0].ID]
		last := &d.Attempts[4]
		last.Status, last.Response = 401, &control.Message{Status: 401, Body: text("wrong\x1b[2J")}
		last.Explanation = "sent right (raw body, sub_06a…t7z9's secret); the answer shows c71cc444…, which comes out over the body with a line feed added\x1b[2J; sign it without"
		server.whole[d.ID] = d
		s := connected(t, 120, 40, server)
		s.press("enter", "]", "]")
		s.golden("explained attempts")
		s.press("[")
		s.golden("explained response")
	})
	t.Run("marked URL", func(t *testing.T) {
		t.Parallel()
		server := sample(t)
		for id, d := range server.whole {
			d.URLNotes = []relay.URLNote{{Rule: relay.RuleHTTPSOnly, Text: "Fintoro sends to \x1b[31mhttps only", Source: relay.Documented}}
			server.whole[id] = d
		}
		s := connected(t, 120, 40, server)
		s.press("enter", "]", "]")
		s.wants("production would refuse this URL: Fintoro sends")
		s.golden("marked URL")
	})
	t.Run("virtual clock", func(t *testing.T) {
		t.Parallel()
		server := sample(t)
		server.clock.Mode = "virtual"
		server.faults = []control.FaultRule{{ID: "flt_1", Name: "lose-ack", At: "sender"}}
		s := connected(t, 120, 12, server)
		s.send(tickMsg{start})
		s.golden("virtual clock")
	})
}
