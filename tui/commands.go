package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// calls makes the commands: each asks the server and answers with a message. None touches the model.
type calls struct {
	client *control.Client
	clock  relay.Clock
	run    func(call func(ctx context.Context) tea.Msg) tea.Cmd
	tick   func() tea.Cmd // answers with a tickMsg after a second
}

const (
	pageSize = 200
	bigPage  = 1000
)

// readList reads the newest deliveries: a page, or so many as were shown before.
func (c calls) readList(generation int, filter string, want int) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		msg := listMsg{generation: generation}
		for {
			var page []control.Delivery
			page, msg.next, msg.err = c.client.Deliveries(ctx, filter, msg.next, min(max(want-len(msg.deliveries), pageSize), bigPage))
			msg.deliveries = append(msg.deliveries, page...)
			if msg.err != nil || msg.next == "" || len(msg.deliveries) >= want {
				return msg
			}
		}
	})
}

// readMore reads the page behind a delivery: at the cursor, or, where there is none any more, found from the start.
func (c calls) readMore(generation int, filter, cursor, behind string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		msg := listMsg{generation: generation, older: true, next: cursor}
		if cursor != "" {
			msg.deliveries, msg.next, msg.err = c.client.Deliveries(ctx, filter, cursor, pageSize)
			return msg
		}
		for found := false; !found || len(msg.deliveries) == 0; {
			var page []control.Delivery
			page, msg.next, msg.err = c.client.Deliveries(ctx, filter, msg.next, bigPage)
			for i := range page {
				if found {
					msg.deliveries = append(msg.deliveries, page[i])
				}
				found = found || page[i].ID == behind
			}
			if msg.err != nil || msg.next == "" {
				break
			}
		}
		return msg
	})
}

func (c calls) readDelivery(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		delivery, err := c.client.Delivery(ctx, id)
		return detailMsg{id, delivery, err}
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

func (c calls) retry(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		_, err := c.client.Retry(ctx, id)
		return actedMsg{text: "retried now", command: "deliveries retry " + quoted(id), err: err}
	})
}

func (c calls) replay(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		made, err := c.client.Replay(ctx, id)
		return actedMsg{text: "replayed", id: made.ID, command: "deliveries replay " + quoted(id), err: err}
	})
}

func (c calls) addFault(request control.AddFault) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		_, err := c.client.AddFault(ctx, request)
		return actedMsg{text: "in force: " + specOf(request.Name, request.Value), command: faultCommand(request), err: err}
	})
}

func (c calls) removeFault(rule control.FaultRule) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		err := c.client.RemoveFault(ctx, rule.ID)
		return actedMsg{text: "removed: " + specOf(rule.Name, rule.Value), command: "faults remove " + quoted(rule.ID), err: err}
	})
}

func (c calls) publish(provider, event string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		published, err := c.client.Publish(ctx, control.PublishRequest{Provider: provider, Type: event}, "")
		msg := actedMsg{command: triggerCommand(provider, event), err: err}
		msg.text = fmt.Sprintf("published, %s made", plural(len(published.Deliveries), "delivery", "deliveries"))
		if err == nil && len(published.Deliveries) == 0 {
			msg.warning, msg.text = true, "published, but no subscription takes it"
			msg.command = "subscriptions create --provider " + quoted(provider) + " --url URL"
		}
		return msg
	})
}
