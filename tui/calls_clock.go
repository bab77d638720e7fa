package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// longTimeout bounds a call that answers when all has settled.
const longTimeout = 10 * time.Minute

// advance moves the clock by a duration, or to the next attempt that is due, and tells what came of it.
func (c calls) advance(by string) tea.Cmd {
	return c.runFor(longTimeout, func(ctx context.Context) tea.Msg {
		msg := actedMsg{command: "clock advance " + by}
		before, err := c.client.Clock(ctx)
		var counted control.Stats
		if err == nil {
			counted, err = c.client.Stats(ctx)
		}
		after := before
		switch duration, odd := time.ParseDuration(by); {
		case err != nil:
		case odd == nil:
			after, err = c.client.Advance(ctx, duration)
		default:
			after, err = c.client.AdvanceToNext(ctx)
		}
		if err != nil {
			msg.err = err
			return msg
		}
		now, err := c.client.Stats(ctx)
		msg.text, msg.err = fmt.Sprintf("advanced by %s: %s", after.Now.Sub(before.Now.Time), changedCounts(counted.Deliveries, now.Deliveries)), err
		return movedMsg{clockMsg{clock: after}, msg}
	})
}

// movedMsg is what an action did with the clock.
type movedMsg struct {
	clock clockMsg
	acted actedMsg
}

// changedCounts says how the counts of deliveries by state have changed.
func changedCounts(before, after map[string]int) string {
	var parts []string
	for _, state := range relay.DeliveryStates() {
		if by := after[string(state)] - before[string(state)]; by != 0 {
			parts = append(parts, fmt.Sprintf("%+d %s", by, state))
		}
	}
	if parts == nil {
		return "no delivery changed its state"
	}
	return strings.Join(parts, ", ")
}

func (c calls) freezeClock() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		clock, err := c.client.FreezeClock(ctx)
		return movedMsg{clockMsg{clock: clock, err: err}, actedMsg{
			text: "the clock stands still", command: "clock freeze", err: err, undo: &undoing{"let the clock run", calls.runClock},
		}}
	})
}

func (c calls) runClock() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		clock, err := c.client.RunClock(ctx)
		return movedMsg{clockMsg{clock: clock, err: err}, actedMsg{
			text: "the clock runs", command: "clock run", err: err, undo: &undoing{"freeze the clock", calls.freezeClock},
		}}
	})
}
