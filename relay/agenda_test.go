package relay

import "testing"

// A line that wanted to be read and no longer does is nothing to wait for.
func TestAgendaForgetsWhoIsNoLongerHungry(t *testing.T) {
	t.Parallel()
	var a agenda
	l := newLine("sub", 1, Limits{})
	for range 2 { // looked at twice before anybody reads it
		a.touch(l)
		a.refresh()
	}
	if !a.somebodyHungry() || a.takeHungry() != l {
		t.Fatal("a new line wants to be read")
	}
	l.beginLoad()
	l.endLoad(nil, 1)
	a.touch(l)
	a.refresh()
	if a.somebodyHungry() {
		t.Error("the line has been read; it still stands among those that want to be")
	}
}

// Nor is one that got something to do before anybody read it, or that a pause has stopped.
func TestAgendaForgetsWhoIsFed(t *testing.T) {
	t.Parallel()
	var a agenda
	l := newLine("sub", 1, Limits{})
	a.touch(l)
	a.refresh()
	l.sends = false
	a.touch(l)
	a.refresh()
	if a.somebodyHungry() {
		t.Error("a paused line stands among those that want to be read")
	}
	l.sends = true
	a.touch(l)
	a.refresh()
	if !a.somebodyHungry() {
		t.Error("a resumed line does not stand among those that want to be read")
	}
}
