package tui

import (
	"fmt"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestLostConnectionKeepsTheView(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 24, sample(t))
	s.press("j", "j", "enter")
	s.wants("[Request]")
	s.send(batchMsg{batch{lost: fmt.Errorf("x: %w", control.ErrUnreachable), retry: start.Add(3 * time.Second)}})
	s.wants("✕ connection lost, next try in 3s; what you see is 0s old")
	s.wants("[Request]")
	s.wantsCurrent("dlv_0k3f9a00000000000000000007d")
	s.check()
	d := s.server.deliveries[2]
	d.State = "failed"
	s.server.deliveries[2], s.server.whole[d.ID] = d, d
	s.send(batchMsg{batch{opened: true}})
	s.lacks("connection lost")
	s.wantsCurrent("dlv_0k3f9a00000000000000000007d")
	s.wants("✕ failed    moneybird")
}
