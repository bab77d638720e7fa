package tui

import (
	"slices"
	"testing"
)

func TestTriggerWithFields(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 40, sample(t))
	s.press("t")
	s.typed("finto paid")
	s.press("tab")
	s.wants("Fields of fintoro invoices.paid")
	s.wants("Nothing is set")
	s.press("enter")
	s.wants("id tells which event this is, and cannot be set")
	s.typed("total")
	s.press("enter")
	s.wants("change the value, then enter")
	s.press("backspace", "backspace")
	s.typed("50")
	s.press("enter")
	s.wants("resource.total = 121.50")
	s.wants("ledgerhook trigger fintoro invoices.paid --set resource.total=121.50")
	s.typed("resource.nope=1")
	s.press("enter") // nothing matches, so there is nothing to take
	s.wants("nothing is called like that")
	for range len("resource.nope=1") {
		s.press("backspace")
	}
	s.typed("name=x")
	s.press("enter") // the path must be whole
	s.wants("there is no name in the body")
	s.lacks("name = x")
	s.press("tab")
	want := `POST /v1/events {"provider":"fintoro","type":"invoices.paid","set_text":{"resource.total":"121.50"}}`
	if !slices.Contains(s.asks(), want) {
		t.Errorf("asked %q", s.asks())
	}
	s.wants("published, 1 delivery made")
}
