package tui

import (
	"fmt"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// manyPostings are n postings, the newest first, numbered from the oldest.
func manyPostings(n int) []control.Posting {
	made := make([]control.Posting, n)
	for i := range made {
		number := n - 1 - i
		made[i] = posting(fmt.Sprintf("INV-%06d", number), "invoice", "fintoro", fmt.Sprint("invoice/", number), "", "EUR",
			control.Entry{Account: "receivables", Debit: "1.00"}, control.Entry{Account: "revenue", Credit: "1.00"})
	}
	return made
}

func TestPostings(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T, n int) *screen {
		server := newStub(t)
		server.boards.postings = manyPostings(n)
		s := connected(t, 120, 40, server)
		s.press("4")
		return s
	}
	inOrder := func(t *testing.T, s *screen) {
		t.Helper()
		rows := s.m.bookBoard().postings.rows
		for i := range rows[1:] {
			if rows[i].Reference <= rows[i+1].Reference {
				t.Fatalf("%s stands before %s", rows[i].Reference, rows[i+1].Reference)
			}
		}
		if len(rows) > maxRows {
			t.Errorf("%d rows are held", len(rows))
		}
	}
	t.Run("they are read as far as they are looked at", func(t *testing.T) {
		t.Parallel()
		s := open(t, 3000)
		if got := len(s.m.bookBoard().postings.rows); got != pageSize {
			t.Fatalf("%d rows, want a page", got)
		}
		for range 40 {
			s.press("G")
		}
		s.wants("▸ INV-000000")
		inOrder(t, s)
		s.wants("newer ones ↑")
		s.press("g")
		s.wants("▸ INV-002999")
		for range 40 {
			s.press("G")
		}
		s.wants("▸ INV-000000")
		inOrder(t, s)
	})
	t.Run("the newest are followed", func(t *testing.T) {
		t.Parallel()
		s := open(t, 3)
		s.server.boards.postings = manyPostings(5)
		s.later(time.Hour)
		s.wants("▸ INV-000004")
	})
	t.Run("the selection stays on its posting", func(t *testing.T) {
		t.Parallel()
		s := open(t, 500)
		s.press("pgdown", "pgdown", "pgdown", "k", "k", "k", "k")
		picked, offset := s.m.bookBoard().postings.picked(), s.m.bookBoard().postings.offset
		s.server.boards.postings = manyPostings(512)
		s.later(time.Hour)
		if got := s.m.bookBoard().postings.picked(); got != picked {
			t.Errorf("%s is picked, was %s", got, picked)
		}
		if got := s.m.bookBoard().postings.offset; got != offset+12 {
			t.Errorf("the first row in view is %d, want %d", got, offset+12)
		}
		s.wants("12 new ↑")
		inOrder(t, s)
	})
	t.Run("more came than a page holds", func(t *testing.T) {
		t.Parallel()
		s := open(t, 300)
		s.press("j")
		s.server.boards.postings = manyPostings(900)
		s.later(time.Hour)
		s.wants("▸ INV-000298")
		s.wants("newer ones ↑")
		s.press("g")
		s.wants("▸ INV-000899")
		inOrder(t, s)
	})
	t.Run("a reset empties them", func(t *testing.T) {
		t.Parallel()
		s := open(t, 300)
		s.press("j", "j")
		s.server.boards.postings = nil
		s.later(time.Hour)
		s.wants("Nothing is booked yet.")
	})
}
