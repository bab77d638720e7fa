package tui

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// hostile is what a receiver may answer to drive or confuse a terminal.
const hostile = "\x1b]0;x\x07\x1b[2J\x1b[31m\r\n\u009b1m\x9b\u202eevil\u2066\u200b\t東京é\u0301\u0301\u0301\u0301⚡👩\u200d🚀\xff\x00"

// hostileServer answers hostile text wherever it answers text.
func hostileServer(t *testing.T) *stub {
	s := newStub(t)
	body := hostile + "\n" + strings.Repeat(hostile, 20)
	message := control.Message{
		Method: hostile, URL: hostile, Status: 599, Body: &body, Truncated: 7,
		Headers: map[string][]string{hostile: {hostile, strings.Repeat(hostile, 5)}, "x": {hostile}},
	}
	for i := range 60 {
		d := control.Delivery{
			ID:      strings.ToValidUTF8(hostile, "\ufffd") + strconv.Itoa(i), // as JSON hands it on, so that it is found again
			EventID: hostile, SubscriptionID: hostile, Provider: hostile, Type: hostile, URL: hostile, DialectID: hostile,
			State: string(relay.DeliveryStates()[i%7]), Reason: hostile, Reference: hostile, ReplayOf: hostile, IncomingID: hostile, CreatedAt: at(-i), DueAt: due(i * i * i * i * 7),
			AttemptCount: i, LastOutcome: hostile, LastError: hostile, LastFaults: i % 2, SettledAt: due(i),
		}
		if i%3 == 0 {
			d.Reference = ""
		}
		if i%9 == 0 {
			d.State = hostile
		}
		s.deliveries = append(s.deliveries, d)
		for n := range i % 15 {
			d.Attempts = append(d.Attempts, control.Attempt{
				Number: n + 1, StartedAt: at(n), DurationMS: float64(n*n*n*n) * 3.3, Outcome: hostile, Error: hostile, Note: hostile,
				Request: message, Response: &message, Faults: []control.Fault{{Name: hostile, Value: hostile, At: hostile, Note: hostile, Actual: &message}},
			})
		}
		d.Body = &body
		s.whole[d.ID] = d
	}
	s.signature = &control.Signature{
		Verdict: hostile, Algorithm: hostile, Key: hostile, SignedBytes: hostile, SignedText: body, Line: hostile, Mistake: &control.Mistake{Sentence: hostile, Remedy: hostile},
		Headers: []control.SignatureHeader{{Name: hostile, Sent: hostile, Expected: hostile + "x"}, {Name: hostile, Sent: hostile, Matches: true}},
	}
	fetch := control.Fetch{What: hostile, URL: hostile, State: hostile, Tries: 2, Status: 599, Problem: hostile, Fault: hostile, Bytes: 1 << 40}
	s.books = map[string]control.DeliveryBooks{}
	for i := range s.deliveries {
		s.books[s.deliveries[i].ID] = control.DeliveryBooks{
			Receipts: []control.Receipt{{ID: "1", Attempt: i % 3, Verdict: hostile, Problem: hostile, Reference: hostile, Fetches: []control.Fetch{fetch}, Breaches: []string{hostile}, Faults: []control.Fault{{Name: hostile, At: hostile}}}},
			Postings: []control.Posting{{ReceiptID: "1", Reference: hostile, Kind: hostile, Amends: hostile, Text: hostile, Currency: hostile, Breaches: []string{hostile}, File: &fetch, Entries: []control.Entry{{Account: hostile, Debit: hostile}, {Account: "a", Credit: hostile + "."}}}},
		}
	}
	s.clock = control.Clock{Mode: hostile, Now: control.Time{Time: start}, TimeScale: 1e9}
	s.stats.Deliveries = map[string]int{"delivered": 123456789, "pending": 1 << 40, "failed": 3, "held": 999999, "unknown": 5, "canceled": 12345}
	s.subscriptions = []control.Subscription{{SubscriptionFields: control.SubscriptionFields{ID: hostile, Name: hostile}}}
	for i := range 9 {
		s.faults = append(s.faults, control.FaultRule{ID: hostile, Name: hostile, Value: hostile, At: hostile, Filter: hostile, First: i, Chance: 0.5, Hits: i})
		s.catalogue = append(s.catalogue, control.CatalogueEntry{Name: hostile + strconv.Itoa(i), Value: hostile, Places: []string{hostile}, Meaning: hostile})
	}
	s.providers = []control.Provider{{Name: hostile, Events: []control.EventType{{Name: hostile, Meaning: hostile}}}}
	return s
}

var style = regexp.MustCompile("\x1b\\[[0-9;]*m")

// checkHarmless fails when the view holds anything but graphic characters and styles.
func (s *screen) checkHarmless() {
	s.t.Helper()
	for line := range strings.SplitSeq(style.ReplaceAllString(s.m.screen(), ""), "\n") {
		for _, r := range line {
			if !unicode.IsGraphic(r) {
				s.t.Fatalf("%U is drawn: %q", r, line)
			}
		}
	}
}

// seed is of this run; LEDGERHOOK_TUI_SEED repeats one.
func seed(t *testing.T) uint64 {
	if text := os.Getenv("LEDGERHOOK_TUI_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return rand.Uint64()
}

// A filter by somebody's event type is shown as harmless in its text field as all else, and is not changed by that.
func TestHostileFilterLine(t *testing.T) {
	t.Parallel()
	const text = "event:a\u202eb\u200b東京e\u0301\u0301\u0301\u0301"
	for _, ascii := range []bool{false, true} {
		s := newScreenWith(t, 80, 24, sample(t), ascii)
		s.send(batchMsg{batch{opened: true}})
		s.m.list.text = text
		s.press("/", "left", "left", "left")
		s.check()
		s.checkHarmless()
		s.wants(`/ event:a\u202eb\u200b`)
		if got := s.m.overlay.(*filterLine).input.Value(); got != text {
			t.Errorf("the filter is %q now", got)
		}
	}
}

func TestRandomKeysNeverPanicNorOverflow(t *testing.T) {
	t.Parallel()
	keys := []string{
		"j", "k", "g", "G", "pgup", "pgdown", "enter", "enter", "esc", "tab", "[", "]", "h", "l", "J", "K", "ctrl+d", "ctrl+u", "r", "f", "t", "/",
		"?", "x", "b", "d", "H", "L", "N", "-", "+", "up", "down", "space", "backspace", "s", "=", "5", ":", "é", "home", "end", "delete", "ctrl+l",
		"R", "e", "p", "c", "z", "T", "v", "*", "y", "n", "1", "2", "3", "4", "5", "6", "o",
	}
	base := seed(t)
	for i := range uint64(4) {
		t.Run(fmt.Sprintf("LEDGERHOOK_TUI_SEED=%d", base+i), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(base+i, 0))
			server := hostileServer(t)
			if i%3 == 2 {
				server = sample(t)
			}
			s := newScreenWith(t, 80, 24, server, i%2 == 1)
			s.send(batchMsg{batch{opened: true}})
			var pressed []string
			defer func() {
				if problem := recover(); problem != nil {
					t.Fatalf("after %v at %dx%d: %v", pressed, s.m.width, s.m.height, problem)
				}
			}()
			for range 150 {
				switch random.IntN(12) {
				case 0:
					s.send(tea.WindowSizeMsg{Width: random.IntN(170), Height: random.IntN(45)})
				case 1:
					d := numbered(random.IntN(500))
					d.State = string(relay.DeliveryStates()[random.IntN(7)])
					s.send(arrived(d))
				case 2:
					s.send(tickMsg{start})
				case 3:
					s.send(tea.PasteMsg{Content: hostile})
				case 5:
					s.send(tea.MouseWheelMsg{X: random.IntN(170), Y: random.IntN(45), Button: []tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}[random.IntN(2)]})
				case 6:
					if p, ok := s.m.overlay.(*palette); ok {
						if _, ok := p.purpose.(*exportPalette); ok {
							break // it would write files here
						}
					}
					s.send(tea.MouseClickMsg{X: random.IntN(170), Y: random.IntN(45), Button: tea.MouseLeft})
				case 4:
					s.send([]tea.Msg{
						batchMsg{batch{lost: control.ErrUnreachable}}, batchMsg{batch{opened: true}}, batchMsg{batch{stale: true}},
						actedMsg{text: hostile, command: hostile, id: hostile}, actedMsg{err: &control.Error{Detail: hostile}},
						tea.BackgroundColorMsg{Color: nil},
					}[random.IntN(5)])
				default:
					k := keys[random.IntN(len(keys))]
					if p, ok := s.m.overlay.(*palette); ok && k == "enter" {
						if _, ok := p.purpose.(*exportPalette); ok {
							k = "esc" // it would write files here
						}
					}
					pressed = append(pressed, k)
					s.press(k)
				}
				s.check()
				s.checkHarmless()
				if t.Failed() {
					t.Fatalf("after %v at %dx%d", pressed, s.m.width, s.m.height)
				}
			}
		})
	}
}

func TestEverySizeFits(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{nil, {"enter"}, {"enter", "]"}, {"enter", "["}, {"enter", "[", "["}, {"d"}, {"enter", "]", "]"}, {"enter", "]", "]", "]"}, {"/"}, {"f"}, {"f", "tab"}, {"t"}, {"t", "tab"}, {"?"}, {"r"}, {":"}, {"T"}, {"R"}, {"space", "r"}} {
		s := connected(t, 80, 24, sample(t))
		s.press(keys...)
		for w := 0; w < 131; w += 1 + w/6 {
			for _, h := range []int{0, 1, 2, 3, 4, 5, 7, 10, 16, 24, 41} {
				s.send(tea.WindowSizeMsg{Width: w, Height: h})
				s.check()
			}
			if t.Failed() {
				t.Fatalf("after %v", keys)
			}
		}
	}
}

func TestHostileBytesOnEveryTab(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 200}, {120, 200}, {46, 100}} {
		s := connected(t, size[0], size[1], hostileServer(t))
		for range 10 {
			s.press("j") // to one with many attempts
		}
		s.press("enter", "enter")
		for range tabCount {
			for _, keys := range [][]string{{}, {"b"}, {"b"}, {"b"}, {"h"}, {"H"}, {"/", "e", "enter"}} {
				s.press(keys...)
				s.check()
				s.checkHarmless()
				if s.m.inspector.page == nil {
					t.Fatal("nothing is shown")
				}
				if t.Failed() {
					t.Fatalf("on %s after %v", s.m.inspector.tab.title(), keys)
				}
			}
			s.press("]")
		}
	}
}
