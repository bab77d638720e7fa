package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// copiedMsg is a text for the clipboard.
type copiedMsg struct {
	text  string
	acted actedMsg
}

// copyCurl copies the attempt that is inspected, else the newest one, as a curl command.
func (m *model) copyCurl() tea.Cmd {
	m.list.pin()
	attempt := 0
	if m.inspector.open {
		attempt = m.inspector.attempt
	}
	return m.calls.curl(m.list.current().ID, attempt)
}

// curl writes an attempt as a command; zero is the newest.
func (c calls) curl(id string, attempt int) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		d, err := c.client.Delivery(ctx, id)
		if err != nil {
			return actedMsg{err: err}
		}
		var chosen *control.Attempt
		for i := range d.Attempts {
			if a := &d.Attempts[i]; attempt == 0 || a.Number == attempt {
				chosen = a
			}
		}
		return copiedMsg{export.Curl(&d, chosen), actedMsg{
			text: "copied as curl, where the terminal allows it", command: "deliveries export " + quoted("id:"+id) + " --format curl",
		}}
	})
}

// takeCopied hands a text to the terminal's clipboard. It was written for a shell, so nothing in it drives a terminal.
func (m *model) takeCopied(msg copiedMsg) tea.Cmd {
	return tea.Batch(tea.SetClipboard(msg.text), m.takeActed(msg.acted))
}
