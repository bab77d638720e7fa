package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// confirmBox asks before something that changes much, or cannot be undone.
type confirmBox struct {
	covers
	question string
	details  []string // what there is to know before
	command  string   // the same as a command line, without the program's name
	yes      func(m *model) tea.Cmd
}

func (c *confirmBox) press(m *model, msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.Yes):
		m.overlay = nil
		return c.yes(m)
	case key.Matches(msg, m.keys.No):
		m.overlay = nil
	}
	return nil
}

func (c *confirmBox) keys(m *model) []key.Binding { return []key.Binding{m.keys.Yes, m.keys.No} }

func (c *confirmBox) box(m *model, l layout) []string {
	t := m.theme
	b := box{title: t.strong.Render("Sure?"), width: l.paletteWidth(), focused: true}
	inner := b.width - 4
	say := func(style func(...string) string, text string) {
		for _, line := range prose(t.clean(text), inner) {
			b.lines = append(b.lines, " "+style(line))
		}
	}
	b.lines = append(b.lines, "")
	say(t.strong.Render, c.question)
	for _, line := range c.details {
		say(t.plain.Render, line)
	}
	if c.command != "" {
		b.lines = append(b.lines, "")
		room := l.body - len(b.lines) - 3 // beneath it are a blank and the frame
		for _, line := range t.head(words(t.clean("ledgerhook "+m.cli(c.command)), inner), room, inner) {
			b.lines = append(b.lines, " "+t.dim.Render(line))
		}
	}
	b.lines = append(b.lines, "")
	b.height = min(len(b.lines)+2, l.body)
	return t.frame(b)
}
