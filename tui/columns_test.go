package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestColumnsOf(t *testing.T) {
	t.Parallel()
	usual := content{product: 10, event: 17, tries: 1, reply: 3, next: 5}
	full := content{product: 10, event: 35, tries: 12, reply: 13, next: 6}
	tests := map[string]struct {
		w    int
		has  content
		want columns
	}{
		"beside an inspector the event gets what others do not hold": {67, usual, columns{state: 11, product: 10, event: 21, tries: 5, reply: 5, next: 6}},
		"beside an inspector tries and reply give way":               {67, full, columns{state: 11, product: 10, event: 17, tries: 6, reply: 8, next: 6}},
		"on 80 columns a reference stays whole":                      {78, full, columns{state: 11, product: 10, event: 23, tries: 6, reply: 13, next: 6}},
		"on 60 columns the product is short and next whole":          {58, full, columns{state: 11, product: 4, event: 15, tries: 6, reply: 7, next: 6}},
		"on 50 columns the product is gone and next whole":           {48, full, columns{state: 11, event: 12, tries: 6, reply: 5, next: 6}},
		"on 40 columns only next is left":                            {38, full, columns{state: 11, event: 15, next: 6}},
		"with room there is room for everything": {118, full,
			columns{state: 11, product: 10, event: 40, endpoint: 8, tries: 12, reply: 13, next: 9, age: 4, roomy: true}},
		"with more room there is the reason, too": {158, full,
			columns{state: 11, product: 10, event: 35, endpoint: 8, tries: 12, reply: 13, next: 9, age: 4, why: 44, roomy: true}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := columnsOf(test.w, test.has); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// TestColumnsOverflowNowhere goes through all sizes: a row is never wider than its pane, and next stays readable.
func TestColumnsOverflowNowhere(t *testing.T) {
	t.Parallel()
	for w := 33; w < 250; w++ {
		for _, has := range []content{{}, {10, 17, 9, 1, 3, 5}, {10, 35, 20, 12, 13, 6}, {99, 99, 99, 99, 99, 99}} {
			c := columnsOf(w, has)
			if c.rest(w) < c.event || c.event < 8 || c.next < 6 {
				t.Errorf("%d cells for %+v make %+v", w, has, c)
			}
		}
	}
}

func TestColumnsGrowOnly(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 24, numberedServer(t, 100))
	s.press("enter")
	head := func() string { return strings.Split(s.plain(), "\n")[2] }
	before := head()
	s.press("G", "pgup", "k")
	if head() != before {
		t.Errorf("scrolling moves the columns:\n%s\nbefore:\n%s", head(), before)
	}
	long := control.Delivery{ID: "dlv_9", Provider: "bookkeeper", Type: "x", State: "failed", CreatedAt: at(200), AttemptCount: 1, LastOutcome: "protocol_error"}
	s.send(arrived(long))
	grown := head()
	if grown == before {
		t.Errorf("the columns do not grow for %s:\n%s", long.LastOutcome, grown)
	}
	long.LastOutcome = "success"
	s.send(arrived(long))
	if head() != grown {
		t.Errorf("the columns shrink again:\n%s\nbefore:\n%s", head(), grown)
	}
	s.send(tea.WindowSizeMsg{Width: 120, Height: 23})
	if head() == grown {
		t.Errorf("the columns stay wide after a resize:\n%s", head())
	}
}
