package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// subscriptionBoard shows where events go. What a subscription owes is counted over deliveries, so it is asked at a pace.
type subscriptionBoard struct {
	picker
	aside
	subscriptions []control.Subscription // oldest first
	loaded        bool
	err           error

	secretNames map[string][]string // by product
	owed        map[string]owedCount
	recent      recentMsg // of the picked one
	pacer       pacer     // of owed and recent
}

// owedCount is how many deliveries a subscription owes.
type owedCount struct{ pending, sending, held int }

func (o owedCount) total() int { return o.pending + o.sending + o.held }

func (b *subscriptionBoard) read(m *model) tea.Cmd {
	cmds := []tea.Cmd{m.calls.readSubscriptions()}
	if b.secretNames == nil {
		cmds = append(cmds, m.calls.readProviders())
	}
	return tea.Batch(append(cmds, b.readOwed(m))...)
}

// readOwed asks what is owed and how the picked one fared, unless that is too soon: then with one of the next ticks.
func (b *subscriptionBoard) readOwed(m *model) tea.Cmd {
	if !b.pacer.begin(m.calls.clock.Now()) {
		m.stale = true
		return nil
	}
	return m.calls.readOwed(b.picked())
}

func (b *subscriptionBoard) take(m *model, msg tea.Msg) (ok bool) {
	switch msg := msg.(type) {
	case subscriptionsMsg:
		b.err = msg.err
		if msg.err == nil {
			b.subscriptions, b.loaded = msg.subscriptions, true
			keys := make([]string, len(msg.subscriptions))
			for i := range keys {
				keys[i] = msg.subscriptions[i].ID
			}
			b.set(keys)
		}
	case owedMsg:
		b.pacer.end(m.calls.clock.Now(), msg.took, 0)
		if msg.err == nil {
			b.owed, b.recent = msg.owed, msg.recent
		}
	case providersMsg:
		if msg.err == nil {
			b.secretNames = map[string][]string{}
			for i := range msg.providers {
				b.secretNames[msg.providers[i].Name] = msg.providers[i].Traits.SecretNames
			}
		}
		return false // the palette waits for it, too
	default:
		return false
	}
	return true
}

// touched is true at every delivery: it changes what is owed, what is in flight and whether an endpoint answers.
func (b *subscriptionBoard) touched(news *batch) bool {
	return news.subscriptions || len(news.updates) > 0
}

// current is the picked subscription; nil where there is none.
func (b *subscriptionBoard) current() *control.Subscription {
	i := slices.IndexFunc(b.subscriptions, func(s control.Subscription) bool { return s.ID == b.picked() })
	if i < 0 {
		return nil
	}
	return &b.subscriptions[i]
}

func (b *subscriptionBoard) inView(l layout) int { return max(l.paneRows()-1, 0) }

func (b *subscriptionBoard) arrange(m *model, l layout) tea.Cmd {
	b.bring(b.inView(l))
	var lines []string
	if s := b.current(); s != nil {
		_, w := l.sides()
		lines = m.subscriptionLines(b, s, max(w-4, 1))
	}
	b.aside.arrange(b.picked(), lines, l.paneRows())
	if m.server.connected && b.loaded && b.picked() != "" && b.recent.id != b.picked() && b.pacer.begin(m.calls.clock.Now()) {
		return m.calls.readOwed(b.picked())
	}
	return nil
}
