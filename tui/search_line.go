package tui

import (
	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// searchLine is where the text is typed that is searched inside the inspector. What is found is seen while it is typed.
type searchLine struct {
	covers
	input          textinput.Model
	offset, cursor int // where the inspector stood before
}

func newSearchLine(m *model) *searchLine {
	s := &searchLine{input: m.theme.newInput("/ ", "search in this tab"), offset: m.inspector.offset, cursor: m.inspector.cursor}
	m.inspector.search = search{}
	return s
}

func (s *searchLine) press(m *model, msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.Cancel):
		m.overlay = nil
		m.inspector.search = search{}
		m.inspector.offset, m.inspector.cursor = s.offset, s.cursor
	case key.Matches(msg, m.keys.Apply):
		m.overlay = nil
	default:
		return s.update(m, msg)
	}
	return nil
}

func (s *searchLine) paste(m *model, msg tea.PasteMsg) tea.Cmd { return s.update(m, msg) }

func (s *searchLine) update(m *model, msg tea.Msg) (cmd tea.Cmd) {
	s.input, cmd = s.input.Update(msg)
	if in := &m.inspector; s.input.Value() != in.search.text {
		in.search.text = s.input.Value()
		if in.page != nil {
			in.search.look(in.page, in.fromRow(s.offset, s.cursor))
			m.showFound()
		}
	}
	return cmd
}

func (s *searchLine) line(m *model) string {
	t := m.theme
	position := m.inspector.search.position()
	field := t.draw(&s.input, max(m.width-6-width(position), 1))
	return t.apart(" "+field, t.dim.Render(position)+" ", m.width)
}

func (s *searchLine) keys(m *model) []key.Binding {
	return []key.Binding{saying(m.keys.Apply, "keep"), saying(m.keys.Cancel, "cancel")}
}

// fromRow is where a search begins: at the cursor, or at what is in view.
func (in *inspector) fromRow(offset, cursor int) int {
	switch {
	case in.foldable():
		return cursor
	case offset < len(in.lines):
		return in.lines[offset].row
	}
	return 0
}

// stepFound goes to another finding.
func (m *model) stepFound(by int) {
	m.inspector.search.step(by)
	m.showFound()
}

// showFound brings what was found into view, unfolded.
func (m *model) showFound() {
	in, l := &m.inspector, m.layout()
	f := in.search.current()
	if f == nil {
		return
	}
	folds := in.folding()
	if in.page.unfoldTo(f.row, folds) {
		in.keep(folds, l.inspectorWidth())
	}
	in.cursor = f.row
	in.bringIntoView(f.row, max(l.inspectorRows(), 1))
}
