package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// asked is the last call of the server that is no reading; empty when there was none.
func (s *screen) asked() string {
	for _, call := range slices.Backward(s.server.calls) {
		if !strings.HasPrefix(call, "GET") {
			return call
		}
	}
	return ""
}

func (s *screen) quits(keys ...string) bool {
	s.t.Helper()
	s.press(keys[:len(keys)-1]...)
	_, cmd := s.m.Update(keyOf(keys[len(keys)-1]))
	if cmd == nil {
		return false
	}
	_, quit := cmd().(tea.QuitMsg)
	return quit
}

func TestQuit(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"q"}, {"ctrl+c"}, {"enter", "q"}, {"?", "q"}, {"/", "ctrl+c"}, {"f", "ctrl+c"}, {"t", "ctrl+c"}, {"?", "ctrl+c"}} {
		if s := connected(t, 80, 24, sample(t)); !s.quits(keys...) {
			t.Errorf("%v does not quit", keys)
		}
	}
	for _, keys := range [][]string{{"esc"}, {"enter", "esc"}, {"enter", "esc", "esc", "esc"}, {"/", "q"}, {"f", "q"}, {"t", "q"}} {
		if s := connected(t, 80, 24, sample(t)); s.quits(keys...) {
			t.Errorf("%v quits", keys)
		}
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	t.Run("a failed delivery is replayed", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		s.press("r")
		if got, want := s.asked(), "POST /v1/deliveries/dlv_0k3f9a00000000000000000009f/replay {}"; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
		s.wants("replayed → dlv_0k4…9e2a   ledgerhook deliveries replay dlv_0k3f9a00000000000000000009f")
		for range 10 {
			s.send(tickMsg{start})
		}
		s.lacks("replayed")
	})
	t.Run("a pending one is retried now", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		s.press("j")
		s.wants("r retry now")
		s.press("r")
		if got, want := s.asked(), "POST /v1/deliveries/dlv_0k3f9a00000000000000000008e/retry"; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
		s.wants("retried now   ledgerhook deliveries retry dlv_0k3f9a00000000000000000008e")
	})
	t.Run("a refusal is told", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, sample(t))
		s.server.refusal = &control.Error{Status: 409, Title: "Conflict", Detail: "subscription expired"}
		s.press("r")
		s.wants("subscription expired")
	})
	t.Run("the command reaches another server", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 160, 24, sample(t))
		s.m.server.base = "http://127.0.0.1:9999"
		s.press("r")
		s.wants("--server http://127.0.0.1:9999")
	})
	t.Run("there is nothing to replay", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, newStub(t))
		s.press("r", "enter", "j", "k", "G", "g", "pgup", "pgdown", "tab")
		if got := s.asked(); got != "" {
			t.Errorf("asked %q", got)
		}
	})
}

func TestFilterLine(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, sample(t))
	s.press("/")
	s.typed("state:nope")
	s.press("enter") // stays open
	s.wants(`no state "nope"`)
	s.press("esc")
	s.lacks("nope")
	if s.m.list.text != "" {
		t.Error("esc applied the filter")
	}
	s.press("/")
	s.send(tea.PasteMsg{Content: "provider:fintoro\n"})
	s.press("enter")
	s.wants("Deliveries ─ provider:fintoro")
	if !slices.ContainsFunc(s.server.calls, func(call string) bool { return strings.Contains(call, "filter=provider%3Afintoro") }) {
		t.Errorf("the server was not asked: %q", s.server.calls)
	}
}

func TestFaultPalette(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ typed, want, says string }{
		"a name":                    {"lose-ack", `{"name":"lose-ack"}`, "ledgerhook faults add lose-ack"},
		"a part of a name":          {"bads", `{"name":"bad-signature"}`, "ledgerhook faults add bad-signature"},
		"a value":                   {"status=503", `{"name":"status","value":"503"}`, "ledgerhook faults add status=503"},
		"when it hits":              {"lose-ack first=1 limit=3", `{"name":"lose-ack","first":1,"limit":3}`, "ledgerhook faults add lose-ack --first 1 --limit 3"},
		"by chance":                 {"lose-ack chance=0.2", `{"name":"lose-ack","chance":0.2}`, "--chance 0.2"},
		"whom it hits":              {"lose-ack provider:fintoro -type:x", `{"name":"lose-ack","filter":"provider:fintoro -type:x"}`, "--filter 'provider:fintoro -type:x'"},
		"at the receiver":           {"status=500 at=receiver", `{"name":"status","value":"500","at":"receiver"}`, "--at receiver"},
		"one that has only a place": {"detail", `{"name":"detail-404","at":"api"}`, "--at api"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := connected(t, 120, 30, sample(t))
			s.press("f")
			s.typed(test.typed)
			s.wants(test.says)
			s.press("enter")
			if got := s.asked(); got != "POST /v1/faults "+test.want {
				t.Errorf("asked %q, want %s", got, test.want)
			}
			s.lacks("Break something")
			s.wants("in force:")
			s.wants(test.says)
		})
	}
	t.Run("what is wrong is told and nothing is asked", func(t *testing.T) {
		t.Parallel()
		for typed, says := range map[string]string{"lose-ack first=x": "no count", "lose-ack chance=2": "no chance", "lose-ack foo:bar": `no field "foo"`, "zzz": "nothing is called like that"} {
			s := connected(t, 80, 24, sample(t))
			s.press("f")
			s.typed(typed)
			s.press("enter")
			s.wants(says)
			if got := s.asked(); got != "" {
				t.Errorf("asked %q", got)
			}
		}
	})
	t.Run("a value is asked for", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, sample(t))
		s.press("f")
		s.typed("sta first=2")
		s.press("enter")
		s.wants("status takes CODE: type it, then enter")
		s.typed("429")
		s.press("enter")
		if got, want := s.asked(), `POST /v1/faults {"name":"status","value":"429","first":2}`; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
	})
	t.Run("a rule is removed", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, sample(t))
		s.server.faults = []control.FaultRule{{ID: "flt_1", Name: "status", Value: "503", At: "sender"}, {ID: "flt_2", Name: "lose-ack", At: "sender"}}
		s.press("f", "tab", "down", "x")
		if got, want := s.asked(), "DELETE /v1/faults/flt_2"; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
		s.wants("Break something")
		s.press("esc")
		s.wants("ledgerhook faults remove flt_2")
	})
	t.Run("esc changes nothing", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, sample(t))
		before := s.plain()
		s.press("f")
		s.typed("lose")
		s.press("down", "esc")
		if s.asked() != "" || s.plain() != before {
			t.Errorf("asked %q, on the screen is\n%s", s.asked(), s.plain())
		}
	})
}

func TestTriggerPalette(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 24, sample(t))
	s.press("t")
	s.typed("finto paid")
	s.wants("ledgerhook trigger fintoro invoices.paid")
	s.press("enter")
	if got, want := s.asked(), `POST /v1/events {"provider":"fintoro","type":"invoices.paid"}`; got != want {
		t.Errorf("asked %q, want %q", got, want)
	}
	s.wants("published, 1 delivery made   ledgerhook trigger fintoro invoices.paid")
}

func TestInspector(t *testing.T) {
	t.Parallel()
	t.Run("beside the list it goes with the selection", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		s.press("enter")
		s.wants("─ dlv_0k3…009f")
		s.press("j", "j")
		s.wants("─ dlv_0k3…007d")
		s.wants("Deliveries")
		s.press("tab", "k") // scrolls now
		s.wantsCurrent("dlv_0k3f9a00000000000000000007d")
		s.press("esc", "k")
		s.wantsCurrent("dlv_0k3f9a00000000000000000008e")
		s.press("esc")
		s.lacks("[Request]")
	})
	t.Run("as a full screen it scrolls", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 14, sample(t))
		s.press("enter", "]", "]")
		s.lacks("Deliveries")
		s.wants("1-7 of 16")
		s.press("j")
		s.wants("2-8 of 16")
		s.press("G")
		s.wants("10-16 of 16")
		s.press("J")
		s.wants("10-16 of 16")
		s.press("g", "ctrl+d")
		s.wants("4-10 of 16")
		s.press("K")
		s.wants("3-9 of 16")
		s.press("tab", "esc")
		s.wants("Deliveries")
	})
	t.Run("a change of what is inspected is read", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		s.press("j", "enter")
		s.wants("◌ pending      ")
		d := s.server.deliveries[1]
		d.State, d.Reason = "failed", "schedule_spent"
		s.server.whole[d.ID] = d
		s.send(arrived(d))
		s.wants("✕ failed  schedule_spent")
	})
	t.Run("it survives a resize", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		s.press("enter")
		s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		s.lacks("Deliveries")
		s.send(tea.WindowSizeMsg{Width: 140, Height: 24})
		s.wants("Deliveries")
		s.wants("[Request]")
	})
}

func TestHelpNamesEveryKey(t *testing.T) {
	t.Parallel()
	s := connected(t, 160, 200, sample(t))
	s.press("?")
	help := s.plain()
	for i := range s.m.actions {
		a := &s.m.actions[i]
		if a.key.Help().Key == "" || a.name == "" || a.does == "" || len(a.key.Keys()) == 0 {
			t.Errorf("action %q is not whole", a.name)
		}
		if want := a.key.Help().Key; !strings.Contains(help, want+" ") {
			t.Errorf("help lacks %s: %s", want, a.name)
		}
	}
}
