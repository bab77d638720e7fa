package tui

import (
	"charm.land/bubbles/v2/textinput"
	"charm.land/lipgloss/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// theme is how everything is drawn: every colour, glyph and border.
type theme struct {
	styles
	glyphs
	ascii bool
}

func newTheme(dark, ascii bool) *theme {
	return &theme{styles: newStyles(dark), glyphs: newGlyphs(ascii), ascii: ascii}
}

// clean makes a string from outside safe to draw.
func (t *theme) clean(text string) string { return sanitize(text, t.ascii) }

// styles are one colour for focus, one for each meaning, one grey; the rest is default text. Colours are the
// terminal's own sixteen, so that they suit its background; the grey is one that becomes bright black with sixteen.
type styles struct {
	plain, strong, dim            pen
	accent                        pen // what has the focus
	ok, waiting, failed, injected pen
	open, alarm                   pen // the tab that is open, and what must not be overlooked
	name                          pen // in JSON
	foundHere, foundElse          pen // by a search: where it stands, and elsewhere
}

func newStyles(dark bool) styles {
	pick := lipgloss.LightDark(dark)
	ink := func(light, dark string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(dark)))
	}
	accent, waiting, failed := ink("4", "12"), ink("3", "11"), ink("1", "9")
	return styles{
		plain: newPen(lipgloss.NewStyle()), strong: newPen(lipgloss.NewStyle().Bold(true)), dim: newPen(ink("242", "245")),
		accent: newPen(accent), ok: newPen(ink("2", "10")), waiting: newPen(waiting), failed: newPen(failed), injected: newPen(ink("5", "13")),
		open: newPen(accent.Bold(true)), alarm: newPen(failed.Reverse(true)), name: newPen(accent.Faint(true)),
		foundHere: newPen(accent.Bold(true).Reverse(true)), foundElse: newPen(waiting.Underline(true)),
	}
}

// glyphs are the signs that are drawn.
type glyphs struct {
	delivered, pending, sending, failedSign, held, unknown, canceled, bolt, abortedMark string

	here, marked, ellipsis, arrow, up, down, dash, times, bar, caret, right string

	topLeft, topRight, bottomLeft, bottomRight, flat, upright string

	sparks  []string // from low to high; empty where there are none
	eighths []string // of a cell, from none of it on; empty where there are none
}

func newGlyphs(ascii bool) glyphs {
	if ascii {
		return glyphs{
			delivered: "*", pending: ".", sending: ">", failedSign: "x", held: "=", unknown: "?", canceled: "-", bolt: "!", abortedMark: "_",
			here: ">", marked: "+", ellipsis: "~", arrow: "->", up: "^", down: "v", dash: "-", times: "x", bar: "#", caret: "^", right: "ok",
			topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+", flat: "-", upright: "|",
		}
	}
	return glyphs{
		delivered: "●", pending: "◌", sending: "◐", failedSign: "✕", held: "‖", unknown: "?", canceled: "⊘", bolt: "⚡", abortedMark: "·",
		here: "▸", marked: "■", ellipsis: "…", arrow: "→", up: "↑", down: "↓", dash: "–", times: "×", bar: "█", caret: "▲", right: "✓",
		topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯", flat: "─", upright: "│",
		sparks:  []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
		eighths: []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"},
	}
}

// sign is a delivery state's glyph with its style.
func (t *theme) sign(state string) (string, pen) {
	switch relay.DeliveryState(state) {
	case relay.Delivered:
		return t.delivered, t.ok
	case relay.Pending:
		return t.pending, t.waiting
	case relay.Sending:
		return t.sending, t.waiting
	case relay.Failed:
		return t.failedSign, t.failed
	case relay.Held:
		return t.held, t.waiting
	case relay.Canceled:
		return t.canceled, t.dim
	}
	return t.unknown, t.failed
}

// inputStyles are the styles of a text field.
func (t *theme) inputStyles() textinput.Styles {
	state := textinput.StyleState{Text: t.plain.Style, Placeholder: t.dim.Style, Suggestion: t.dim.Style, Prompt: t.accent.Style}
	return textinput.Styles{Focused: state, Blurred: state, Cursor: textinput.CursorStyle{}}
}

// newInput is a text field with the focus.
func (t *theme) newInput(prompt, placeholder string) textinput.Model {
	input := textinput.New()
	input.Prompt, input.Placeholder, input.CharLimit = prompt, placeholder, 1000
	input.KeyMap.Paste.SetEnabled(false) // the terminal pastes by itself
	input.SetStyles(t.inputStyles())
	input.Focus() // its command only makes the cursor blink
	return input
}

// draw is a text field of a width in cells. What stands in it may come from outside: it was pasted, or is somebody's event type.
func (t *theme) draw(input *textinput.Model, w int) string {
	input.SetStyles(t.inputStyles())
	input.SetWidth(w) // in the field itself, too, so that it scrolls as little as it must
	shown, value := *input, []rune(input.Value())
	shown.CharLimit = 0
	shown.SetValue(t.clean(string(value)))
	shown.SetCursor(len([]rune(t.clean(string(value[:input.Position()])))))
	return shown.View()
}
