package tui

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// boardKeys open each view beside the deliveries, and what stands beside its rows.
func boardKeys() [][]string {
	var all [][]string
	for v := subscriptionsView; v < viewCount; v++ {
		all = append(all, []string{v.number()}, []string{v.number(), "tab"}, []string{v.number(), "j", "tab", "tab"})
	}
	return all
}

// hostileBoards answers hostile text to the boards, too.
func hostileBoards(t *testing.T) *stub {
	s := hostileServer(t)
	s.boards.incoming.whole = map[string]control.Incoming{}
	s.subscriptions = nil
	for i := range 30 {
		one := control.Subscription{SubscriptionFields: control.SubscriptionFields{
			ID: fmt.Sprint(i, hostile), Provider: hostile, Name: hostile, URL: hostile, State: hostile, Reason: hostile, DeclaredAs: hostile, Since: at(-i * i * i * i),
			URLs: map[string]string{hostile: hostile}, Events: []string{hostile, hostile + hostile}, UpdatedAt: at(1),
			URLNotes: []relay.URLNote{{Rule: hostile, Text: hostile, Source: hostile}},
			Sending:  control.Sending{Retry: hostile, RetryWaitsMS: []float64{1e9, 1e300, -1, 0.1}, Rate: 1e300, Circuit: hostile, BlockedBy: hostile, BlockedUntil: due(i), InFlight: 1 << 40},
		}, Own: map[string]json.RawMessage{hostile: json.RawMessage(`"\u001b[2J"`), "x": json.RawMessage(`{"a":[1]}`)}}
		if i%2 == 0 {
			one.State, one.Circuit = "active", []string{"open", "closed"}[i/2%2]
		}
		s.subscriptions = append(s.subscriptions, one)
		s.boards.groups.Items = append(s.boards.groups.Items, control.Group{Group: map[string]string{"subscription": one.ID, "state": "held"}, Count: i << i})
		if i < len(s.deliveries) {
			s.deliveries[i].SubscriptionID = one.ID
		}
	}
	for i := range s.faults {
		r := &s.faults[i]
		r.ID, r.Acts, r.DeclaredAs, r.Order, r.Limit = fmt.Sprint(i, hostile), hostile, hostile, i*i*i*1000, i
		r.LastHit = &control.FaultHit{At: at(-i), Key: hostile, Number: i}
		s.catalogue[i].Name, s.catalogue[i].Expect = hostile, hostile
	}
	entry := control.Entry{Account: hostile, Debit: hostile, Credit: hostile}
	for i := range 40 {
		one := posting(fmt.Sprint(i, hostile), hostile, hostile, hostile, hostile, hostile, entry, entry, control.Entry{Account: hostile, Credit: strings.Repeat("9", i*3)})
		one.Breaches, one.Amends = []string{hostile}, hostile
		s.boards.postings = append(s.boards.postings, one)
	}
	wrong := control.Findings{Count: 1 << 40, Events: []control.Finding{{
		EventID: hostile, Document: hostile, DeliveryIDs: []string{hostile, ",\"", " "}, References: []string{hostile}, Differences: []control.Difference{{Field: hostile, Expected: hostile}},
	}}}
	s.boards.reconciliation = control.Reconciliation{
		Events: 1 << 50, Missing: wrong, Doubled: wrong, Differing: wrong, Breached: control.Breached{Count: 1, Postings: []control.Breach{{Reference: hostile, Breaches: []string{hostile}}}},
	}
	s.boards.balance = control.TrialBalance{
		Unbalanced: []string{hostile}, Currencies: []control.CurrencyBalance{{Currency: hostile, Debit: hostile, Credit: strings.Repeat("9", 99)}},
		Accounts: []control.AccountBalance{{Account: hostile, Currency: hostile, Debit: hostile, Credit: "1.23456789123456789"}},
	}
	ms := 1e300
	some := control.AttemptStats{
		Attempts: 1 << 50, Retries: map[string]int{hostile: 1 << 50, hostile + " injected": 3, "": -1}, SuccessRate: &ms, RetrySuccessRate: &ms,
		LatencyMS: control.Percentiles{P50: &ms, P95: &ms}, SignatureFailures: 1 << 40,
	}
	s.boards.stats = control.Stats{AttemptStats: some, Providers: map[string]control.AttemptStats{hostile: some}}
	for i := range 40 {
		in := control.Incoming{
			ID: strings.ToValidUTF8(hostile, "\ufffd") + fmt.Sprint(i), Hook: hostile, Provider: hostile, ReceivedAt: at(-i * i * i), RemoteAddr: hostile, Verdict: hostile, Problem: hostile,
			EventType: hostile, DialectID: hostile, EventID: hostile, Status: i * 100,
		}
		if i%3 == 0 {
			in.Verdict, in.EventType = string(relay.IncomingVerdicts()[i%5]), ""
		}
		s.boards.incoming.rows = append(s.boards.incoming.rows, in)
		in.Request, in.Deliveries = &s.whole[s.deliveries[1].ID].Attempts[0].Request, s.deliveries[:3]
		s.boards.incoming.whole[in.ID] = in
	}
	for i := range s.providers {
		s.providers[i].Traits.SecretNames = []string{hostile}
	}
	return s
}

func TestEveryBoardFits(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]func(t *testing.T) *stub{"a day's work": measured, "hostile": hostileBoards, "nothing": newStub} {
		for _, keys := range boardKeys() {
			t.Run(fmt.Sprint(name, " after ", keys), func(t *testing.T) {
				t.Parallel()
				s := connected(t, 120, 40, server(t))
				s.press(keys...)
				for _, w := range []int{0, 1, 3, 24, 59, 66, 80, 100, 109, 110, 130, 200, 300} {
					for _, h := range []int{0, 2, 5, 10, 24, 60} {
						s.send(tea.WindowSizeMsg{Width: w, Height: h})
						s.check()
						if h == 24 {
							s.checkHarmless()
						}
						if t.Failed() {
							t.Fatalf("at %dx%d:\n%s", w, h, s.plain())
						}
					}
				}
			})
		}
	}
}

func TestRandomKeysOnBoards(t *testing.T) {
	t.Parallel()
	keys := []string{
		"1", "2", "3", "4", "5", "6", "j", "k", "o", "b", "/", "g", "G", "pgup", "pgdown", "enter", "esc", "tab", "[", "]", "J", "K", "p", "s", "x", "X", "space", "f", "up", "down", "r", "y", "n",
	}
	base := seed(t)
	for i := range uint64(4) {
		t.Run(fmt.Sprintf("LEDGERHOOK_TUI_SEED=%d", base+i), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(base+i, 1))
			s := newScreenWith(t, 120, 24, hostileBoards(t), i%2 == 1)
			s.send(batchMsg{batch{opened: true}})
			var pressed []string
			defer func() {
				if problem := recover(); problem != nil {
					t.Fatalf("after %v at %dx%d: %v", pressed, s.m.width, s.m.height, problem)
				}
			}()
			for range 150 {
				switch random.IntN(10) {
				case 0:
					s.send(tea.WindowSizeMsg{Width: random.IntN(310), Height: random.IntN(65)})
				case 1:
					s.send(batchMsg{batch{subscriptions: true, faults: true, cameIn: map[string]int{hostile: 1}, attempts: 3, updates: []update{{delivery: numbered(random.IntN(500))}}}})
				case 2:
					s.send(tickMsg{start})
				case 3:
					s.server.subscriptions = s.server.subscriptions[min(random.IntN(4), len(s.server.subscriptions)):]
				default:
					k := keys[random.IntN(len(keys))]
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

func TestBoardsInASCII(t *testing.T) {
	t.Parallel()
	for _, keys := range boardKeys() {
		for _, w := range []int{80, 130} {
			s := newScreenWith(t, w, 24, measured(t), true)
			s.send(batchMsg{batch{opened: true}})
			s.press(keys...)
			for _, r := range s.plain() {
				if r > 126 {
					t.Fatalf("after %v, %q is not ASCII:\n%s", keys, r, s.plain())
				}
			}
		}
	}
}
