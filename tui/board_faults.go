package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// faultBoard shows the faults in force, which the model holds for the header, and what the catalogue says of them.
type faultBoard struct {
	picker
	aside
	loaded    bool
	err       error
	catalogue map[string]control.CatalogueEntry
}

func (b *faultBoard) read(m *model) tea.Cmd {
	if b.catalogue == nil {
		return tea.Batch(m.calls.readFaults(), m.calls.readCatalogue())
	}
	return m.calls.readFaults()
}

func (b *faultBoard) take(m *model, msg tea.Msg) (ok bool) {
	switch msg := msg.(type) {
	case faultsMsg:
		b.err = msg.err
		if msg.err == nil {
			b.loaded = true
			keys := make([]string, len(msg.rules))
			for i := range keys {
				keys[i] = msg.rules[i].ID
			}
			b.set(keys)
		}
	case catalogueMsg:
		if msg.err == nil {
			b.catalogue = map[string]control.CatalogueEntry{}
			for _, entry := range msg.entries {
				b.catalogue[entry.Name] = entry
			}
		}
	default:
		return false
	}
	return true
}

// touched is always false: the model reads the faults itself when they change, and for their hits.
func (b *faultBoard) touched(*batch) bool { return false }

// current is the picked rule; nil where there is none.
func (b *faultBoard) current(m *model) *control.FaultRule {
	if i := b.index(); i < min(len(m.server.rules), len(b.keys)) {
		return &m.server.rules[i]
	}
	return nil
}

func (b *faultBoard) inView(l layout) int { return max(l.paneRows()-1, 0) }

func (b *faultBoard) arrange(m *model, l layout) tea.Cmd {
	b.bring(b.inView(l))
	var lines []string
	if r := b.current(m); r != nil {
		_, w := l.sides()
		lines = m.faultLines(b, r, max(w-4, 1))
	}
	b.open = b.open && len(lines) > 0
	b.aside.arrange(b.picked(), lines, l.paneRows())
	return nil
}
