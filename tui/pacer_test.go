package tui

import (
	"testing"
	"time"
)

func TestPacerRestsLongerAfterALongReading(t *testing.T) {
	t.Parallel()
	var p pacer
	if !p.begin(start) || p.begin(start) {
		t.Fatal("want one reading at a time")
	}
	p.end(start, 3*time.Second, time.Second)
	if p.begin(start.Add(30*time.Second - 1)) {
		t.Error("it begins before ten times what it took")
	}
	if !p.begin(start.Add(30 * time.Second)) {
		t.Error("it does not begin though the rest is over")
	}
}
