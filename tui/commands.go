package tui

import (
	"context"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// calls makes the commands: each asks the server and answers with a message. None touches the model.
type calls struct {
	client  *control.Client
	version string // ledgerhook's own
	folder  string // where files go that are named without one; empty: the working directory
	clock   relay.Clock
	runFor  func(limit time.Duration, call func(ctx context.Context) tea.Msg) tea.Cmd
	tick    func() tea.Cmd                                        // answers with a tickMsg after a second
	exec    func(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd // hands the terminal to another program
}

// run makes a command of a call that answers at once.
func (c calls) run(call func(ctx context.Context) tea.Msg) tea.Cmd {
	return c.runFor(callTimeout, call)
}

const (
	pageSize = 200
	bigPage  = 1000
)

// readList reads the newest deliveries: a page, or so many as were shown before. Where few pass a filter, it answers with the
// first that are found; the others come as older ones.
func (c calls) readList(generation int, filter string, want int) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		msg := listMsg{generation: generation}
		for {
			var page []control.Delivery
			page, msg.next, msg.err = c.rows(ctx, filter, msg.next, min(max(want-len(msg.deliveries), pageSize), bigPage))
			msg.deliveries = append(msg.deliveries, page...)
			if msg.err != nil || msg.next == "" || len(msg.deliveries) >= want || filter != "" && len(msg.deliveries) > 0 {
				return msg
			}
		}
	})
}

// readMore reads the page behind a delivery: at the cursor, or, where there is none any more, found from the start.
func (c calls) readMore(generation int, filter, cursor, behind string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		msg := listMsg{generation: generation, older: true}
		read := func(cursor string, limit int) ([]control.Delivery, string, error) {
			return c.rows(ctx, filter, cursor, limit)
		}
		msg.deliveries, msg.next, msg.err = pageBehind(read, cursor, func(d *control.Delivery) bool { return d.ID == behind })
		return msg
	})
}

// pageBehind reads the page behind a row: at the cursor, or, where there is none any more, found from the start.
func pageBehind[T any](read func(cursor string, limit int) ([]T, string, error), cursor string, is func(*T) bool) (rows []T, next string, err error) {
	if cursor != "" {
		return read(cursor, pageSize)
	}
	for found := false; !found || len(rows) == 0; {
		var page []T
		page, next, err = read(next, bigPage)
		for i := range page {
			if found {
				rows = append(rows, page[i])
			}
			found = found || is(&page[i])
		}
		if err != nil || next == "" {
			break
		}
	}
	return rows, next, err
}

// rows reads a page of the list: somebody waits for it.
func (c calls) rows(ctx context.Context, filter, cursor string, limit int) (page []control.Delivery, next string, err error) {
	return c.client.Deliveries(ctx, control.DeliveryQuery{Filter: filter, Cursor: cursor, Limit: limit, Bounded: true, Outcomes: true})
}

func (c calls) readDelivery(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		delivery, err := c.client.Delivery(ctx, id)
		return detailMsg{id, delivery, err}
	})
}

// readExplanation reads what a refused attempt's signature is explained as.
func (c calls) readExplanation(id string, attempt int) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		msg := explainedMsg{id: id, attempt: attempt}
		delivery, err := c.client.Delivery(ctx, id)
		for i := range delivery.Attempts {
			if a := &delivery.Attempts[i]; err == nil && a.Number == attempt {
				msg.line = a.Explanation
			}
		}
		return msg
	})
}

func (c calls) readStats() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		stats, err := c.client.Stats(ctx)
		return statsMsg{stats, err}
	})
}

func (c calls) readClock() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		clock, err := c.client.Clock(ctx)
		return clockMsg{clock, clock.Now.Sub(c.clock.Now()), err}
	})
}

func (c calls) readSubscriptions() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		subscriptions, err := c.client.Subscriptions(ctx)
		return subscriptionsMsg{subscriptions, err}
	})
}

func (c calls) readFaults() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		rules, err := c.client.Faults(ctx)
		return faultsMsg{rules, err}
	})
}

func (c calls) readCatalogue() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		entries, err := c.client.FaultCatalogue(ctx)
		return catalogueMsg{entries, err}
	})
}

func (c calls) readProviders() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		providers, err := c.client.Providers(ctx)
		return providersMsg{providers, err}
	})
}

func (c calls) readPreview(request control.PublishRequest) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		preview, err := c.client.Preview(ctx, request)
		return previewMsg{preview, err}
	})
}
