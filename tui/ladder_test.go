package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// plainRows are rows of a ladder as text, without blanks at the end.
func plainRows(rows []pageRow) []string {
	lines := make([]string, len(rows))
	for i := range rows {
		lines[i] = strings.TrimRight(rows[i].text, " ")
	}
	return lines
}

// life is a delivery to the mock: its acknowledgement is lost, then it is seen again.
func life() (*control.Delivery, *control.DeliveryBooks) {
	answer := &control.Message{Status: 204}
	return &control.Delivery{
			Provider: "fintoro", State: "delivered", CreatedAt: at(0),
			Attempts: []control.Attempt{
				{Number: 1, StartedAt: at(0), Outcome: "protocol_error", Request: control.Message{Method: "POST"}, Faults: []control.Fault{{Name: "lose-ack", At: "sender", Actual: answer}}},
				{Number: 2, StartedAt: at(10), Outcome: "connect_error", Request: control.Message{Method: "POST"}},
				{Number: 3, StartedAt: at(110), Outcome: "success", Status: 204, Request: control.Message{Method: "POST"}, Response: answer},
			},
		}, &control.DeliveryBooks{
			Receipts: []control.Receipt{{ID: "rcp_1", Attempt: 1, Verdict: "accepted"}, {ID: "rcp_3", Attempt: 3, Verdict: "duplicate"}},
			Postings: []control.Posting{{Reference: "INV-2026-0042", ReceiptID: "rcp_1", Currency: "EUR", Entries: []control.Entry{{Debit: "100"}, {Debit: "21.00"}, {Credit: "121.00"}}}},
		}
}

func TestLadder(t *testing.T) {
	t.Parallel()
	names := ladderNames{product: "fintoro", receiver: "ERP"}
	for _, w := range []int{46, 80, 120, 200} {
		for _, ascii := range []bool{false, true} {
			d, books := life()
			th := newTheme(true, ascii)
			name := fmt.Sprintf("%d", w)
			if ascii {
				name += " ascii"
			}
			compareGolden(t, name, strings.Join(plainRows(th.ladderRows(d, books, names, w)), "\n")+"\n")
		}
	}
	d, books := life()
	compareGolden(t, "words", strings.Join(plainRows(wordsOnly().ladderRows(d, books, names, 46)), "\n")+"\n")
	books.Postings[0].Currency = "EUR and much else"
	if text := strings.Join(plainRows(newTheme(true, false).ladderRows(d, books, names, 46)), "\n"); !strings.Contains(text, "│ 121.00 EUR…\n") {
		t.Errorf("what does not fit is not cut:\n%s", text)
	}
	d, _ = life()
	d.State, d.Reason, d.DueAt = "pending", "", due(1110)
	compareGolden(t, "another receiver", strings.Join(plainRows(newTheme(true, false).ladderRows(d, nil, names, 80)), "\n")+"\n")
}

// anyLife is a delivery and books that no engine would make.
func anyLife(t *rapid.T) (*control.Delivery, *control.DeliveryBooks) {
	numberless := rapid.String().Filter(func(s string) bool { return !strings.Contains(s, "#") }) // which attempts are counted by
	text := rapid.OneOf(rapid.Just(""), rapid.Just(hostile), numberless, rapid.SampledFrom([]string{"POST", "lose-ack", "drop", "hang"}))
	d := &control.Delivery{Provider: text.Draw(t, "provider"), State: rapid.SampledFrom([]string{"pending", "failed", "delivered", hostile}).Draw(t, "state"), CreatedAt: at(0)}
	books := &control.DeliveryBooks{}
	outcomes := []string{hostile}
	for _, o := range relay.Outcomes() {
		outcomes = append(outcomes, string(o))
	}
	for n := range rapid.IntRange(0, 14).Draw(t, "attempts") {
		a := control.Attempt{
			Number: n + 1, StartedAt: control.Time{Time: start.Add(time.Duration(rapid.Int64Range(-1e9, 1e15).Draw(t, "started")))},
			Outcome: rapid.SampledFrom(outcomes).Draw(t, "outcome"), Status: rapid.SampledFrom([]int{0, 200, 503}).Draw(t, "status"),
			Request: control.Message{Method: text.Draw(t, "method")},
		}
		if rapid.Bool().Draw(t, "answered") {
			a.Response = &control.Message{Status: a.Status}
		}
		for range rapid.IntRange(0, 2).Draw(t, "faults") {
			f := control.Fault{Name: text.Draw(t, "fault"), Value: text.Draw(t, "value")}
			if rapid.Bool().Draw(t, "replaced") {
				f.Actual = &control.Message{Status: 200}
			}
			a.Faults = append(a.Faults, f)
		}
		d.Attempts = append(d.Attempts, a)
		for range rapid.IntRange(0, 2).Draw(t, "receipts") {
			id := fmt.Sprint("rcp_", len(books.Receipts))
			books.Receipts = append(books.Receipts, control.Receipt{ID: id, Attempt: rapid.IntRange(0, 3).Draw(t, "of"), Verdict: text.Draw(t, "verdict")})
			books.Postings = append(books.Postings, control.Posting{ReceiptID: id, Reference: text.Draw(t, "reference"), Currency: text.Draw(t, "currency")})
		}
	}
	return d, books
}

func TestLadderFitsAndShowsEveryAttemptOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, books := anyLife(t)
		w := rapid.IntRange(1, 220).Draw(t, "w")
		th := newTheme(true, rapid.Bool().Draw(t, "ascii"))
		lines := plainRows(th.ladderRows(d, books, ladderNames{th.clean(d.Provider), "receiver"}, w))
		whole := strings.Join(lines, "\n")
		for _, line := range lines {
			if width(line) > w {
				t.Fatalf("%q is %d wide, want at most %d", line, width(line), w)
			}
		}
		if w < 46 {
			return
		}
		flat := strings.NewReplacer(th.flat, " ", th.inspector().right, " ", th.failedSign, " ", th.inspector().fromLeft, " ").Replace(whole)
		for i := range d.Attempts {
			label := fmt.Sprintf(" #%d ", d.Attempts[i].Number)
			if n := strings.Count(flat, label); n != 1 {
				t.Fatalf("attempt %d is there %d times:\n%s", i+1, n, whole)
			}
		}
	})
}

func TestGap(t *testing.T) {
	t.Parallel()
	tests := map[time.Duration]string{
		0: "+0s", 49 * time.Millisecond: "+0s", 300 * time.Millisecond: "+0.3s", time.Second: "+1s", 2500 * time.Millisecond: "+2.5s", 10041 * time.Millisecond: "+10s",
		100 * time.Second: "+1m40s", 125 * time.Minute: "+2h05m", 76 * time.Hour: "+3d04h", -3 * time.Second: "-3s", 980 * time.Millisecond: "+1s",
	}
	for d, want := range tests {
		if got := plus(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}

func TestAmountOf(t *testing.T) {
	t.Parallel()
	entries := func(debits ...string) *control.Posting {
		p := &control.Posting{}
		for _, d := range debits {
			p.Entries = append(p.Entries, control.Entry{Debit: d}, control.Entry{Credit: "7"})
		}
		return p
	}
	for want, p := range map[string]*control.Posting{
		"121.00": entries("100", "21.00"), "0.3": entries("0.1", "0.2"), "": entries(), "-5.00": entries("-5.00"),
	} {
		if got := amountOf(p); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := amountOf(entries(hostile)); got != "" {
		t.Errorf("got %q of what is no number", got)
	}
}
