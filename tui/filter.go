package tui

import (
	"errors"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// filterLine is where the filter is typed.
type filterLine struct {
	covers
	input textinput.Model
	err   *relay.FilterError // of what is typed; nil while it can be read
}

func newFilterLine(t *theme, text string) *filterLine {
	line := &filterLine{input: t.newInput("/ ", "state:failed provider:fintoro status:>=500")}
	line.input.SetValue(text)
	line.input.CursorEnd()
	return line
}

func (f *filterLine) press(m *model, msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.Cancel):
		m.overlay = nil
	case key.Matches(msg, m.keys.Apply):
		if filter, ok := f.check(); ok {
			m.overlay = nil
			return m.applyFilter(f.input.Value(), filter)
		}
	default:
		return f.update(msg)
	}
	return nil
}

func (f *filterLine) paste(_ *model, msg tea.PasteMsg) tea.Cmd { return f.update(msg) }

func (f *filterLine) update(msg tea.Msg) (cmd tea.Cmd) {
	f.input, cmd = f.input.Update(msg)
	f.check()
	return cmd
}

// check reads what is typed.
func (f *filterLine) check() (relay.Filter, bool) {
	filter, err := relay.ParseFilter(f.input.Value())
	f.err = nil
	if err != nil && !errors.As(err, &f.err) {
		f.err = &relay.FilterError{Problem: err.Error()}
	}
	return filter, err == nil
}

func (f *filterLine) line(m *model) string {
	return " " + m.theme.draw(&f.input, max(m.width-4, 1))
}

func (f *filterLine) text() *textinput.Model { return &f.input }

func (f *filterLine) keys(m *model) []key.Binding {
	return []key.Binding{m.keys.Apply, saying(m.keys.Cancel, "cancel")}
}

// note points at what cannot be read.
func (f *filterLine) note(m *model) string {
	if f.err == nil {
		return ""
	}
	t := m.theme
	before := min(f.err.Position, len(f.input.Value()))
	column := 3 + width(t.clean(f.input.Value()[:before]))
	return t.failed.Render(strings.Repeat(" ", min(column, 24)) + t.caret + " " + t.clean(f.err.Problem))
}

// applyFilter asks the server for the deliveries that pass.
func (m *model) applyFilter(text string, filter relay.Filter) tea.Cmd {
	if text == m.list.text {
		return nil
	}
	before := m.list
	m.list = newList()
	m.list.generation = before.generation
	m.list.text, m.list.filter = text, filter
	if r := before.current(); r != nil && m.inspector.open && m.list.passes(&r.Delivery, m.server.now) {
		m.list.following, m.list.selected = false, r.ID // what is inspected stays
	}
	if m.sideBySide() {
		m.inspector.focused = false
	}
	return m.readList()
}
