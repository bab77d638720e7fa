package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// overlay lies on top of everything and gets every key until it is closed, which is when the model has another one or
// none.
type overlay interface {
	press(m *model, msg tea.KeyPressMsg) tea.Cmd

	// paste takes a text that was made typeable.
	paste(m *model, msg tea.PasteMsg) tea.Cmd

	// box is drawn over the middle of the screen; nil where there is nothing to draw there.
	box(m *model, l layout) []string

	// line stands above the footer; empty: there is none.
	line(m *model) string

	// keys stand in the footer.
	keys(m *model) []key.Binding

	// note takes the footer's place; empty: the keys stand there.
	note(m *model) string
}

// covers are the parts of an overlay that most have no use for.
type covers struct{}

func (covers) paste(*model, tea.PasteMsg) tea.Cmd { return nil }
func (covers) box(*model, layout) []string        { return nil }
func (covers) line(*model) string                 { return "" }
func (covers) note(*model) string                 { return "" }
