package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// wantsInspected fails unless the inspector shows the delivery that is selected, and r acts on that one.
func (s *screen) wantsInspected(id string) {
	s.t.Helper()
	s.wantsCurrent(id)
	if in := &s.m.inspector; !in.open || in.id != id || in.shown == nil || in.shown.ID != id {
		s.t.Errorf("the inspector is on %q and shows %+v, want %s", in.id, in.shown, id)
	}
	s.wants("╭─ " + s.m.theme.shortID(id))
	s.press("r")
	if got, want := s.asked(), "POST /v1/deliveries/"+id+"/"; !strings.HasPrefix(got, want) {
		s.t.Errorf("r asked %q, want %s", got, want)
	}
}

func TestInspectorShowsTheSelectedDelivery(t *testing.T) {
	t.Parallel()
	const failed, pending, delivered = "dlv_0k3f9a00000000000000000009f", "dlv_0k3f9a00000000000000000008e", "dlv_0k3f9a00000000000000000007d"
	filter := func(s *screen, text string) {
		s.press("/", "ctrl+u")
		s.typed(text)
		s.press("enter")
	}
	tests := map[string]struct {
		do   func(s *screen)
		want string
	}{
		"after a filter that it does not pass": {func(s *screen) { filter(s, "state:pending") }, pending},
		"after a filter that it passes":        {func(s *screen) { s.press("j", "j"); filter(s, "state:delivered,failed") }, delivered},
		"after the filter is taken away":       {func(s *screen) { filter(s, "state:pending"); filter(s, "-type:none") }, pending},
		"after a new one has come": {func(s *screen) {
			s.send(arrived(control.Delivery{ID: "dlv_new", State: "pending", CreatedAt: at(9)}))
		}, failed},
		"after it was deleted by a reset": {func(s *screen) {
			s.server.deliveries = s.server.deliveries[1:]
			delete(s.server.whole, failed)
			s.send(batchMsg{batch{stale: true}})
		}, pending},
		"after a reconnect to other deliveries": {func(s *screen) {
			s.send(batchMsg{batch{lost: control.ErrUnreachable}})
			s.server.deliveries = s.server.deliveries[2:]
			s.send(batchMsg{batch{opened: true}})
		}, delivered},
		"after g": {func(s *screen) { s.press("j", "j", "g") }, failed},
		"after it no longer passes the filter": {func(s *screen) {
			s.press("j")
			filter(s, "state:pending")
			d := s.server.deliveries[1]
			d.State = "failed"
			s.send(arrived(d))
		}, pending},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := connected(t, 120, 24, sample(t))
			s.press("enter")
			test.do(s)
			s.wantsInspected(test.want)
		})
	}
	t.Run("nothing passes the filter", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		s.press("enter")
		filter(s, "ref:none")
		s.lacks("[Request]")
		s.wants("No delivery passes this filter.")
		s.press("r", "esc") // nothing to act on; the filter goes
		if s.asked() != "" || s.m.list.text != "" {
			t.Errorf("asked %q, the filter is %q", s.asked(), s.m.list.text)
		}
	})
	t.Run("the filter is being applied", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		s.press("enter", "/")
		s.typed("state:pending")
		s.m.Update(keyOf("enter")) // no answer yet
		s.lacks("invoices.paid")
		s.press("r")
		if got := s.asked(); got != "" {
			t.Errorf("asked %q", got)
		}
	})
	t.Run("the next delivery is being read", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		s.press("enter")
		s.m.Update(tea.KeyPressMsg{Code: 'j', Text: "j"}) // no answer yet
		s.wants("─ dlv_0k3…008e  clients.updated → ERP")
		s.wants("reading…")
		s.lacks("webhook-id")
	})
	t.Run("the newest fell off and are read again", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, numberedServer(t, 100))
		s.press("enter")
		s.m.list.newerCut = true
		s.server.deliveries = many(101)
		s.server.whole["dlv_000100"] = numbered(100)
		s.press("g")
		s.wantsInspected("dlv_000100")
	})
}
