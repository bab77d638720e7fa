package tui

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (b *statsBoard) pane(m *model, l layout) []string {
	t := m.theme
	all := box{title: t.strong.Render("Stats"), width: l.width, height: l.body, focused: true}
	if b.stats != nil && b.stats.Attempts > 0 {
		all.title += t.dim.Render(" " + t.flat + " " + windowText(b.stats))
	}
	all.right = m.viewsLine(viewsRoom(l.width, all.title))
	b.page.fill(t, &all)
	return t.frame(all)
}

// windowText says what is looked at.
func windowText(s *control.Stats) string {
	if s.Window.Complete {
		return "all " + plural(s.Attempts, "attempt", "attempts")
	}
	return "the newest " + plural(s.Attempts, "attempt", "attempts")
}

const (
	abreastFrom = 72 // cells for two blocks side by side
	tablesFrom  = 130
	between     = 4 // cells between two blocks
)

// statsLines are all blocks, side by side where there is room; rows is how many lines are in view.
func (m *model) statsLines(b *statsBoard, w, rows int) []string {
	t := m.theme
	switch {
	case b.stats == nil && b.err != nil:
		return t.said(w, t.failed.Render("The stats cannot be read."), "", t.clean(problem(b.err)))
	case b.stats == nil:
		return t.said(w, t.dim.Render("reading the stats"+t.ellipsis))
	case b.stats.Attempts == 0:
		came := t.cameInLines(b.stats.Incoming)
		return stacked(came, t.said(w, t.strong.Render("No attempt yet."), "", "How attempts fare stands here once there are some:", "", "  "+t.accent.Render("ledgerhook "+m.cli("trigger fintoro invoices.paid")), "",
			"or press "+t.accent.Render("t")+" here and pick an event."))
	}
	s := b.stats
	half := w
	if w >= abreastFrom {
		half = (w - between) / 2
	}
	success, latency := t.successLines(&s.AttemptStats, half), t.latencyLines(&s.LatencyMS, half)
	wide, causesWidth := w >= tablesFrom, w
	if wide {
		causesWidth = half
	}
	came := t.cameInLines(s.Incoming)
	products, causes := t.productLines(s, causesWidth), t.causeLines(s.Retries, causesWidth)
	below := len(products)
	if wide {
		below = max(below, len(causes))
	}
	if len(came) > 0 {
		below += 1 + len(came)
	}
	height := min(max(rows-len(success)-1-below-1, 6), 14)
	rates, slow := m.rateChart(half, height), m.latencyChart(half, height)
	if half == w {
		return stacked(success, latency, rates, slow, products, came, causes)
	}
	if wide {
		return stacked(t.sideBySide(success, latency, half), t.sideBySide(rates, slow, half), t.sideBySide(products, causes, half), came)
	}
	return stacked(t.sideBySide(success, latency, half), t.sideBySide(rates, slow, half), products, came, causes)
}

// cameInLines say what was made of the requests at the relay's hooks; none where nothing came in.
func (t *theme) cameInLines(counts map[string]int) []string {
	var parts []string
	for _, verdict := range relay.IncomingVerdicts() {
		if n := counts[string(verdict)]; n > 0 {
			parts = append(parts, number(n)+" "+string(verdict))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{t.strong.Render("Came in") + "  " + strings.Join(parts, ", ")}
}

// stacked puts blocks under each other, with a blank line between.
func stacked(blocks ...[]string) []string {
	var lines []string
	for _, block := range blocks {
		if len(lines) > 0 && len(block) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, block...)
	}
	return lines
}

// sideBySide puts two blocks beside each other, the left one w cells wide.
func (t *theme) sideBySide(left, right []string, w int) []string {
	lines := t.fill(left, w, max(len(left), len(right)))
	for i := range right {
		lines[i] += strings.Repeat(" ", between) + right[i]
	}
	return lines
}

// successLines say how many attempts were a success, and whether retries help.
func (t *theme) successLines(s *control.AttemptStats, w int) []string {
	const label, figure = 13, 8
	share := func(name string, of *float64) string {
		line := t.dim.Render(t.fit(name, label))
		if of == nil {
			return line + t.fitRight(t.dash, figure)
		}
		return line + t.fitRight(percentText(*of), figure) + " " + t.ok.Render(t.meter(*of, 1, w-label-figure-1))
	}
	refused := t.dim.Render(t.fit("not believed", label)) + t.fitRight(number(s.SignatureFailures), figure)
	if s.SignatureFailures > 0 {
		refused = t.dim.Render(t.fit("not believed", label)) + t.failed.Render(t.fitRight(number(s.SignatureFailures), figure)) + t.dim.Render(" answered 401 or 403")
	}
	return []string{t.strong.Render("Success"), share("attempts", s.SuccessRate), share("with retries", s.RetrySuccessRate), t.fit(refused, w)}
}

// percentText writes a share of 1. It says neither all nor nothing where that is not so.
func percentText(share float64) string {
	switch {
	case share > 0.999 && share < 1:
		share = 0.999
	case share > 0 && share < 0.001:
		share = 0.001
	}
	return fmt.Sprintf("%.1f %%", share*100)
}

// latencyLines are the percentiles as bars in one scale.
func (t *theme) latencyLines(p *control.Percentiles, w int) []string {
	const label, figure = 4, 8
	longest := 0.0
	for _, ms := range []*float64{p.P50, p.P95, p.P99} {
		if ms != nil {
			longest = max(longest, *ms)
		}
	}
	lines := []string{t.strong.Render("Latency") + t.dim.Render(t.fit("  from event to delivery", w-7))}
	for _, one := range []struct {
		name string
		ms   *float64
	}{{"p50", p.P50}, {"p95", p.P95}, {"p99", p.P99}} {
		line := t.dim.Render(t.fit(one.name, label)) + t.fitRight(t.latencyText(one.ms), figure)
		if one.ms != nil {
			line += " " + t.accent.Render(t.meter(*one.ms, longest, w-label-figure-1))
		}
		lines = append(lines, line)
	}
	return lines
}

// latencyText writes milliseconds, which may be days by a virtual clock.
func (t *theme) latencyText(ms *float64) string {
	switch {
	case ms == nil:
		return t.dash
	case *ms < 60_000:
		return took(*ms)
	}
	return wait(time.Duration(min(*ms, 1e11) * float64(time.Millisecond)))
}

// causeLines say why attempts failed, the most frequent cause first.
func (t *theme) causeLines(causes map[string]int, w int) []string {
	lines := []string{t.strong.Render("Why attempts fail")}
	if len(causes) == 0 {
		return append(lines, t.dim.Render("none has"))
	}
	names := slices.Collect(maps.Keys(causes))
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(causes[b], causes[a]), cmp.Compare(a, b)) })
	label, figure := 0, 0
	for _, name := range names {
		label, figure = max(label, width(t.causeText(name))), max(figure, width(number(causes[name])))
	}
	label = min(label, max(w/2, 8))
	for _, name := range names {
		style := t.failed
		if strings.HasSuffix(name, injectedCause) {
			style = t.injected
		}
		bar := style.Render(t.meter(float64(causes[name]), float64(causes[names[0]]), w-label-figure-2))
		lines = append(lines, t.fit(t.causeText(name), label)+" "+t.fitRight(number(causes[name]), figure)+" "+bar)
	}
	return lines
}

// injectedCause ends the causes that a fault at the sender brought about.
const injectedCause = " injected"

// causeText writes a cause as people read it: 503, timeout, connect; a bolt behind those that were injected.
func (t *theme) causeText(cause string) string {
	name, injected := strings.CutSuffix(cause, injectedCause)
	name = strings.TrimPrefix(name, string(relay.HTTPError)+" ")
	name = t.clean(strings.TrimSuffix(name, "_error"))
	if injected {
		name += " " + t.bolt
	}
	return name
}

// productLines are the same figures for each product.
func (t *theme) productLines(s *control.Stats, w int) []string {
	const label, figure, bar = 11, 9, 12
	line := func(name string, cells ...string) string {
		text := t.fit(name, label)
		for _, cell := range cells {
			text += t.fitRight(cell, figure)
		}
		return text
	}
	lines := []string{t.strong.Render(t.fit("Products", label)) + t.dim.Render(line("", "attempts", "success", "p50", "p95", "p99")[label:])}
	row := func(name string, p *control.AttemptStats) string {
		success := t.dash
		if p.SuccessRate != nil {
			success = percentText(*p.SuccessRate)
		}
		text := line(name, number(p.Attempts), success, t.latencyText(p.LatencyMS.P50), t.latencyText(p.LatencyMS.P95), t.latencyText(p.LatencyMS.P99))
		if room := w - width(text) - 2; p.SuccessRate != nil && room >= bar {
			text += "  " + t.ok.Render(t.meter(*p.SuccessRate, 1, min(room, 2*bar)))
		}
		return text
	}
	for _, name := range slices.Sorted(maps.Keys(s.Providers)) {
		p := s.Providers[name]
		if p.Attempts == 0 {
			continue
		}
		lines = append(lines, row(t.clean(name), &p))
	}
	return append(lines, t.strong.Render(row("all", &s.AttemptStats)))
}

func (m *model) rateChart(w, h int) []string {
	t := m.theme
	return t.chartLines(&chart{
		title: "Deliveries a second", unit: func(figure float64) string { return number(int(figure)) + "/s" }, past: &m.server.rates, ticks: m.server.ticks, reduce: mean, style: t.ok.Render,
	}, w, h)
}

func (m *model) latencyChart(w, h int) []string {
	t := m.theme
	return t.chartLines(&chart{
		title: "p95 of the attempts", unit: took, past: &m.server.latencies, ticks: m.server.ticks, reduce: slices.Max[[]float64], style: t.accent.Render,
	}, w, h)
}
