package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (c calls) retry(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		_, err := c.client.Retry(ctx, id)
		return actedMsg{text: "retried now", command: "deliveries retry " + quoted(id), err: err}
	})
}

func (c calls) replay(id string) tea.Cmd { return c.replayWith(id, control.ReplayOptions{}, "") }

// replayWith makes a new delivery; flags are the options as a command line has them.
func (c calls) replayWith(id string, options control.ReplayOptions, flags string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		made, err := c.client.ReplayWith(ctx, id, options)
		text := "replayed"
		if options.NewID {
			text = "replayed as new"
		}
		return actedMsg{
			text: text, id: made.ID, command: "deliveries replay " + quoted(id) + flags, err: err,
			undo: &undoing{"cancel the replay", func(c calls) tea.Cmd { return c.cancel(made.ID) }},
		}
	})
}

func (c calls) cancel(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		_, err := c.client.Cancel(ctx, id)
		return actedMsg{text: "canceled", command: "deliveries cancel " + quoted(id), err: err}
	})
}

// hold pauses a subscription, or lets a paused one go on.
func (c calls) hold(sub control.Subscription) tea.Cmd {
	id := sub.ID
	if sub.State == string(relay.Active) {
		return c.run(func(ctx context.Context) tea.Msg {
			paused, err := c.client.Pause(ctx, id)
			held := "what it gets"
			if err == nil {
				held = c.held(ctx, id, held)
			}
			return actedMsg{
				text: "paused: " + held + " held", id: id, command: "subscriptions pause " + quoted(id), err: err,
				undo: &undoing{"release the subscription", func(c calls) tea.Cmd { return c.hold(paused) }},
			}
		})
	}
	return c.run(func(ctx context.Context) tea.Msg {
		held := c.held(ctx, id, "what was held")
		resumed, err := c.client.Resume(ctx, id)
		return actedMsg{
			text: "released: " + held + " sent", id: id, command: "subscriptions resume " + quoted(id), err: err,
			undo: &undoing{"hold the subscription again", func(c calls) tea.Cmd { return c.hold(resumed) }},
		}
	})
}

func (c calls) addFault(request control.AddFault) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		rule, err := c.client.AddFault(ctx, request)
		return actedMsg{
			text: "in force: " + specOf(request.Name, request.Value), command: faultCommand(request), err: err,
			undo: &undoing{"take the fault away", func(c calls) tea.Cmd { return c.removeFault(rule) }},
		}
	})
}

func (c calls) removeFault(rule control.FaultRule) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		err := c.client.RemoveFault(ctx, rule.ID)
		again := control.AddFault{
			Name: rule.Name, Value: rule.Value, At: rule.At, Filter: rule.Filter, First: rule.First, Every: rule.Every, Chance: rule.Chance, Limit: rule.Limit,
		}
		return actedMsg{
			text: "removed: " + specOf(rule.Name, rule.Value), command: "faults remove " + quoted(rule.ID), err: err,
			undo: &undoing{"put the fault in force again", func(c calls) tea.Cmd { return c.addFault(again) }},
		}
	})
}

// publish publishes an event; command is the same as a command line.
func (c calls) publish(request control.PublishRequest, command string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		published, err := c.client.Publish(ctx, request, "")
		msg := actedMsg{command: command, err: err}
		msg.text = fmt.Sprintf("published, %s made", plural(len(published.Deliveries), "delivery", "deliveries"))
		if err == nil && len(published.Deliveries) == 0 {
			msg.warning, msg.text = true, "published, but no subscription takes it"
			msg.command = "subscriptions create --provider " + quoted(request.Provider) + " --url URL"
		}
		return msg
	})
}
