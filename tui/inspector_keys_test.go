package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// cursorLine is the line that keys fold, without borders.
func (s *screen) cursorLine() string {
	for line := range strings.SplitSeq(s.plain(), "\n") {
		if _, after, ok := strings.Cut(line, "│▸"); ok {
			return strings.TrimSpace(strings.TrimSuffix(after, "│"))
		}
	}
	return ""
}

func TestFoldingByKeys(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 40, sample(t))
	s.press("enter", "G", "k", "k", "k")
	if got, want := s.cursorLine(), `"total": 1.0`; got != want {
		t.Fatalf("the cursor is on %q, want %q", got, want)
	}
	s.press("enter")
	if got, want := s.cursorLine(), `"resource": { … 3 keys }`; got != want {
		t.Errorf("folded, the cursor is on %q, want %q", got, want)
	}
	s.press("space")
	s.wants(`"total": 1.0`)
	if got, want := s.cursorLine(), `"resource": {`; got != want {
		t.Errorf("unfolded, the cursor is on %q, want %q", got, want)
	}
	s.press("-")
	s.wants(`"resource": { … 3 keys }`)
	s.press("h", "l") // it stays so
	s.wants(`"resource": { … 3 keys }`)
	s.press("G", "k")
	s.wants("enter fold")
	s.press("enter")
	s.wants("{ … 4 keys }")
	s.press("+")
	s.wants(`"total": 1.0`)
	s.press("g", "enter") // on no JSON: nothing to fold
	s.lacks("enter fold")
	s.wants(`"total": 1.0`)
}

func TestLongBodiesStartFolded(t *testing.T) {
	t.Parallel()
	server := sample(t)
	d := server.whole[server.deliveries[0].ID]
	d.Attempts[4].Request.Body = text(`{"list":[` + strings.Repeat(`{"a":[1,2]},`, 100) + `{"a":"needle"}]}`)
	s := connected(t, 80, 40, server)
	s.press("enter", "G")
	s.wants("{ … 1 key }")
	s.lacks("needle")
	s.press("/")
	s.typed("NEEDLE")
	s.wants("nothing found")
	s.press("ctrl+u")
	s.typed("needle")
	s.wants("1 of 1")
	s.press("enter")
	if got, want := s.cursorLine(), `"a": "needle"`; got != want {
		t.Errorf("the cursor is on %q, want %q", got, want)
	}
}

func TestSearchByKeys(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 14, sample(t))
	s.press("enter", "n", "N", "/")
	s.typed("invoice")
	s.wants("1 of 2")
	s.press("enter")
	if got, want := s.cursorLine(), `"type": "invoices.paid",`; got != want {
		t.Errorf("the cursor is on %q, want %q", got, want)
	}
	s.wants("1 of 2  ")
	s.press("n")
	s.wants("2 of 2  ")
	s.wants(`"type": "invoice"`)
	s.press("n")
	s.wants("1 of 2  ")
	s.press("N", "N")
	s.wants("1 of 2  ")
	s.press("]") // what is searched stays, on every tab
	s.wants("nothing found")
	s.press("[", "esc")
	s.lacks(" of 2  ")
	s.wants("[Request]")
	before := s.plain()
	s.press("/")
	s.send(tea.PasteMsg{Content: "4812\n"})
	s.wants("1 of 1")
	s.press("esc")
	if s.plain() != before {
		t.Errorf("esc does not go back:\n%s\nwas\n%s", s.plain(), before)
	}
	s.press("/", "enter", "esc")
	s.wants("Deliveries")
}

func TestBodyKey(t *testing.T) {
	t.Parallel()
	small := connected(t, 80, 14, sample(t))
	small.press("enter", "b", "b")
	small.wants("00000000  7b 22 69 64") // it is brought into view
	s := connected(t, 80, 40, sample(t))
	s.press("enter")
	s.wants("JSON, indented   156 bytes")
	s.press("b")
	s.wants("raw   156 bytes")
	s.wants(`{"id":"0b5c`)
	s.press("b")
	s.wants(`00000000  7b 22 69 64`)
	s.press("]", "h", "h", "h")
	s.wants("hex   11 bytes")
	s.press("b")
	s.wants(`"ok": true`)
}

func TestDiffKeys(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 40, sample(t))
	s.press("d")
	s.wants("attempts 4 and 5 of 5")
	for _, step := range []struct{ key, want string }{
		{"l", "4 and 5"}, {"h", "3 and 4"}, {"h", "2 and 3"}, {"h", "1 and 2"}, {"h", "1 and 2"}, {"L", "2 and 2"}, {"L", "3 and 2"}, {"H", "2 and 2"}, {"h", "2 and 1"}, {"H", "1 and 1"},
		{"H", "1 and 1"}, {"l", "1 and 2"},
	} {
		if s.press(step.key); !strings.Contains(s.plain(), "attempts "+step.want+" of 5") {
			t.Fatalf("after %s it is not attempts %s:\n%s", step.key, step.want, s.plain())
		}
	}
	s.wants("protocol_error") // of the second, against 503 of the first
}

func TestSignatureIsReadOnceWhereItIsShown(t *testing.T) {
	t.Parallel()
	count := func(s *screen, end string) (n int) {
		for _, call := range s.server.calls {
			if strings.HasSuffix(call, end) {
				n++
			}
		}
		return n
	}
	s := connected(t, 120, 40, sample(t))
	s.press("enter")
	if n := count(s, "/attempts/5/signature"); n != 1 {
		t.Errorf("the newest attempt's was read %d times", n)
	}
	s.wants("differs from character 7 on")
	s.press("]", "h", "[", "l", "h", "J")
	if newest, before := count(s, "/attempts/5/signature"), count(s, "/attempts/4/signature"); newest != 1 || before != 1 {
		t.Errorf("they were read %d and %d times", newest, before)
	}
	if n := count(s, "/signature"); n != 2 {
		t.Errorf("%d were read", n)
	}
	s.server.signature = nil
	s.press("h")
	s.wants("cannot be told: no such attempt")
	s.server.signature = proven()
	s.send(arrived(s.server.deliveries[0])) // read again with the delivery
	s.wants("differs from character 7 on")
}

func TestBooksAreReadWhenTheDeliveryChanges(t *testing.T) {
	t.Parallel()
	reads := func(s *screen) (n int) {
		for _, call := range s.server.calls {
			if strings.HasSuffix(call, "/books") {
				n++
			}
		}
		return n
	}
	server := sample(t)
	id := server.deliveries[0].ID
	s := connected(t, 120, 40, server)
	s.press("enter", "]", "]")
	if n := reads(s); n != 0 {
		t.Errorf("%d readings before anybody looks", n)
	}
	s.press("]")
	s.wants("1121.00 EUR")
	s.press("]", "]")
	s.wants("1300 Debtors")
	s.send(tickMsg{start})
	if n := reads(s); n != 1 {
		t.Errorf("%d readings", n)
	}
	books := bookedTwice()
	books.Receipts[1].Fetches[0].State = "waiting"
	server.books[id] = books
	s.send(arrived(server.deliveries[0]))
	s.wants("detail waiting")
	if n := reads(s); n != 2 {
		t.Errorf("%d readings after a change", n)
	}
	server.books[id] = bookedTwice()
	s.send(tickMsg{start}) // something is still to come
	s.wants("detail fetched")
	s.send(tickMsg{start})
	if n := reads(s); n != 3 {
		t.Errorf("%d readings", n)
	}
}
