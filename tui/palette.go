package tui

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	"github.com/sahilm/fuzzy"
)

// paletteKind is which palette is open.
type paletteKind int

const (
	noPalette paletteKind = iota
	faultPalette
	triggerPalette
)

// choice is one entry of a palette.
type choice struct {
	name    string // what is searched, and what it is called in a command line
	spec    string // the fault as it is typed, such as delay[=DURATION]; empty where that is the name, with the value behind it
	value   string // what must stand behind its = sign, such as CODE; empty where nothing must
	meaning string
	place   string // of a fault: where it goes when nothing is said; empty for the sender

	provider, event string // of an event
}

// palette is a list to search and pick from.
type palette struct {
	kind    paletteKind
	title   string
	input   textinput.Model
	loading bool
	choices []choice
	matches []int  // into choices, best first
	picked  int    // into matches
	hint    string // what is missing or wrong; empty when enter acts

	onRules bool // the keys are on the rules in force
	rule    int
}

// search is the part of the typed text that picks an entry.
func (p *palette) search() string {
	text := p.input.Value()
	if p.kind == faultPalette {
		name, _, _ := strings.Cut(firstWord(text), "=")
		return name
	}
	return strings.Join(strings.Fields(text), "")
}

// match searches again after the text has changed. An entry whose name is typed whole comes first.
func (p *palette) match() {
	p.matches, p.picked = p.matches[:0], 0
	search := p.search()
	for i := range p.choices {
		if search == "" || p.choices[i].name == search {
			p.matches = append(p.matches, i)
		}
	}
	if search == "" {
		return
	}
	for _, found := range fuzzy.FindFrom(search, choiceNames(p.choices)) {
		if p.choices[found.Index].name != search {
			p.matches = append(p.matches, found.Index)
		}
	}
}

// current is the entry that enter takes; nil when nothing matches.
func (p *palette) current() *choice {
	if p.picked >= len(p.matches) {
		return nil
	}
	return &p.choices[p.matches[p.picked]]
}

func (p *palette) move(by int) {
	p.picked = max(min(p.picked+by, len(p.matches)-1), 0)
	p.hint = ""
}

func (p *palette) moveRule(by, rules int) { p.rule = max(min(p.rule+by, rules-1), 0) }

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
