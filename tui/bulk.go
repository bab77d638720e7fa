package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// bulkStep is how many deliveries a bulk action goes through at once.
const bulkStep = 200

// bulk is a change of many deliveries that is under way.
type bulk struct {
	verb                      relay.Verb
	target                    target
	newID                     bool
	cursor                    string
	matched, changed, skipped int
}

// countedMsg tells what a bulk action would do.
type countedMsg struct {
	bulk   bulk
	result control.BulkResult
	err    error
}

// steppedMsg tells what one step of a bulk action did.
type steppedMsg struct {
	bulk bulk // with what was done so far
	more bool
	err  error
}

func (b *bulk) request(limit int) control.BulkReplayRequest {
	return control.BulkReplayRequest{
		BulkRequest: control.BulkRequest{Filter: b.target.filter, All: b.target.filter == "", Limit: limit, Cursor: b.cursor}, NewID: b.newID,
	}
}

// command is the same as a command line.
func (b *bulk) command() string {
	command := "deliveries " + string(b.verb) + " "
	if b.target.filter == "" {
		command += "--all"
	} else {
		command += quoted(b.target.filter)
	}
	if b.newID {
		command += " --new-id"
	}
	return command
}

// words are what the action is called before and after it.
func (b *bulk) words() (does, did string) {
	switch b.verb {
	case relay.RetryVerb:
		return "Retry", "retried now"
	case relay.CancelVerb:
		return "Cancel", "canceled"
	case relay.ReplayVerb:
	}
	if b.newID {
		return "Replay as new", "replayed as new"
	}
	return "Replay", "replayed"
}

// countBulk asks how many deliveries an action would change.
func (c calls) countBulk(b bulk) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		request := b.request(0)
		request.DryRun = true
		result, err := c.client.Bulk(ctx, b.verb, request)
		return countedMsg{b, result, err}
	})
}

// stepBulk does the next part. What was begun is done whole.
func (c calls) stepBulk(b bulk) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		result, err := c.client.Bulk(ctx, b.verb, b.request(bulkStep))
		b.matched += result.Matched
		b.changed += result.Changed
		b.skipped += result.Skipped
		b.cursor = result.Next
		return steppedMsg{b, result.Next != "", err}
	})
}

// takeCounted asks whether an action is meant, saying how many deliveries it changes.
func (m *model) takeCounted(msg countedMsg) tea.Cmd {
	if msg.err != nil {
		m.toast = toastOf(actedMsg{err: msg.err})
		return nil
	}
	does, did := msg.bulk.words()
	r := &msg.result
	if r.Changed == 0 {
		m.toast = toastOf(actedMsg{text: fmt.Sprintf("none of %s can be %s", plural(r.Matched, "delivery", "deliveries"), did), warning: true})
		return nil
	}
	box := &confirmBox{question: fmt.Sprintf("%s %s?", does, plural(r.Changed, "delivery", "deliveries")), command: msg.bulk.command()}
	switch {
	case msg.bulk.target.marked > 0:
	case msg.bulk.target.filter == "":
		box.details = append(box.details, "That is every delivery there is.")
	default:
		box.details = append(box.details, "All that this filter takes: "+msg.bulk.target.filter)
	}
	switch {
	case r.Skipped == 1:
		box.details = append(box.details, "1 other stays as it is: its state, or its subscription's, does not allow it.")
	case r.Skipped > 1:
		box.details = append(box.details, fmt.Sprintf("%s others stay as they are: their state, or their subscription's, does not allow it.", number(r.Skipped)))
	}
	box.yes = func(m *model) tea.Cmd {
		m.list.unmark()
		m.toast = lasting(fmt.Sprintf("0 of %s %s so far", number(r.Changed), did))
		return m.calls.stepBulk(msg.bulk)
	}
	m.overlay = box
	return nil
}

// takeStepped tells how far an action is, and goes on.
func (m *model) takeStepped(msg steppedMsg) tea.Cmd {
	_, did := msg.bulk.words()
	switch {
	case msg.err != nil:
		m.toast = toastOf(actedMsg{err: fmt.Errorf("after %s %s: %w", number(msg.bulk.changed), did, msg.err)})
		return nil
	case msg.more:
		m.toast = lasting(fmt.Sprintf("%s %s so far", number(msg.bulk.changed), did))
		return m.calls.stepBulk(msg.bulk)
	}
	m.toast = toastOf(actedMsg{text: fmt.Sprintf("%s %s", plural(msg.bulk.changed, "delivery", "deliveries"), did), command: msg.bulk.command()})
	return nil
}
