package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// heavy is a delivery with 1,000 attempts, each with a body of about 1 MB.
func heavy() control.Delivery {
	d := whole(control.Delivery{ID: "dlv_heavy", State: "pending", DueAt: due(98), CreatedAt: at(-10)})
	body := `{"list":[` + strings.Repeat(`{"id":4812,"text":"Müller & Söhne","amounts":["1.00","2.00"]},`, 16_000) + `{}]}`
	one := d.Attempts[1]
	one.Request.Body, one.Response = &body, &control.Message{Status: 503, Body: text(strings.Replace(body, "4812", "4813", 1))}
	one.Timings = control.Timings{DNSMS: 1, ConnectMS: 2, TLSMS: 3, FirstByteMS: 8}
	d.Attempts = nil
	for n := range 1000 {
		one.Number, one.StartedAt, one.PlannedAt = n+1, at(n), due(n)
		d.Attempts = append(d.Attempts, one)
	}
	d.Attempts[999].Request.Body = text(strings.Replace(body, "4812", "4813", 100))
	return d
}

// benchModel is a model of some size whose commands nobody runs.
func benchModel(w, h int) *model {
	clock := relay.NewVirtualClock(start)
	c := calls{client: control.NewClient("http://127.0.0.1:1"), clock: clock, tick: func() tea.Cmd { return nil }}
	c.runFor = func(time.Duration, func(context.Context) tea.Msg) tea.Cmd { return nil }
	m := newModel(Options{Client: c.client, Clock: clock}, c, nil)
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return m
}

// BenchmarkInspector measures the heaviest delivery that is likely: do=open draws a tab's page for the first time, do=key is
// from a key to the frame.
func BenchmarkInspector(b *testing.B) {
	d, books := heavy(), bookedTwice()
	for open := range tabCount {
		at := func() *model {
			m := benchModel(120, 40)
			m.Update(listMsg{generation: m.list.generation, deliveries: []control.Delivery{{ID: d.ID, State: "pending", AttemptCount: 1000}}})
			m.inspect()
			m.inspect() // into it
			m.arrange()
			m.Update(detailMsg{id: d.ID, delivery: d})
			m.inspector.tab, m.inspector.books = open, &reading{of: m.inspector.shown, books: &books}
			return m
		}
		b.Run(fmt.Sprintf("tab=%s/do=open", open.title()), func(b *testing.B) {
			m := at()
			for b.Loop() {
				m.inspector.key = pageKey{}
				m.arrange()
				m.View()
			}
		})
		b.Run(fmt.Sprintf("tab=%s/do=key", open.title()), func(b *testing.B) {
			m := at()
			m.arrange()
			for b.Loop() {
				m.Update(keyOf("j"))
				m.View()
			}
		})
	}
	b.Run("tab=Request/do=search", func(b *testing.B) {
		m := benchModel(120, 40)
		p := m.theme.requestPage(&d, &d.Attempts[0], nil, prettyBody, 47)
		for b.Loop() {
			s := &search{text: "söhne"}
			s.look(p, 0)
		}
	})
	b.Run("tab=Request/do=unfold", func(b *testing.B) {
		m := benchModel(120, 40)
		p := m.theme.requestPage(&d, &d.Attempts[0], nil, prettyBody, 47)
		for b.Loop() {
			p.lines(nil, 47)
		}
	})
}
