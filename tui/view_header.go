package tui

import (
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// headerLine says in one line whether the server is alive and what is wrong. Where it is narrow, the address goes
// first, then the counts of rarer states.
func (m *model) headerLine(w int) string {
	t, s := m.theme, &m.server
	right := t.clock(s, w >= 100) + " "
	if w >= splitFrom && s.connected {
		right = t.throughput(s) + "   " + right
	}
	name := " " + t.strong.Render("ledgerhook")
	left := name + "  " + t.connection(s)
	if s.connected {
		left = name
	}
	choices := []string{name + "  " + t.connection(s) + "   " + t.counts(s, true), left + "   " + t.counts(s, true), left + "   " + t.counts(s, false), left}
	for _, line := range choices {
		if width(line)+width(right)+1 <= w {
			return t.apart(line, right, w)
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

// throughput is how many attempts were made in the last second, and in those before it.
func (t *theme) throughput(s *status) string {
	text := t.dim.Render(t.fitRight(number(s.rate())+"/s", 7))
	if len(t.sparks) == 0 {
		return text
	}
	highest := 1
	for _, n := range s.rates {
		highest = max(highest, n)
	}
	var line strings.Builder
	for _, n := range s.rates {
		line.WriteString(t.sparks[n*(len(t.sparks)-1)/highest])
	}
	return text + " " + t.dim.Render(line.String())
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
