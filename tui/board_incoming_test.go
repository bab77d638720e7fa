package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// tookIn is sample with one request of each verdict that came in at the relay's hooks.
func tookIn(t *testing.T) *stub {
	s := sample(t)
	in := &s.boards.incoming
	in.rows = []control.Incoming{
		{ID: "inc_0k3f9a00000000000000000006f", Hook: "fintoro", Provider: "fintoro", ReceivedAt: at(-3), RemoteAddr: "203.0.113.7", Verdict: "rejected", Status: 401, EventType: "invoices.paid",
			DialectID: "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", Problem: "wrong: the key was decoded from hex; use the whole secret as it reads"},
		{ID: "inc_0k3f9a00000000000000000005e", Hook: "books", Provider: "moneybird", ReceivedAt: at(-12), RemoteAddr: "192.0.2.7", Verdict: "repeated", Status: 200, EventType: "contact_changed", DialectID: "5f0f3d0e", EventID: "evt_2"},
		{ID: "inc_0k3f9a00000000000000000004d", Hook: "books", Provider: "moneybird", ReceivedAt: at(-40), RemoteAddr: "192.0.2.7", Verdict: "verified", Status: 200, EventType: "contact_changed", DialectID: "5f0f3d0e", EventID: "evt_2"},
		{ID: "inc_0k3f9a00000000000000000003c", Hook: "books", Provider: "moneybird", ReceivedAt: at(-90), RemoteAddr: "192.0.2.7", Verdict: "probe", Status: 200},
		{ID: "inc_0k3f9a00000000000000000002b", Hook: "documents", Provider: "finpilo", ReceivedAt: at(-3700), RemoteAddr: "2001:db8::a1b2:c3d4", Verdict: "verified", EventType: "document.sent", EventID: "evt_1"},
		{ID: "inc_0k3f9a00000000000000000001a", Hook: "silverfin", Provider: "silverfin", ReceivedAt: at(-90000), RemoteAddr: "198.51.100.24", Verdict: "unverified", Status: 200, EventID: "evt_0",
			Problem: "wrong: neither token fits; passed on all the same"},
	}
	in.whole = map[string]control.Incoming{}
	for _, row := range in.rows {
		row.Request = &control.Message{
			Method: "POST", URL: "/?token=***", Body: text(`{"webhook_token":"***","action":"contact_changed","entity":{"id":"7","company_name":"Paper Co"}}`), BodyMasked: true,
			Headers: map[string][]string{"Content-Type": {"application/json"}, "Idempotency-Key": {"5f0f3d0e"}, "Authorization": {"Basic ***"}},
		}
		if row.Verdict == "verified" {
			row.Deliveries = []control.Delivery{
				{ID: s.deliveries[2].ID, State: "delivered", URL: "http://127.0.0.1:3000/hooks", EventID: row.EventID}, {ID: s.deliveries[1].ID, State: "pending", URL: "https://books.example/hooks", EventID: row.EventID},
			}
		}
		in.whole[row.ID] = row
	}
	s.deliveries[2].EventID = "evt_2"
	return s
}

// tookInLong is tookIn with more rows than a screen holds.
func tookInLong(t *testing.T) *stub {
	s := tookIn(t)
	in := &s.boards.incoming
	for i := range 60 {
		row := in.rows[2]
		row.ID = fmt.Sprintf("inc_%06d", 60-i)
		in.rows = append(in.rows, row)
		one := in.whole[in.rows[2].ID]
		one.ID = row.ID
		in.whole[row.ID] = one
	}
	return s
}

// unrecognised is tookIn where the newest has no type, and its body is none of a product's.
func unrecognised(t *testing.T) *stub {
	s := tookIn(t)
	row := &s.boards.incoming.rows[2]
	row.EventType, row.EventID = "", "evt_3"
	one := s.boards.incoming.whole[row.ID]
	one.EventType, one.Request = "", &control.Message{Method: "POST", Body: text("\x00\x01\x02 not JSON")}
	s.boards.incoming.whole[row.ID] = one
	return s
}

func TestIncoming(t *testing.T) {
	t.Parallel()
	sizes := map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}}
	cases := map[string]struct {
		server func(t *testing.T) *stub
		keys   []string
	}{
		"raw":          {tookIn, []string{"j", "j", "tab", "b"}},
		"unrecognised": {unrecognised, []string{"j", "j", "tab"}},
		"rejected":     {tookIn, []string{"/", "r", "e", "j", "enter"}},
	}
	for size, wh := range sizes {
		for name, test := range cases {
			t.Run(name+" at "+size, func(t *testing.T) {
				t.Parallel()
				s := connected(t, wh[0], wh[1], test.server(t))
				s.press("6")
				s.press(test.keys...)
				s.golden(size + "/" + name)
			})
		}
	}
	for name, server := range map[string]func(t *testing.T) *stub{"none": newStub, "no rejected": func(t *testing.T) *stub {
		s := tookIn(t)
		s.boards.incoming.rows = s.boards.incoming.rows[1:]
		return s
	}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := connected(t, 80, 24, server(t))
			s.press("6")
			if name != "none" {
				s.press("/", "r", "e", "j", "enter")
			}
			s.golden(name)
		})
	}
	t.Run("it cannot be read", func(t *testing.T) {
		t.Parallel()
		s := newScreen(t, 80, 24, newStub(t))
		s.m.view = incomingView
		s.send(incomingMsg{rowsMsg: rowsMsg[control.Incoming]{err: &control.Error{Status: 500, Detail: "database is locked"}}})
		s.wants("What came in cannot be read.")
		s.wants("database is locked")
	})
	t.Run("one was deleted meanwhile", func(t *testing.T) {
		t.Parallel()
		server := tookIn(t)
		server.boards.incoming.whole = nil
		s := connected(t, 140, 30, server)
		s.press("6")
		s.wants("It cannot be read: no incoming request")
		if n := s.askedFor("/v1/incoming/"); n != 1 {
			t.Errorf("it was asked for %d times", n)
		}
	})
}

// askedFor counts the calls whose path has a part.
func (s *screen) askedFor(part string) int {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	n := 0
	for _, call := range s.server.calls {
		if strings.Contains(call, part) {
			n++
		}
	}
	return n
}

func TestIncomingKeys(t *testing.T) {
	t.Parallel()
	t.Run("enter opens the request where the screen is narrow, and then its deliveries", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, tookIn(t))
		s.press("6", "j", "j", "enter")
		s.wants("Idempotency-Key")
		s.press("enter")
		s.wants("─ Deliveries ─ event:evt_2")
	})
	t.Run("o goes to its deliveries, of a repeated one to those of the first", func(t *testing.T) {
		t.Parallel()
		for _, down := range [][]string{{"j"}, {"j", "j"}} {
			s := connected(t, 120, 40, tookIn(t))
			s.press("6")
			s.press(down...)
			s.press("o")
			s.wants("─ Deliveries ─ event:evt_2")
			s.wantsCurrent("dlv_0k3f9a00000000000000000007d")
		}
	})
	t.Run("of a rejected one there are none", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, tookIn(t))
		s.press("6")
		s.lacks("o deliveries")
		s.press("o", "enter")
		s.wants("─ Incoming")
	})
	t.Run("a verdict is picked, and esc takes it away", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, tookIn(t))
		s.press("6", "/")
		s.typed("verified")
		s.wants("ledgerhook relay list --verdict verified")
		s.press("enter")
		s.wants("Incoming ─ verified")
		s.lacks("rejected")
		s.press("esc")
		s.wants("rejected")
	})
	t.Run("y copies it as curl", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, tookIn(t))
		s.press("6", "j")
		_, cmd := s.m.Update(keyOf("y"))
		copied, ok := cmd().(copiedMsg)
		if !ok || !strings.Contains(copied.text, `--url "$HOOK"'/?token=***'`) || !strings.Contains(copied.text, "relay show inc_0k3f9a00000000000000000005e --reveal") {
			t.Errorf("copied %+v", copied)
		}
	})
	t.Run("x exports what passes it on", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 140, 40, tookIn(t))
		s.press("6", "j", "j", "x")
		s.wants("Export what passes this request on")
		s.wants("deliveries export event:evt_2 --format jsonl --output")
		s.wants("ledgerhook-inc_0k3f9a00000000000000000004d.jsonl")
	})
	t.Run("an answer that was asked for before the filter changed is none", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, tookIn(t))
		s.press("6", "/")
		s.typed("probe")
		s.press("enter")
		s.send(incomingMsg{rowsMsg: rowsMsg[control.Incoming]{rows: s.server.boards.incoming.rows}})
		s.lacks("rejected")
	})
}

// cameIn is the news of requests at the relay's hooks.
func cameIn(all ...control.Incoming) batchMsg {
	var b batch
	for i := range all {
		b.take(&control.Change{Kind: "incoming.taken", ID: all[i].ID, Incoming: &all[i]})
	}
	return batchMsg{b}
}

func TestIncomingIsLive(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T) *screen {
		s := connected(t, 140, 30, tookIn(t))
		s.press("6")
		return s
	}
	come := func(s *screen, id string) {
		one := s.server.boards.incoming.rows[0]
		one.ID, one.EventType, one.Verdict, one.EventID = id, "invoices.created", "verified", "evt_9"
		s.server.boards.incoming.rows = slices.Insert(s.server.boards.incoming.rows, 0, one)
		s.server.boards.incoming.whole[id] = one
		s.send(cameIn(one))
		s.send(tickMsg{start})
	}
	t.Run("the newest is followed", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		come(s, "inc_new")
		s.wants("▸ ● verified   fintoro     invoices.created")
		s.wants("╭─ inc_new")
	})
	t.Run("what is picked stays", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.press("j")
		come(s, "inc_new")
		s.wants("▸ ⊘ repeated")
		s.wants("invoices.created")
		s.press("g")
		s.wants("▸ ● verified   fintoro     invoices.created")
	})
	t.Run("how it goes on is told anew", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.press("j", "j")
		s.wants("◌ pending")
		one := s.server.boards.incoming.whole["inc_0k3f9a00000000000000000004d"]
		one.Deliveries[1].State = "failed"
		d := s.server.deliveries[1]
		d.EventID = "evt_2"
		s.send(arrived(d))
		s.wants("✕ failed")
		s.lacks("◌ pending")
	})
	t.Run("it is not read while another view is open", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		s.press("1")
		before := s.askedFor("/v1/incoming")
		come(s, "inc_new")
		if got := s.askedFor("/v1/incoming"); got != before {
			t.Errorf("%d calls, want %d", got, before)
		}
		s.press("6")
		s.wants("invoices.created")
	})
}

// Old ones are deleted while they are looked at: none stands there twice, and none is skipped.
func TestIncomingRowsThatAreDeleted(t *testing.T) {
	t.Parallel()
	server := tookIn(t)
	numbered := func(i int) control.Incoming {
		return control.Incoming{ID: fmt.Sprintf("inc_%06d", i), Provider: "fintoro", Hook: "fintoro", Verdict: "rejected", ReceivedAt: at(i), Status: 401}
	}
	server.boards.incoming.rows = nil
	for i := range 600 {
		server.boards.incoming.rows = slices.Insert(server.boards.incoming.rows, 0, numbered(i))
	}
	s := connected(t, 120, 40, server)
	s.press("6", "j")
	rows := server.boards.incoming.rows
	server.boards.incoming.rows = slices.Insert(slices.Delete(slices.Clone(rows), 10, 60), 0, numbered(600))
	s.send(cameIn(numbered(600)))
	s.send(tickMsg{start})
	for range 40 {
		s.press("G")
	}
	held := s.m.incomingBoard().newest.rows
	if len(held) != len(server.boards.incoming.rows) {
		t.Errorf("%d rows are held of %d", len(held), len(server.boards.incoming.rows))
	}
	for i := range held {
		if want := server.boards.incoming.rows[i].ID; held[i].ID != want {
			t.Fatalf("row %d is %s, want %s", i, held[i].ID, want)
		}
	}
}

func TestIncomingIsTold(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	server := tookIn(t)
	s := newScreen(t, 80, 24, server)
	p := newPlain(s.m, &out)
	few, many := cameIn(server.boards.incoming.rows[0]), cameIn(server.boards.incoming.rows...)
	p.tell(&few.batch)
	p.tell(&many.batch)
	_ = p.out.Flush()
	want := "14:02:11 came in, rejected: fintoro invoices.paid at the hook fintoro, from 203.0.113.7, answered 401, wrong: the key was decoded from hex; use the whole secret as it reads\n" +
		"6 requests came in: 2 verified, 1 unverified, 1 repeated, 1 rejected, 1 probe\n"
	if got := out.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestIncomingIsClicked(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 40, tookIn(t))
	s.press("6")
	s.clickOn("12s")
	s.wants("▸ ⊘ repeated")
	s.clickOn("12s")
	s.wants("─ Deliveries ─ event:evt_2")
}

func TestRequestTellsWhatItPassesOn(t *testing.T) {
	t.Parallel()
	for note, want := range map[string]string{
		"": "passed on as it came: inc_7",
		"no reference; signed anew: the original signature is 2h old": "inc_7, signed anew: the original signature is 2h old",
		"passed on as it came: its signature is 2h old":               "inc_7, passed on as it came: its signature is 2h old",
	} {
		s := sample(t)
		d := s.whole[s.deliveries[0].ID]
		d.IncomingID = "inc_7"
		d.Attempts = slices.Clone(d.Attempts)
		d.Attempts[4].Note = note
		s.whole[d.ID] = d
		on := connected(t, 160, 40, s)
		on.press("enter")
		on.wants(want)
	}
	s := sample(t)
	d := s.whole[s.deliveries[1].ID]
	d.IncomingID = "inc_7"
	s.whole[d.ID] = d
	on := connected(t, 120, 40, s)
	on.lacks("inc_7")
	on.press("j", "enter")
	on.wants("passes on inc_7")
}
