package tui

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// everything is a server on which every action has something to do.
func everything(t *testing.T) *stub {
	server := virtual(t)
	server.subscriptions[0].State = "active"
	server.faults = []control.FaultRule{{ID: "flt_1", Name: "status", Value: "503", At: "sender"}, {ID: "flt_2", Name: "lose-ack", At: "sender"}}
	for _, d := range many(60) {
		server.deliveries = append(server.deliveries, d)
		server.whole[d.ID] = d
	}
	return server
}

// way leads to where actions have something to do.
type way struct {
	server func(t *testing.T) *stub
	w, h   int
	keys   []string
}

func ways() []way {
	var all []way
	for _, keys := range [][]string{
		nil, {"j"}, {"j", "j"}, {"enter"}, {"enter", "h"}, {"enter", "h", "]", "]", "]", "]"}, {"enter", "tab"}, {"enter", "tab", "J", "J"}, {"enter", "J", "J"},
		{"enter", "tab", "G"}, {"enter", "tab", "/", "e", "enter"}, {"enter", "tab", "-"}, {"enter", "tab", "G", "k", "k", "k", "k", "k", "k", "k"}, {"p"}, {"2"}, {"2", "j"}, {"3"}, {"3", "j"}, {"4"}, {"4", "j"}, {"5"}, {"6"},
	} {
		all = append(all, way{everything, 120, 16, keys})
	}
	for _, size := range [][2]int{{120, 16}, {120, 9}, {80, 12}} {
		for _, board := range []struct {
			server func(t *testing.T) *stub
			key    string
		}{{subscribed, "2"}, {broken, "3"}, {booked, "4"}, {misbooked, "4"}, {measured, "5"}, {tookIn, "6"}, {tookInLong, "6"}} {
			for _, then := range [][]string{nil, {"j"}, {"j", "j", "j"}, {"tab"}, {"tab", "J"}, {"enter"}, {"enter", "J"}, {"tab", "tab"}, {"tab", "tab", "J"}, {"/", "down", "enter"}} {
				all = append(all, way{board.server, size[0], size[1], append([]string{board.key}, then...)})
			}
		}
	}
	return all
}

// snapshot is all that a key can change.
func (s *screen) snapshot() string {
	return fmt.Sprint(s.plain(), s.m.View().MouseMode, s.m.list.offset, len(s.asks()))
}

// opens reports whether a way leads to where an action's keys may count.
func (w *way) opens(where scope) bool {
	board := len(w.keys) > 0 && w.keys[0] >= "2" && w.keys[0] <= "6"
	if where >= inSubscriptions {
		return board && w.keys[0] == where.view().number()
	}
	return !board || where == inRows || where == anywhere
}

// TestEveryKeyDoesSomething presses every key of every action where the action says that it does something.
func TestEveryKeyDoesSomething(t *testing.T) {
	t.Parallel()
	for i, a := range newActions(newKeyMap(newGlyphs(false))) {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			for _, key := range a.key.Keys() {
				if !slices.ContainsFunc(ways(), func(w way) bool { return w.opens(a.where) && w.does(t, i, key) }) {
					t.Errorf("%q does nothing anywhere", key)
				}
			}
		})
	}
}

// does reports whether a key does something as the action with a number.
func (w *way) does(t *testing.T, number int, key string) bool {
	s := connected(t, w.w, w.h, w.server(t))
	s.m.editor = "true"
	s.press(w.keys...)
	a, msg := &s.m.actions[number], keyOf(key)
	if !slices.Contains(s.m.scopes(), a.where) || !a.works(s.m) || s.m.actionOf(msg) != a {
		return false
	}
	before := s.snapshot()
	_, cmd := s.m.Update(msg)
	if outside := map[string]string{"redraw": "tea.clearScreenMsg", "suspend": "tea.SuspendMsg", "quit": "tea.QuitMsg"}[a.name]; outside != "" {
		return cmd != nil && fmt.Sprintf("%T", cmd()) == outside // what these do is not to be seen here
	}
	s.do(cmd)
	s.check()
	return s.snapshot() != before
}

// TestEveryKeyOfOverlays presses the keys of what lies on top.
func TestEveryKeyOfOverlays(t *testing.T) {
	t.Parallel()
	k := newKeyMap(newGlyphs(false))
	open := map[string][][]string{ // the key's words, and where it is pressed
		"do it": {{"t"}, {":"}}, "close": {{"t"}, {"/"}, {"?"}, {"f"}}, "up": {{"t", "down"}}, "down": {{"t"}}, "rules in force": {{"f"}}, "remove": {{"f", "tab"}},
		"set fields first": {{"t"}}, "publish": {{"t", "tab"}}, "yes, do it": {{"space", "space", "r"}}, "no": {{"space", "space", "r"}},
	}
	for _, binding := range k.typing() {
		if binding.Help().Desc == k.ForceQuit.Help().Desc {
			if s := connected(t, 80, 24, everything(t)); !s.quits("t", "ctrl+c") {
				t.Error("^c does not quit while typing")
			}
			continue
		}
		if len(open[binding.Help().Desc]) == 0 {
			t.Errorf("%q is pressed nowhere", binding.Help().Desc)
		}
		for _, way := range open[binding.Help().Desc] {
			for _, key := range binding.Keys() {
				s := connected(t, 120, 40, everything(t))
				s.press(way...)
				before := s.snapshot()
				s.press(key)
				if s.snapshot() == before {
					t.Errorf("%q does nothing after %v", key, way)
				}
			}
		}
	}
	s := connected(t, 120, 40, everything(t))
	s.press("/")
	s.typed("state:failed")
	s.press("enter")
	s.wants("state:failed")
}
