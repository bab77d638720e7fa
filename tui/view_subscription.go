package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// subscriptionLines show one subscription whole, w cells wide.
func (m *model) subscriptionLines(b *subscriptionBoard, s *control.Subscription, w int) []string {
	t, now := m.theme, m.server.now
	since := "for " + age(now.Sub(s.Since.Time))
	if t.hindered(s) != "" {
		since = s.State + " " + since
	}
	lines := []string{t.apart(t.subscriptionState(s)+t.dim.Render("  "+t.clean(since)), t.dim.Render(t.clean(s.Provider)), w)}
	if s.Reason != "" {
		lines = append(lines, styled(prose(t.clean(s.Reason), w), t.waiting.Render)...)
	}
	lines = append(lines, "")
	lines = append(lines, t.targetLines(s, w)...)
	lines = append(lines, "")
	lines = append(lines, m.fareLines(b, s, w)...)
	lines = append(lines, "")
	lines = append(lines, t.sendingLines(s, w)...)
	lines = append(lines, "")
	lines = append(lines, t.eventLines(s, w)...)
	if names := b.secretNames[s.Provider]; len(names) > 0 {
		lines = append(lines, t.fact("secrets", t.clean(strings.Join(names, ", ")), w)...)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Own)) {
		lines = append(lines, t.fact(t.clean(name), t.clean(bare(string(s.Own[name]))), w)...)
	}
	lines = append(lines, "")
	return append(lines, t.originLines(s, w)...)
}

// targetLines say where it sends, and what production would have against that.
func (t *theme) targetLines(s *control.Subscription, w int) []string {
	var lines []string
	if s.URL != "" {
		lines = append(lines, wrap(t.clean(s.URL), w)...)
	}
	for _, eventType := range slices.Sorted(maps.Keys(s.URLs)) {
		lines = append(lines, wrap(t.clean(eventType+" "+t.arrow+" "+s.URLs[eventType]), w)...)
	}
	for i := range s.URLNotes {
		style := t.dim
		if s.URLNotes[i].Refuses() {
			style = t.waiting
		}
		lines = append(lines, styled(prose(t.clean(s.URLNotes[i].Sentence()), w), style.Render)...)
	}
	return lines
}

// fareLines say what it owes and how its deliveries fare.
func (m *model) fareLines(b *subscriptionBoard, s *control.Subscription, w int) []string {
	t := m.theme
	var lines []string
	if b.owed != nil {
		lines = append(lines, t.fact("owed", t.owedText(b.owed[s.ID]), w)...)
	}
	if s.InFlight > 0 {
		lines = append(lines, t.fact("in flight", number(s.InFlight), w)...)
	}
	if b.recent.id == s.ID {
		lines = append(lines, t.factOf("last success", []string{m.recentText(b.recent.delivered)})...)
		if newest := b.recent.newest; newest != nil && (b.recent.delivered == nil || newest.ID != b.recent.delivered.ID) {
			lines = append(lines, t.factOf("newest", []string{m.recentText(newest)})...)
		}
	}
	if s.Circuit == "open" {
		lines = append(lines, t.fact("circuit", "open: it does not answer at all, so one attempt at a time tries it", w)...)
	}
	if s.BlockedBy != "" {
		text := "by " + t.shortID(s.BlockedBy) + ", which failed and comes first"
		if s.BlockedUntil != nil {
			text += "; it is sent again in " + wait(s.BlockedUntil.Sub(m.server.now))
		}
		lines = append(lines, t.fact("blocked", text, w)...)
	}
	return lines
}

func (t *theme) owedText(o owedCount) string {
	var parts []string
	for _, part := range []struct {
		n    int
		word string
	}{{o.pending, "pending"}, {o.sending, "sending"}, {o.held, "held"}} {
		if part.n > 0 {
			parts = append(parts, number(part.n)+" "+part.word)
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// recentText is a delivery's state, what was answered and when.
func (m *model) recentText(d *control.Delivery) string {
	t := m.theme
	if d == nil {
		return t.dim.Render("none yet")
	}
	then := d.CreatedAt.Time
	if d.SettledAt != nil {
		then = d.SettledAt.Time
	}
	reply, style := t.reply(d)
	sign, signStyle := t.sign(d.State)
	text := signStyle.Render(sign) + " " + ago(m.server.now, then) + "  " + style.Render(reply)
	if d.AttemptCount > 0 {
		text += t.dim.Render("  " + took(d.LastDurationMS))
	}
	return text
}

// sendingLines say how it is sent to.
func (t *theme) sendingLines(s *control.Subscription, w int) []string {
	waits := make([]string, len(s.RetryWaitsMS))
	for i, ms := range s.RetryWaitsMS {
		waits[i] = wait(time.Duration(ms * float64(time.Millisecond)))
	}
	retry := "none: one attempt"
	if len(waits) > 0 {
		retry = strings.Join(waits, " ")
	}
	if s.Retry != "" {
		retry += ", chosen for it"
	}
	concurrency, rate, order, how := "the engine's", "no limit", "as they come", "at least once"
	if s.Concurrency > 0 {
		concurrency = number(s.Concurrency)
	}
	if s.Rate > 0 {
		rate = fmt.Sprintf("%g a second", s.Rate)
	}
	if s.Ordered {
		concurrency, order = "1", "kept: one after the other"
	}
	if s.AtMostOnce {
		how = "at most once: a lost answer is left to you"
	}
	var lines []string
	for _, one := range [][2]string{{"retries", retry}, {"at once", concurrency}, {"rate", rate}, {"order", order}, {"sent", how}} {
		lines = append(lines, t.fact(one[0], t.clean(one[1]), w)...)
	}
	return lines
}

// eventLines name the types that it takes.
func (t *theme) eventLines(s *control.Subscription, w int) []string {
	if len(s.Events) == 0 {
		return t.fact("events", "every type of the product", w)
	}
	names := make([]string, len(s.Events))
	for i, name := range s.Events {
		names[i] = t.fit(t.clean(name), min(width(t.clean(name)), max(w-factLabel, 1)))
	}
	return t.factOf("events", names)
}

// originLines say who made it and when.
func (t *theme) originLines(s *control.Subscription, w int) []string {
	made := exactly(&s.CreatedAt)
	switch {
	case s.Builtin:
		made += ", built in"
	case s.DeclaredAs != "":
		made += ", declared in ledgerhook.yaml as " + s.DeclaredAs
	}
	lines := t.fact("made", t.clean(made), w)
	if s.UpdatedAt.After(s.CreatedAt.Time) {
		lines = append(lines, t.fact("changed", exactly(&s.UpdatedAt), w)...)
	}
	return append(lines, t.fact("id", t.clean(s.ID), w)...)
}

// bare is a JSON value as people read it: a string without its quotes.
func bare(value string) string {
	if len(value) >= 2 && value[0] == '"' && !strings.ContainsAny(value[1:len(value)-1], `\"`) {
		return value[1 : len(value)-1]
	}
	return value
}
