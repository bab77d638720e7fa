package tui

import (
	"fmt"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// state is a screen worth looking at, and what leads to it from the connected list of sample.
type state struct {
	name   string
	to     func(s *screen)
	server func(t *testing.T) *stub // nil: sample
}

// from is a state of another server.
func (s state) from(server func(t *testing.T) *stub) state {
	s.server = server
	return s
}

// at is the state on a screen of some size.
func (s state) at(t *testing.T, w, h int) *screen {
	t.Helper()
	server := s.server
	if server == nil {
		server = sample
	}
	on := connected(t, w, h, server(t))
	s.to(on)
	on.check()
	return on
}

// keys is a state that keys lead to.
func keys(name string, keys ...string) state {
	return state{name: name, to: func(s *screen) { s.press(keys...) }}
}

// states are what every size and every colour is looked at in.
func states() []state {
	return []state{
		keys("deliveries"),
		keys("request", "enter"),
		keys("response", "enter", "]", "h", "h", "h"),
		keys("attempts", "enter", "]", "]"),
		keys("ladder", "enter", "]", "]", "]"),
		keys("diff", "d", "h", "h"),
		keys("books", "enter", "[", "["),
		keys("faults", "enter", "["),
		keys("folded", "enter", "enter", "-", "G"),
		keys("hex", "enter", "b", "b"),
		{name: "searched", to: func(s *screen) { s.press("enter", "enter", "/"); s.typed("invoice"); s.press("enter", "n") }},
		keys("unsent", "j", "enter"),
		{name: "filter", to: func(s *screen) { s.press("/"); s.typed("state:failed,pending provider:fintoro"); s.press("enter") }},
		{name: "filtered while inspected", to: func(s *screen) { s.press("/"); s.typed("state:pending"); s.press("enter", "enter") }},
		{name: "filter typed wrong", to: func(s *screen) { s.press("/"); s.typed("state:failed statsu:>=500") }},
		{name: "filter with no match", to: func(s *screen) { s.press("/"); s.typed("ref:none"); s.press("enter") }},
		{name: "fault palette", to: func(s *screen) {
			s.server.faults = []control.FaultRule{
				{ID: "flt_1", Name: "lose-ack", At: "sender", First: 1, Filter: "provider:fintoro", Hits: 12},
				{ID: "flt_2", Name: "status", Value: "503", At: "receiver", Hits: 1},
			}
			s.press("f")
			s.typed("stat=503 first=2")
		}},
		{name: "fault palette rules", to: func(s *screen) {
			s.server.faults = []control.FaultRule{{ID: "flt_1", Name: "lose-ack", At: "sender", Chance: 0.2}}
			s.press("f", "tab")
		}},
		{name: "trigger palette", to: func(s *screen) { s.press("t"); s.typed("paid") }},
		keys("help", "?"),
		keys("replayed", "r"),
		{name: "not connected", to: func(s *screen) { s.send(batchMsg{batch{lost: fmt.Errorf("x: %w", control.ErrUnreachable)}}) }},
		keys("subscriptions", "2").from(subscribed),
		keys("rules in force", "3").from(broken),
		keys("ledger", "4").from(booked),
		keys("ledger wrong", "4").from(misbooked),
		state{name: "stats", to: func(s *screen) { s.press("5"); busy(s, 200) }}.from(measured),
		keys("incoming", "6").from(tookIn),
		keys("incoming request", "6", "j", "j", "tab").from(tookIn),
		keys("incoming verdicts", "6", "/").from(tookIn),
		keys("commands", ":"),
		keys("clock palette", "T").from(virtual),
		keys("fields", "t", "tab"),
		keys("replay palette", "R"),
		keys("export palette", "x"),
		keys("marked", "space", "space"),
		keys("confirm", "space", "space", "r"),
		keys("canceling", "j", "c"),
		keys("wide letters").from(wide),
		keys("wide letters inspected", "enter").from(wide),
	}
}

// wide is a sample whose texts are of wide, combining and joined characters.
func wide(t *testing.T) *stub {
	server := sample(t)
	for i, text := range []string{"請求書-2026-0042", "e\u0301tude", "👩\u200d👩\u200d👧 family", "🇳🇱 flag", "العربية", "ﬁ ﷽", "ｆｕｌｌ", "한국어", "ไทย", "a\u0308\u0308\u0308\u0308b"} {
		d := &server.deliveries[i]
		d.State, d.LastOutcome, d.Reference, d.Type, d.LastFaults = "delivered", "success", text, text, 0
		whole := server.whole[d.ID]
		whole.Type, whole.Reference = text, text
		server.whole[d.ID] = whole
	}
	server.subscriptions[0].Name = "東京の店 e\u0301"
	return server
}
