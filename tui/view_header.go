package tui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// headerLine says in one line whether the server is alive and what is wrong. Where it is narrow, the address goes
// first, then the throughput, then the counts of rarer states.
func (m *model) headerLine(w int) string {
	t, s := m.theme, &m.server
	right := t.clock(s, w >= 100) + " "
	name := " " + t.strong.Render("ledgerhook")
	left := name + "  " + t.connection(s)
	if s.connected || !s.heardAt.IsZero() { // a banner tells of a lost connection
		left = name
	}
	choices := []string{name + "  " + t.connection(s) + "   " + t.counts(s, true), left + "   " + t.counts(s, true), left + "   " + t.counts(s, false), left}
	rights := []string{right}
	if w >= splitFrom && s.connected {
		rights = []string{t.throughput(s) + "   " + right, right}
	}
	const whole = 2 // of the choices tell all that is wrong, which is worth more than the throughput
	for _, lines := range [][]string{choices[:whole], choices[whole:]} {
		for _, right := range rights {
			for _, line := range lines {
				if width(line)+width(right)+1 <= w {
					return t.apart(line, right, w)
				}
			}
		}
	}
	return t.fit(left, w)
}

// connection is the server's address, or that it does not answer.
func (t *theme) connection(s *status) string {
	switch {
	case s.connected:
		return t.dim.Render(t.clean(s.address))
	case s.lost != nil:
		return t.failed.Render("not connected, trying again")
	}
	return t.dim.Render("connecting to " + t.clean(s.address))
}

// counts are how many deliveries are in each state. Three are always there, so that nothing moves when they are zero;
// rare adds the others and the faults in force.
func (t *theme) counts(s *status, rare bool) string {
	if s.counts == nil {
		return ""
	}
	var parts []string
	for _, state := range []relay.DeliveryState{relay.Delivered, relay.Pending, relay.Failed, relay.Held, relay.Sending, relay.Unknown, relay.Canceled} {
		n := s.counts[string(state)]
		always := state == relay.Delivered || state == relay.Pending || state == relay.Failed
		if !always && (n == 0 || !rare) {
			continue
		}
		sign, style := t.sign(string(state))
		if n == 0 {
			style = t.dim
		}
		parts = append(parts, style.Render(sign)+" "+number(n))
	}
	if n := len(s.rules); n > 0 && rare {
		parts = append(parts, t.injected.Render(t.bolt+" "+plural(n, "fault", "faults")))
	}
	return strings.Join(parts, "  ")
}

// throughput is how many deliveries were made in the last second, and how long the slower attempts took.
func (t *theme) throughput(s *status) string {
	rate := t.dim.Render(t.fitRight(number(int(s.rates.newest()))+"/s", 7))
	slow := t.dash
	if p95 := s.latencies.newest(); p95 > 0 {
		slow = took(p95)
	}
	p95 := t.dim.Render("  p95 " + t.fitRight(slow, 6))
	return rate + t.spark(&s.rates) + p95 + t.spark(&s.latencies)
}

// spark draws the end of a history, its highest figure as high as a line is.
func (t *theme) spark(h *history) string {
	if len(t.sparks) == 0 {
		return ""
	}
	const shown = 8 // seconds
	recent := h[len(h)-shown:]
	highest := max(slices.Max(recent), 1)
	line := " "
	for _, figure := range recent {
		line += t.sparks[int(figure/highest*float64(len(t.sparks)-1)+0.5)]
	}
	return t.dim.Render(line)
}

// clock is the engine's time, and whether it is another than the one on the wall.
func (t *theme) clock(s *status, roomy bool) string {
	if !s.known {
		return ""
	}
	text := s.now.UTC().Format("15:04:05")
	switch {
	case s.virtual():
		return t.dim.Render("clock ") + s.now.UTC().Format("2006-01-02 15:04:05") + " " + t.waiting.Render("virtual")
	case s.clock.TimeScale > 1:
		return t.dim.Render("clock ") + text + " " + t.waiting.Render(t.times+strconv.FormatFloat(s.clock.TimeScale, 'g', 4, 64))
	case roomy:
		return t.dim.Render("clock ") + text + t.dim.Render(" UTC")
	}
	return text + t.dim.Render(" UTC")
}
