package tui

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// million is what a list of a million deliveries holds of them: a page, and the news of the change stream.
func million(b *testing.B, w, h int) *model {
	b.Helper()
	c := calls{client: control.NewClient("http://127.0.0.1:1"), clock: relay.NewVirtualClock(start), tick: func() tea.Cmd { return nil }}
	c.runFor = func(time.Duration, func(context.Context) tea.Msg) tea.Cmd { return nil }
	m := newModel(Options{Client: c.client, Address: "127.0.0.1:7117", Clock: c.clock}, c, nil)
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	m.Update(batchMsg{batch{opened: true}})
	m.Update(statsMsg{stats: control.Stats{Deliveries: map[string]int{"delivered": 1_000_000, "pending": 1000, "failed": 3}}})
	m.Update(listMsg{generation: m.list.generation, deliveries: many(maxRows), next: "2000"})
	return m
}

// news is a batch as the feed makes twenty times a second of 1,000 changes a second: half of them new deliveries.
func news(n int) tea.Msg {
	b := batch{attempts: 25, delivered: 25}
	for i := range 25 {
		d := numbered(maxRows + 25*n + i)
		d.State, d.AttemptCount, d.LastOutcome, d.LastStatus, d.LastDurationMS = "delivered", 1, "success", 200, 1.5
		b.updates = append(b.updates, update{delivery: d, marks: []attemptMark{{1, markGood}}})
		b.took = append(b.took, 1.5)
	}
	return batchMsg{b}
}

// BenchmarkUpdateView is Update and View of one message, with 1,000,000 deliveries stored and 1,000 changes a second.
func BenchmarkUpdateView(b *testing.B) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {300, 60}} {
		for name, next := range map[string]func(i int) tea.Msg{
			"changes": news,
			"key":     func(i int) tea.Msg { return keyOf([]string{"j", "j", "j", "k"}[i%4]) },
			"tick":    func(int) tea.Msg { return tickMsg{start} },
		} {
			b.Run(fmt.Sprintf("size=%dx%d/msg=%s", size[0], size[1], name), func(b *testing.B) {
				m := million(b, size[0], size[1])
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					m.Update(next(i))
					_ = m.View()
					i++
				}
			})
		}
	}
}

// BenchmarkHeld is the memory that the list holds, however long it ran.
func BenchmarkHeld(b *testing.B) {
	for b.Loop() {
		m := million(b, 120, 40)
		for i := range 2000 { // 100 s
			m.Update(news(i))
		}
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		b.ReportMetric(float64(stats.HeapAlloc)/(1<<20), "heap-MB")
		runtime.KeepAlive(m)
	}
}
