package tui

import (
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// fieldsPalette sets fields of an event before it is published.
type fieldsPalette struct {
	simply
	event  event
	fields []control.PreviewField // as the choices
	edits  []edit                 // in the order in which they were typed
	tried  []edit                 // those that the server is asked about; an error drops the new one
}

// edit is a field with the text that it is set to.
type edit struct{ path, text string }

// previewMsg answers readPreview.
type previewMsg struct {
	preview control.Preview
	err     error
}

func newFieldsPalette(e event) *fieldsPalette { return &fieldsPalette{event: e} }

func (f *fieldsPalette) title() string     { return "Fields of " + f.event.provider + " " + f.event.name }
func (*fieldsPalette) placeholder() string { return "PATH=VALUE, as in total=121.00; tab publishes" }

func (f *fieldsPalette) request(edits []edit) control.PublishRequest {
	request := control.PublishRequest{Provider: f.event.provider, Type: f.event.name}
	for _, e := range edits {
		if request.SetText == nil {
			request.SetText = map[string]string{}
		}
		request.SetText[e.path] = e.text
	}
	return request
}

func (f *fieldsPalette) read(c calls) tea.Cmd { return c.readPreview(f.request(f.tried)) }

func (f *fieldsPalette) take(msg tea.Msg) (choices []choice, err error, ok bool) {
	answer, ok := msg.(previewMsg)
	if !ok {
		return nil, nil, false
	}
	if answer.err != nil {
		f.tried = f.edits
	} else {
		f.edits, f.fields = f.tried, answer.preview.Fields
	}
	set := maps.Clone(f.request(f.edits).SetText)
	for i := range f.fields {
		field := &f.fields[i]
		c := choice{name: field.Path, meaning: field.Value, dim: field.Identity}
		if _, edited := set[field.Path]; edited {
			c.keys = "set"
		}
		if field.Identity {
			c.meaning += "  tells which event this is, and stays"
		}
		choices = append(choices, c)
	}
	return choices, answer.err, true
}

// search is the path that is typed.
func (*fieldsPalette) search(typed string) string {
	path, _, _ := strings.Cut(typed, "=")
	return strings.TrimSpace(path)
}

// command is the line that publishes what is set so far.
func (f *fieldsPalette) command(*palette) (string, error) { return f.line(), nil }

func (f *fieldsPalette) line() string {
	var line strings.Builder
	line.WriteString(triggerCommand(f.event.provider, f.event.name))
	for _, e := range f.edits {
		line.WriteString(" --set " + quoted(e.path+"="+e.text))
	}
	return line.String()
}

// pick writes the picked field with its value into the line, or takes what stands there.
func (f *fieldsPalette) pick(m *model, p *palette) tea.Cmd {
	i, _ := p.current()
	field := &f.fields[i]
	path, text, whole := strings.Cut(p.input.Value(), "=")
	path = strings.TrimSpace(path)
	switch {
	case field.Identity && (!whole || path == field.Path):
		p.hint = field.Path + " tells which event this is, and cannot be set"
		return nil
	case !whole:
		p.input.SetValue(typeable(field.Path + "=" + strings.Trim(field.Value, `"`)))
		p.input.SetCursor(utf8.RuneCountInString(p.input.Value()))
		p.match()
		p.hint = "change the value, then enter"
		return nil
	}
	f.tried = append(without(f.edits, path), edit{path, text})
	p.input.SetValue("")
	p.match()
	return f.read(m.calls)
}

// without are the edits but for that of a path.
func without(edits []edit, path string) []edit {
	var others []edit
	for _, e := range edits {
		if e.path != path {
			others = append(others, e)
		}
	}
	return others
}

// press publishes.
func (f *fieldsPalette) press(m *model, p *palette, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if !key.Matches(msg, m.keys.Publish) {
		return nil, false
	}
	if p.input.Value() != "" {
		p.hint = "enter takes what is typed; tab publishes when nothing is"
		return nil, true
	}
	m.overlay = nil
	return m.calls.publish(f.request(f.edits), f.line()), true
}

// beneath are the edits.
func (f *fieldsPalette) beneath(m *model, w, rows int) []string {
	t := m.theme
	if len(f.edits) == 0 {
		return []string{t.dim.Render("Nothing is set: the sample is published as it is.")}
	}
	var lines []string
	for i, e := range f.edits {
		if i == rows-1 && len(f.edits) > rows {
			return append(lines, t.dim.Render(fmt.Sprintf("and %d more", len(f.edits)-i)))
		}
		lines = append(lines, t.fit(t.ok.Render(t.clean(e.path))+t.dim.Render(" = ")+t.clean(e.text), w))
	}
	return lines
}

func (*fieldsPalette) keys(m *model) []key.Binding {
	return []key.Binding{saying(m.keys.Go, "set"), m.keys.Publish, m.keys.Cancel}
}
