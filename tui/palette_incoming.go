package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// verdictPalette picks which requests are shown of those that came in.
type verdictPalette struct{ simply }

// everyVerdict is the entry that takes the filter away.
const everyVerdict = "all"

func (m *model) openVerdicts() tea.Cmd {
	choices := []choice{{name: everyVerdict, meaning: "whatever came in"}}
	for _, verdict := range relay.IncomingVerdicts() {
		choices = append(choices, choice{name: string(verdict), meaning: verdictMeaning(verdict)})
	}
	return m.openPalette(&verdictPalette{}, choices...)
}

func verdictMeaning(verdict relay.IncomingVerdict) string {
	switch verdict {
	case relay.IncomingVerified:
		return "it proved who sent it, and goes on"
	case relay.IncomingUnverified:
		return "it did not prove that, and goes on all the same, as was asked for"
	case relay.IncomingRepeated:
		return "it had come before, and goes on no second time"
	case relay.IncomingRejected:
		return "it did not prove who sent it, and goes nowhere"
	case relay.IncomingProbe:
		return "the product asks whether the URL answers"
	}
	return ""
}

func (*verdictPalette) title() string       { return "Show only" }
func (*verdictPalette) placeholder() string { return "a verdict" }

// picked is the verdict of the picked entry; empty for all.
func (*verdictPalette) picked(p *palette) string {
	if i, ok := p.current(); ok && p.choices[i].name != everyVerdict {
		return p.choices[i].name
	}
	return ""
}

func (v *verdictPalette) command(p *palette) (string, error) {
	if verdict := v.picked(p); verdict != "" {
		return "relay list --verdict " + verdict, nil
	}
	return "relay list", nil
}

func (v *verdictPalette) pick(m *model, p *palette) tea.Cmd {
	m.overlay = nil
	return m.showVerdict(v.picked(p))
}

func (*verdictPalette) keys(m *model) []key.Binding {
	return []key.Binding{saying(m.keys.Go, "show"), m.keys.Cancel}
}
