package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// faultPalette puts a fault in force, and takes out of force what is.
type faultPalette struct {
	simply
	faults  []control.CatalogueEntry
	onRules bool // the keys are on the rules in force
	rule    int
}

func newFaultPalette() *faultPalette { return &faultPalette{} }

// openFaultPalette opens it with a filter in place, in front of which the fault is typed.
func (m *model) openFaultPalette(filter string) tea.Cmd {
	cmd := m.openPalette(newFaultPalette())
	p := m.overlay.(*palette)
	p.input.SetValue(" " + typeable(filter))
	p.input.SetCursor(0)
	return cmd
}

func (*faultPalette) title() string       { return "Break something" }
func (*faultPalette) placeholder() string { return "name, as in status=503 first=2 provider:fintoro" }

func (*faultPalette) read(c calls) tea.Cmd { return tea.Batch(c.readCatalogue(), c.readFaults()) }

func (f *faultPalette) take(msg tea.Msg) (choices []choice, err error, ok bool) {
	answer, ok := msg.(catalogueMsg)
	if !ok {
		return nil, nil, false
	}
	f.faults = answer.entries
	for i := range f.faults {
		e := &f.faults[i]
		choices = append(choices, choice{name: e.Name, shown: cmp.Or(e.Spec, specOf(e.Name, required(e))), meaning: e.Meaning})
	}
	return choices, answer.err, true
}

// required is what must stand behind a fault's = sign; empty where nothing must.
func required(e *control.CatalogueEntry) string {
	if e.Default != "" {
		return ""
	}
	return e.Value
}

func (*faultPalette) search(typed string) string {
	name, _, _ := strings.Cut(firstWord(typed), "=")
	if strings.Contains(name, ":") { // a filter: the fault is still to be typed
		return ""
	}
	return name
}

// request is the rule that is typed, with the picked entry's name.
func (f *faultPalette) request(p *palette) (control.AddFault, *control.CatalogueEntry, error) {
	i, ok := p.current()
	if !ok {
		return control.AddFault{}, nil, fmt.Errorf("no fault is called like that")
	}
	e := &f.faults[i]
	request := control.AddFault{Name: e.Name}
	if len(e.Places) > 0 && !slices.Contains(e.Places, string(relay.AtSender)) {
		request.At = e.Places[0]
	}
	return request, e, readFault(&request, p.input.Value())
}

func (f *faultPalette) command(p *palette) (string, error) {
	request, e, err := f.request(p)
	if err != nil {
		return "", err
	}
	request.Value = cmp.Or(request.Value, required(e))
	return faultCommand(request), nil
}

func (f *faultPalette) pick(m *model, p *palette) tea.Cmd {
	request, e, err := f.request(p)
	switch {
	case err != nil:
		p.hint = err.Error()
		return nil
	case required(e) != "" && request.Value == "" && p.hint == "":
		f.complete(p, e)
		return nil
	}
	m.overlay = nil
	return tea.Batch(m.calls.addFault(request), m.calls.readFaults())
}

// complete writes the picked entry's name in place of what was searched, keeping what stands behind it.
func (f *faultPalette) complete(p *palette, e *control.CatalogueEntry) {
	rest := strings.TrimSpace(p.input.Value())
	if f.search(rest) != "" {
		_, rest, _ = strings.Cut(rest, " ")
	}
	p.input.SetValue(strings.TrimSpace(typeable(e.Name) + "= " + rest))
	p.input.SetCursor(utf8.RuneCountInString(typeable(e.Name)) + 1)
	p.match()
	p.hint = fmt.Sprintf("%s takes %s: type it, then enter", e.Name, required(e))
}

func (f *faultPalette) away() bool { return f.onRules }

func (f *faultPalette) press(m *model, _ *palette, msg tea.KeyPressMsg) (cmd tea.Cmd, ok bool) {
	k, rules := m.keys, m.server.rules
	switch {
	case key.Matches(msg, k.Rules):
		f.onRules = !f.onRules && len(rules) > 0
		return nil, true
	case !f.onRules:
		return nil, false
	case key.Matches(msg, k.Up, k.PickUp):
		f.moveRule(-1, len(rules))
	case key.Matches(msg, k.Down, k.PickDown):
		f.moveRule(1, len(rules))
	case key.Matches(msg, k.Remove):
		if f.rule < len(rules) {
			return m.calls.removeFault(rules[f.rule]), true
		}
	}
	return nil, key.Matches(msg, k.Up, k.PickUp, k.Down, k.PickDown)
}

func (f *faultPalette) moveRule(by, rules int) { f.rule = max(min(f.rule+by, rules-1), 0) }

func (f *faultPalette) keys(m *model) []key.Binding {
	k := m.keys
	switch {
	case f.onRules:
		return []key.Binding{k.Remove, saying(k.Rules, "back"), k.Cancel}
	case len(m.server.rules) == 0:
		return []key.Binding{saying(k.Go, "add"), k.Cancel}
	}
	return []key.Binding{saying(k.Go, "add"), k.Rules, k.Cancel}
}

// beneath are the faults in force: who they hit, when, and how often they did.
func (f *faultPalette) beneath(m *model, w, rows int) []string {
	t, rules := m.theme, m.server.rules
	f.moveRule(0, len(rules))
	if len(rules) == 0 {
		return []string{t.dim.Render("No fault is in force.")}
	}
	lines := []string{t.strong.Render("In force")}
	rows = max(min(rows-1, len(rules)), 1)
	first := max(0, min(f.rule-rows/2, len(rules)-rows))
	for i := first; i < first+rows; i++ {
		r := &rules[i]
		lead := "  "
		if f.onRules && i == f.rule {
			lead = t.accent.Render(t.here) + " "
		}
		text := t.injected.Render(t.bolt+" "+t.clean(specOf(r.Name, r.Value))) + t.dim.Render(t.clean(whoOf(r)))
		lines = append(lines, t.apart(lead+text, t.dim.Render(plural(r.Hits, "hit", "hits")), w))
	}
	return lines
}
