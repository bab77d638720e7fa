package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"
)

// choice is one entry of a palette.
type choice struct {
	name    string // what is searched
	shown   string // what is drawn in its place; empty: the name
	meaning string
	keys    string // drawn at the right end
	dim     bool   // it does nothing now
}

// called reports whether a search is the whole name, with or without its blanks.
func (c *choice) called(search string) bool {
	return c.name == search || strings.ReplaceAll(c.name, " ", "") == search
}

// palette is a list to search and pick from. What for, its purpose knows.
type palette struct {
	covers
	purpose purpose
	input   textinput.Model
	loading bool
	choices []choice
	matches []int  // into choices, best first
	picked  int    // into matches
	hint    string // what is missing or wrong; empty when enter acts
}

// purpose is what a palette is for.
type purpose interface {
	title() string
	placeholder() string

	// read asks for what the entries are made of; nil where nothing needs to be asked.
	read(c calls) tea.Cmd

	// take makes the entries of an answer; ok is false for a message that is none.
	take(msg tea.Msg) (choices []choice, err error, ok bool)

	// entries are those that depend on what is typed; ok is false where none do.
	entries(typed string) (choices []choice, ok bool)

	// search is the part of the typed text that picks an entry.
	search(typed string) string

	// command is the picked entry as a command line without the program's name; empty where there is none. An error says
	// what is wrong with what is typed.
	command(p *palette) (string, error)

	// pick acts on the picked entry. It closes the palette, or says in the hint why not.
	pick(m *model, p *palette) tea.Cmd

	// press takes the keys that the palette itself has no use for; ok is false where it has none either.
	press(m *model, p *palette, msg tea.KeyPressMsg) (cmd tea.Cmd, ok bool)

	// away reports whether the keys are on what stands beneath the entries.
	away() bool

	// beneath is drawn under the entries, in as many lines as there are at most.
	beneath(m *model, w, rows int) []string

	keys(m *model) []key.Binding
}

// simply are the parts of a purpose that most have no use for.
type simply struct{}

func (simply) read(calls) tea.Cmd                                             { return nil }
func (simply) take(tea.Msg) (choices []choice, err error, ok bool)            { return nil, nil, false }
func (simply) entries(string) (choices []choice, ok bool)                     { return nil, false }
func (simply) search(typed string) string                                     { return strings.Join(strings.Fields(typed), "") }
func (simply) command(*palette) (string, error)                               { return "", nil }
func (simply) press(*model, *palette, tea.KeyPressMsg) (cmd tea.Cmd, ok bool) { return nil, false }
func (simply) away() bool                                                     { return false }
func (simply) beneath(*model, int, int) []string                              { return nil }

// openPalette puts a palette on top.
func (m *model) openPalette(what purpose, choices ...choice) tea.Cmd {
	p := &palette{purpose: what, input: m.theme.newInput("> ", what.placeholder()), choices: choices}
	p.match()
	m.overlay = p
	read := what.read(m.calls)
	p.loading = read != nil
	return read
}

// take takes an answer that the purpose waits for.
func (p *palette) take(msg tea.Msg) {
	choices, err, ok := p.purpose.take(msg)
	if !ok {
		return
	}
	p.loading, p.choices, p.hint = false, choices, problem(err)
	p.match()
}

// match searches again after the text has changed. An entry whose name is typed whole comes first.
func (p *palette) match() {
	p.matches, p.picked = p.matches[:0], 0
	if choices, ok := p.purpose.entries(p.input.Value()); ok {
		p.choices = choices
	}
	search := p.purpose.search(p.input.Value())
	for i := range p.choices {
		if search == "" || p.choices[i].called(search) {
			p.matches = append(p.matches, i)
		}
	}
	if search == "" {
		return
	}
	for _, found := range fuzzy.FindFrom(search, choiceNames(p.choices)) {
		if !p.choices[found.Index].called(search) {
			p.matches = append(p.matches, found.Index)
		}
	}
}

// current is where the entry that enter takes stands in choices; ok is false when nothing matches.
func (p *palette) current() (i int, ok bool) {
	if p.picked >= len(p.matches) {
		return 0, false
	}
	return p.matches[p.picked], true
}

// sure reports whether what is typed can mean one entry only: it is its whole name, or a part of it and nothing else
// matches.
func (p *palette) sure() bool {
	i, ok := p.current()
	if !ok {
		return false
	}
	c, search := &p.choices[i], p.purpose.search(p.input.Value())
	return c.called(search) || len(p.matches) == 1 && strings.Contains(strings.ReplaceAll(c.name, " ", ""), search)
}

func (p *palette) move(by int) {
	p.picked = max(min(p.picked+by, len(p.matches)-1), 0)
	p.hint = ""
}

func (p *palette) press(m *model, msg tea.KeyPressMsg) tea.Cmd {
	k := m.keys
	if cmd, ok := p.purpose.press(m, p, msg); ok {
		return cmd
	}
	switch {
	case key.Matches(msg, k.Cancel):
		m.overlay = nil
	case p.purpose.away():
	case key.Matches(msg, k.PickUp):
		p.move(-1)
	case key.Matches(msg, k.PickDown):
		p.move(1)
	case key.Matches(msg, k.PageUp):
		p.move(-m.layout().paletteRows())
	case key.Matches(msg, k.PageDown):
		p.move(m.layout().paletteRows())
	case key.Matches(msg, k.Go):
		if _, ok := p.current(); ok {
			return p.purpose.pick(m, p)
		}
	default:
		return p.update(msg)
	}
	return nil
}

func (p *palette) paste(_ *model, msg tea.PasteMsg) tea.Cmd {
	if p.purpose.away() {
		return nil
	}
	return p.update(msg)
}

func (p *palette) update(msg tea.Msg) (cmd tea.Cmd) {
	before := p.input.Value()
	p.input, cmd = p.input.Update(msg)
	if p.input.Value() != before {
		p.hint = ""
		p.match()
	}
	return cmd
}

func (p *palette) text() *textinput.Model { return &p.input }

func (p *palette) keys(m *model) []key.Binding { return p.purpose.keys(m) }

// choiceNames are searched by fuzzy.
type choiceNames []choice

func (c choiceNames) String(i int) string { return c[i].name }
func (c choiceNames) Len() int            { return len(c) }

func firstWord(text string) string {
	if words := strings.Fields(text); len(words) > 0 {
		return words[0]
	}
	return ""
}
