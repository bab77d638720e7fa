package tui

import (
	"fmt"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// clockPalette moves the engine's clock.
type clockPalette struct {
	simply
	virtual bool
	always  []clockMove // whatever is typed
	moves   []clockMove // as the choices
}

// clockMove is one entry.
type clockMove struct {
	name, meaning, command string
	do                     func(c calls) tea.Cmd
}

func (m *model) openClock() tea.Cmd {
	what := &clockPalette{virtual: m.server.virtual()}
	what.always = clockMoves(&m.server.clock, m.server.now)
	return m.openPalette(what)
}

// clockMoves are what can be done to a clock now.
func clockMoves(clock *control.Clock, now time.Time) []clockMove {
	var moves []clockMove
	if clock.NextDueAt != nil {
		moves = append(moves, clockMove{
			"next due", "to the next attempt, which is due in " + wait(clock.NextDueAt.Sub(now)), "clock advance next",
			func(c calls) tea.Cmd { return c.advance("next") },
		})
	}
	if clock.Running {
		moves = append(moves, clockMove{"freeze", "time stands still until it is moved", "clock freeze", calls.freezeClock})
	} else {
		moves = append(moves, clockMove{"run", "time goes on by itself, as fast as on the wall", "clock run", calls.runClock})
	}
	for _, by := range []string{"10s", "1m", "10m", "1h", "24h", "48h"} {
		moves = append(moves, advanceMove(by))
	}
	return moves
}

func advanceMove(by string) clockMove {
	return clockMove{"advance " + by, "and all that falls due meanwhile is sent and settles", "clock advance " + by, func(c calls) tea.Cmd { return c.advance(by) }}
}

// entries are the moves, with the one that is typed first.
func (c *clockPalette) entries(typed string) ([]choice, bool) {
	c.moves = c.always
	if by, err := time.ParseDuration(firstWord(typed)); err == nil && by > 0 {
		wanted := advanceMove(firstWord(typed))
		others := slices.DeleteFunc(slices.Clone(c.always), func(m clockMove) bool { return m.name == wanted.name })
		c.moves = append([]clockMove{wanted}, others...)
	}
	var choices []choice
	for i := range c.moves {
		choices = append(choices, choice{name: c.moves[i].name, meaning: c.moves[i].meaning, dim: !c.virtual})
	}
	return choices, true
}

func (*clockPalette) title() string       { return "Move the clock" }
func (*clockPalette) placeholder() string { return "how far, as in 90s, 30m or 48h" }

// search takes a duration for the move by it.
func (c *clockPalette) search(typed string) string {
	if by, err := time.ParseDuration(firstWord(typed)); err == nil && by > 0 {
		return c.moves[0].name
	}
	return c.simply.search(typed)
}

func (c *clockPalette) command(p *palette) (string, error) {
	i, _ := p.current()
	if !c.virtual {
		return "", fmt.Errorf("this clock is the real one and cannot be moved: start the server with --clock virtual")
	}
	return c.moves[i].command, nil
}

func (c *clockPalette) pick(m *model, p *palette) tea.Cmd {
	i, _ := p.current()
	if _, err := c.command(p); err != nil {
		p.hint = err.Error()
		return nil
	}
	m.overlay = nil
	m.toast = lasting(c.moves[i].name + m.theme.ellipsis)
	return c.moves[i].do(m.calls)
}

func (*clockPalette) keys(m *model) []key.Binding { return []key.Binding{m.keys.Go, m.keys.Cancel} }
