package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// triggerPalette publishes an event of any type of any product.
type triggerPalette struct {
	simply
	events []event
}

// event is what a palette's entry publishes.
type event struct{ provider, name string }

func newTriggerPalette() *triggerPalette { return &triggerPalette{} }

func (*triggerPalette) title() string        { return "Trigger an event" }
func (*triggerPalette) placeholder() string  { return "product and event, as in finto paid" }
func (*triggerPalette) read(c calls) tea.Cmd { return c.readProviders() }

func (t *triggerPalette) take(msg tea.Msg) (choices []choice, err error, ok bool) {
	answer, ok := msg.(providersMsg)
	if !ok {
		return nil, nil, false
	}
	t.events = nil
	for _, provider := range answer.providers {
		for _, e := range provider.Events {
			t.events = append(t.events, event{provider.Name, e.Name})
			choices = append(choices, choice{name: provider.Name + " " + e.Name, meaning: e.Meaning})
		}
	}
	return choices, answer.err, true
}

func (t *triggerPalette) command(p *palette) (string, error) {
	i, _ := p.current()
	return triggerCommand(t.events[i].provider, t.events[i].name), nil
}

func (t *triggerPalette) pick(m *model, p *palette) tea.Cmd {
	i, _ := p.current()
	m.overlay = nil
	e := t.events[i]
	return m.calls.publish(control.PublishRequest{Provider: e.provider, Type: e.name}, triggerCommand(e.provider, e.name))
}

// press goes on to the fields of the picked event.
func (t *triggerPalette) press(m *model, p *palette, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if !key.Matches(msg, m.keys.Fields) {
		return nil, false
	}
	if i, ok := p.current(); ok {
		return m.openPalette(newFieldsPalette(t.events[i])), true
	}
	return nil, true
}

func (*triggerPalette) keys(m *model) []key.Binding {
	return []key.Binding{saying(m.keys.Go, "publish"), m.keys.Fields, m.keys.Cancel}
}

// triggerCommand is the command line that publishes an event, without the program's name.
func triggerCommand(provider, event string) string {
	return "trigger " + quoted(provider) + " " + quoted(event)
}
