package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// statsBoard shows how attempts fare: what the server tells of the newest ones, and what was seen here in the last minutes.
type statsBoard struct {
	page  aside // all of it, as lines that scroll
	stats *control.Stats
	err   error
	pacer pacer
}

// attemptStatsMsg answers readAttemptStats.
type attemptStatsMsg struct {
	stats control.Stats
	took  time.Duration
	err   error
}

// readAttemptStats asks how the newest attempts fared.
func (c calls) readAttemptStats() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		took := c.clock.Stopwatch()
		stats, err := c.client.Statistics(ctx, control.StatsQuery{})
		return attemptStatsMsg{stats, took(), err}
	})
}

func (b *statsBoard) read(m *model) tea.Cmd {
	if b.pacer.begin(m.calls.clock.Now()) {
		return m.calls.readAttemptStats()
	}
	m.stale = true
	return nil
}

func (b *statsBoard) take(m *model, msg tea.Msg) (ok bool) {
	answer, ok := msg.(attemptStatsMsg)
	if !ok {
		return false
	}
	b.pacer.end(m.calls.clock.Now(), answer.took, 0)
	if b.err = answer.err; answer.err == nil {
		b.stats = &answer.stats
	}
	return true
}

func (b *statsBoard) touched(news *batch) bool { return len(news.updates) > 0 || len(news.cameIn) > 0 }

func (b *statsBoard) arrange(m *model, l layout) tea.Cmd {
	b.page.arrange("", m.statsLines(b, max(l.width-4, 1), l.paneRows()), l.paneRows())
	return nil
}

func (b *statsBoard) move(by int) { b.page.scroll(by) }

func (b *statsBoard) first(*model) tea.Cmd {
	b.page.offset = 0
	return nil
}

func (b *statsBoard) last(*model) tea.Cmd {
	b.page.scroll(len(b.page.lines))
	return nil
}

func (b *statsBoard) inView(l layout) int { return l.paneRows() }
