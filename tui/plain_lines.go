package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ledgerhook/ledgerhook/relay"
)

// mostTold is how many changes at once are told one by one; more are counted.
const mostTold = 4

// wordsOnly is a theme that a screen reader makes sense of: no signs, no frames, no colours.
func wordsOnly() *theme {
	t := newTheme(true, true)
	t.styles = styles{}
	t.glyphs = glyphs{
		ellipsis: "...", arrow: "to", up: "up", down: "down", dash: "none", times: "times ", bar: "#", caret: "here:",
		bolt: "injected", marked: "marked",
		topLeft: " ", topRight: " ", bottomLeft: " ", bottomRight: " ", flat: " ", upright: " ",
	}
	return t
}

func (p *plainUI) say(lines ...string) {
	for _, line := range lines {
		fmt.Fprintln(p.out, line)
	}
}

func (p *plainUI) welcome() {
	m := p.m
	p.say("ledgerhook " + m.theme.clean(m.server.address) + ": " + p.counts())
	p.say("Type an action and enter: help lists them, list says where you are, a number selects, quit ends.")
	p.say(p.where()...)
}

func (p *plainUI) counts() string {
	if p.m.server.lost != nil {
		return "the server does not answer; trying again"
	}
	var parts []string
	for _, state := range relay.DeliveryStates() {
		if n := p.m.server.counts[string(state)]; n > 0 {
			parts = append(parts, number(n)+" "+string(state))
		}
	}
	if parts == nil {
		return "no deliveries yet"
	}
	return strings.Join(parts, ", ")
}

// where reads out what is open.
func (p *plainUI) where() []string {
	m := p.m
	switch {
	case m.board() != nil:
		return p.board()
	case !m.inspector.open && len(m.list.rows) > 0:
		return p.rows()
	}
	return readable(m.bodyLines(m.layout()))
}

// board reads out the open board, and which of its rows is selected.
func (p *plainUI) board() []string {
	const sign = ">"
	words := p.m.theme
	signed := *words
	signed.here = sign
	p.m.theme = &signed
	lines := readable(p.m.bodyLines(p.m.layout()))
	p.m.theme = words
	for i, line := range lines {
		if text, selected := strings.CutPrefix(strings.TrimLeft(line, " "), sign+" "); selected {
			lines[i] = "selected: " + text
		}
	}
	return lines
}

// readable are lines without styles, frames, and what is empty.
func readable(lines []string) []string {
	var said []string
	indent := plainWidth
	for _, line := range lines {
		line = strings.TrimRight(ansi.Strip(line), " ")
		if text := strings.TrimLeft(line, " "); text != "" {
			said = append(said, line)
			indent = min(indent, len(line)-len(text))
		}
	}
	for i := range said {
		said[i] = said[i][indent:]
	}
	return said
}

// rows are the deliveries in view as sentences, with the numbers that select them.
func (p *plainUI) rows() []string {
	m := p.m
	lines := []string{"Deliveries"}
	if m.list.text != "" {
		lines[0] += " that pass " + m.theme.clean(m.list.text)
	}
	p.listed = p.listed[:0]
	const most = 15
	for i := m.list.offset; i < len(m.list.rows) && len(p.listed) < most; i++ {
		r := m.list.rows[i]
		p.listed = append(p.listed, r.ID)
		lines = append(lines, fmt.Sprintf("%d. %s", len(p.listed), m.sentence(r)))
	}
	if m.list.older || m.list.offset+most < len(m.list.rows) {
		lines = append(lines, "page down reads on")
	}
	return lines
}

// sentence says all that a row shows.
func (m *model) sentence(r *row) string {
	t := m.theme
	parts := []string{t.clean(r.State) + ": " + t.clean(r.Provider) + " " + t.clean(r.Type)}
	if to := m.endpoint(&r.Delivery); to != "" {
		parts[0] += " to " + to
	}
	if r.AttemptCount > 0 {
		reply, _ := t.reply(&r.Delivery)
		parts = append(parts, plural(r.AttemptCount, "attempt", "attempts")+", last answer "+reply)
	}
	if r.LastFaults > 0 {
		parts = append(parts, "a fault was injected")
	}
	if due := t.due(&r.Delivery, m.server.now, true); due != t.dash {
		parts = append(parts, "next "+due)
	}
	parts = append(parts, "made "+ago(m.server.now, r.CreatedAt.Time))
	if why := r.why(); why != "" {
		parts = append(parts, t.clean(why))
	}
	if m.list.isMarked(r.ID) {
		parts = append(parts, "marked")
	}
	if r == m.list.current() {
		parts = append(parts, "selected")
	}
	return strings.Join(parts, ", ")
}

// place is where somebody is: what must be read out when it changes.
func (p *plainUI) place() string {
	m := p.m
	in := &m.inspector
	return fmt.Sprint(m.view, in.open, in.tab, in.attempt, m.list.text, m.list.offset)
}

// report says what a line came to.
func (p *plainUI) report(before string) {
	m := p.m
	if m.toast.text != "" {
		p.say(m.theme.clean(m.toast.text))
		if m.toast.command != "" {
			p.say("the same as: ledgerhook " + m.theme.clean(m.cli(m.toast.command)))
		}
	}
	switch asks := m.overlay.(type) {
	case nil:
		switch {
		case p.place() != before || m.board() != nil || m.inspector.open:
			p.say(p.where()...)
		case m.list.current() != nil && m.toast.text == "":
			p.say(m.sentence(m.list.current()))
		}
	case *palette:
		p.sayPalette(asks)
	case *helpBox:
		p.sayHelp()
	default:
		p.say(readable(m.overlay.box(m, m.layout()))...)
		p.say(readable([]string{m.overlay.line(m), m.overlay.note(m)})...)
		var keys []string
		for _, k := range m.overlay.keys(m) {
			keys = append(keys, k.Help().Key+" "+k.Help().Desc)
		}
		p.say("it asks for a line: " + strings.Join(keys, ", ") + "; an empty line closes it")
	}
}

// sayPalette reads out the first entries, and what is missing.
func (p *plainUI) sayPalette(asks *palette) {
	const most = 12
	t := p.m.theme
	p.say(asks.purpose.title() + ": type " + asks.purpose.placeholder() + "; an empty line closes it")
	if len(asks.matches) == 0 && !asks.loading {
		p.say("nothing is called like that")
	}
	for n, i := range asks.matches {
		if n == most {
			p.say(fmt.Sprintf("and %d more", len(asks.matches)-n))
			break
		}
		c := &asks.choices[i]
		p.say(t.choiceName(c) + ": " + t.clean(c.meaning))
	}
	if asks.hint != "" {
		p.say(t.clean(asks.hint))
	}
	p.say(readable(asks.purpose.beneath(p.m, plainWidth, most))...)
}

// sayHelp reads out every action, and closes the help.
func (p *plainUI) sayHelp() {
	p.m.overlay = nil
	for i := range p.m.actions {
		a := &p.m.actions[i]
		p.say(a.name + ": " + a.does)
	}
}

// tell says what has changed meanwhile.
func (p *plainUI) tell(b *batch) {
	m := p.m
	p.tellIncoming(b)
	switch {
	case b.lost != nil:
		p.say("connection lost; trying again")
		return
	case len(b.updates) > mostTold:
		states := map[string]int{}
		for i := range b.updates {
			states[b.updates[i].delivery.State]++
		}
		var parts []string
		for _, state := range relay.DeliveryStates() {
			if n := states[string(state)]; n > 0 {
				parts = append(parts, number(n)+" "+string(state))
			}
		}
		p.say(fmt.Sprintf("%s changed: %s", plural(len(b.updates), "delivery", "deliveries"), strings.Join(parts, ", ")))
		return
	}
	for i := range b.updates {
		u := &b.updates[i]
		r := &row{Delivery: u.delivery, explanation: u.explanation}
		p.say(m.server.now.UTC().Format("15:04:05") + " " + m.sentence(r))
	}
}
