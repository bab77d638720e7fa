package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// owedMsg answers readOwed.
type owedMsg struct {
	owed   map[string]owedCount // by subscription
	recent recentMsg
	took   time.Duration
	err    error
}

// recentMsg is how a subscription fared last: its newest delivery, and the newest delivered one; nil where there is none.
type recentMsg struct {
	id                string
	newest, delivered *control.Delivery
}

// readOwed counts what every subscription owes, and asks how one of them fared; an empty id leaves that out.
func (c calls) readOwed(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		took := c.clock.Stopwatch()
		msg := owedMsg{owed: map[string]owedCount{}, recent: recentMsg{id: id}}
		groups, err := c.client.Groups(ctx, "state:pending,sending,held", "subscription,state", 0)
		msg.err = err
		for _, g := range groups.Items {
			count := msg.owed[g.Group["subscription"]]
			switch relay.DeliveryState(g.Group["state"]) {
			case relay.Pending:
				count.pending = g.Count
			case relay.Sending:
				count.sending = g.Count
			case relay.Held:
				count.held = g.Count
			}
			msg.owed[g.Group["subscription"]] = count
		}
		if id != "" && err == nil {
			msg.recent.newest, msg.err = c.newestOf(ctx, ofSubscription(id))
		}
		if id != "" && msg.err == nil {
			msg.recent.delivered, msg.err = c.newestOf(ctx, ofSubscription(id)+" state:delivered")
		}
		msg.took = took()
		return msg
	})
}

// newestOf is the newest delivery that passes a filter; nil where none does.
func (c calls) newestOf(ctx context.Context, filter string) (*control.Delivery, error) {
	found, _, err := c.client.Deliveries(ctx, control.DeliveryQuery{Filter: filter, Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// ofSubscription is the filter that takes the deliveries of one subscription.
func ofSubscription(id string) string { return filterOf(relay.FieldSubscription, id).String() }

// filterOf takes the deliveries that have one of some values in a field.
func filterOf(field relay.Field, values ...string) relay.Filter {
	return relay.Filter{Terms: []relay.Term{{Field: field, Op: relay.Equal, Values: values}}}
}

// held says how many deliveries of a subscription are held; other where that could not be asked.
func (c calls) held(ctx context.Context, id, other string) string {
	stats, err := c.client.Statistics(ctx, control.StatsQuery{Filter: ofSubscription(id), CountsOnly: true})
	if err != nil {
		return other
	}
	return plural(stats.Deliveries[string(relay.Held)], "delivery", "deliveries")
}

// testSubscription sends a sample to one subscription alone.
func (c calls) testSubscription(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		made, err := c.client.TestSubscription(ctx, id, "")
		return actedMsg{text: "sent a test: " + made.Type, id: made.ID, command: "subscriptions test " + quoted(id), err: err}
	})
}
