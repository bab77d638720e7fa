package tui

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// spoken runs lines through the UI without screens and returns what it says.
func spoken(t *testing.T, server *stub, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	err := RunPlain(t.Context(), Options{
		Client: control.NewClient(server.url), Address: "127.0.0.1:7117", Clock: relay.NewVirtualClock(start), Output: &out,
		Input: strings.NewReader(strings.Join(lines, "\n") + "\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(out.String(), server.url, "http://127.0.0.1:7117")
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"looking around": {"2", "", "inspect", "next tab", "back", "filter state:failed provider:fintoro", "back", "down", "quit"},
		"inside":         {"inspect", "search invoices.", "next found", "fold", "body", "body", "attempts", "next tab", "next tab", "next tab", "next tab", "next tab", "next tab", "quit"},
		"acting":         {"replay", "undo", "trigger invoices", "fintoro invoices.created", "fault status=503 first=1", "fault status", "500", "z", "q"},
		"marks":          {"mark", "mark", "replay", "n", "replay", "y"},
		"typing wrong":   {"nonsense", "99", "filter state:nope", "state:held", "back", "back", "cancel", "clock", "48h", "", "fault sta", "lose-ack", "fault nope=1", ""},
		"boards":         {"subscriptions", "faults", "books", "stats", "1", "down", "quit"},
		"incoming":       {"incoming", "down", "show request", "deliveries of request", "incoming", "filter incoming rejected", "all incoming", "quit"},
		"help":           {"help"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := everything
			if name == "incoming" {
				server = tookIn
			}
			got := spoken(t, server(t), lines...)
			compareGolden(t, name, got)
			for _, r := range got {
				if r != '\n' && (r < ' ' || r > '~') {
					t.Fatalf("%q is said:\n%s", r, got)
				}
			}
		})
	}
}

func TestPlainTellsChanges(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := newScreen(t, 80, 24, sample(t))
	p := newPlain(s.m, &out)
	few, many := arrived(numbered(1)), arrived(numbered(1), numbered(2), numbered(3), numbered(4), numbered(5))
	p.tell(&few.batch)
	p.tell(&many.batch)
	p.tell(&batch{lost: control.ErrUnreachable})
	_ = p.out.Flush()
	want := "14:02:11 delivered: fintoro event.1, 1 attempt, last answer 204, made 0s ago\n5 deliveries changed: 5 delivered\nconnection lost; trying again\n"
	if got := out.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestPlainSaysNothingHostile(t *testing.T) {
	t.Parallel()
	got := spoken(t, hostileServer(t), "", "inspect", "next tab", "next tab", "fault", "", "trigger", "", "replay")
	for _, r := range got {
		if r != '\n' && (r < ' ' || r > '~') {
			t.Fatalf("%q is said:\n%s", r, got)
		}
	}
}
