package tui

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// state is a screen worth looking at, and what leads to it from the connected list of sample.
type state struct {
	name string
	to   func(s *screen)
}

// states are what every size and every colour is looked at in.
func states() []state {
	return []state{
		{"deliveries", func(*screen) {}},
		{"request", func(s *screen) { s.press("enter") }},
		{"response", func(s *screen) { s.press("enter", "]", "h", "h", "h") }},
		{"attempts", func(s *screen) { s.press("enter", "]", "]") }},
		{"ladder", func(s *screen) { s.press("enter", "]", "]", "]") }},
		{"diff", func(s *screen) { s.press("d", "h", "h") }},
		{"books", func(s *screen) { s.press("enter", "[", "[") }},
		{"faults", func(s *screen) { s.press("enter", "[") }},
		{"folded", func(s *screen) { s.press("enter", "enter", "-", "G") }},
		{"hex", func(s *screen) { s.press("enter", "b", "b") }},
		{"searched", func(s *screen) { s.press("enter", "enter", "/"); s.typed("invoice"); s.press("enter", "n") }},
		{"unsent", func(s *screen) { s.press("j", "enter") }},
		{"filter", func(s *screen) { s.press("/"); s.typed("state:failed,pending provider:fintoro"); s.press("enter") }},
		{"filtered while inspected", func(s *screen) { s.press("/"); s.typed("state:pending"); s.press("enter", "enter") }},
		{"filter typed wrong", func(s *screen) { s.press("/"); s.typed("state:failed statsu:>=500") }},
		{"filter with no match", func(s *screen) { s.press("/"); s.typed("ref:none"); s.press("enter") }},
		{"fault palette", func(s *screen) {
			s.server.faults = []control.FaultRule{
				{ID: "flt_1", Name: "lose-ack", At: "sender", First: 1, Filter: "provider:fintoro", Hits: 12},
				{ID: "flt_2", Name: "status", Value: "503", At: "receiver", Hits: 1},
			}
			s.press("f")
			s.typed("stat=503 first=2")
		}},
		{"fault palette rules", func(s *screen) {
			s.server.faults = []control.FaultRule{{ID: "flt_1", Name: "lose-ack", At: "sender", Chance: 0.2}}
			s.press("f", "tab")
		}},
		{"trigger palette", func(s *screen) { s.press("t"); s.typed("paid") }},
		{"help", func(s *screen) { s.press("?") }},
		{"replayed", func(s *screen) { s.press("r") }},
		{"not connected", func(s *screen) { s.send(batchMsg{batch{lost: fmt.Errorf("x: %w", control.ErrUnreachable)}}) }},
	}
}
