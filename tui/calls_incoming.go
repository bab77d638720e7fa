package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// incomingMsg answers readIncoming and moreIncoming.
type incomingMsg struct {
	verdict string // that was asked for; empty: all
	rowsMsg[control.Incoming]
}

// requestMsg answers readRequest.
type requestMsg struct {
	id       string
	incoming control.Incoming
	err      error
}

// readIncoming reads the newest page of what came in with a verdict.
func (c calls) readIncoming(verdict string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		msg := incomingMsg{verdict: verdict}
		msg.rows, msg.next, msg.err = c.client.Incoming(ctx, control.IncomingQuery{Verdict: verdict, Limit: pageSize})
		return msg
	})
}

// moreIncoming reads the page behind a request: at the cursor, or, where there is none any more, found from the start.
func (c calls) moreIncoming(verdict, cursor, behind string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		msg := incomingMsg{verdict: verdict, rowsMsg: rowsMsg[control.Incoming]{older: true}}
		read := func(cursor string, limit int) ([]control.Incoming, string, error) {
			return c.client.Incoming(ctx, control.IncomingQuery{Verdict: verdict, Cursor: cursor, Limit: limit})
		}
		msg.rows, msg.next, msg.err = pageBehind(read, cursor, func(in *control.Incoming) bool { return in.ID == behind })
		return msg
	})
}

// readRequest reads one request whole.
func (c calls) readRequest(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		incoming, err := c.client.IncomingRequest(ctx, id)
		return requestMsg{id, incoming, err}
	})
}

// curlIncoming copies a request as a command.
func (c calls) curlIncoming(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		in, err := c.client.IncomingRequest(ctx, id)
		if err != nil {
			return actedMsg{err: err}
		}
		return copiedMsg{export.CurlIncoming(&in), actedMsg{text: "copied as curl, where the terminal allows it", command: "relay show " + quoted(id)}}
	})
}
