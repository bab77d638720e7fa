package tui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// postingsMsg answers readPostings and morePostings.
type postingsMsg = rowsMsg[control.Posting]

// auditMsg answers readAudit.
type auditMsg struct {
	reconciliation control.Reconciliation
	err            error
	late           bool // it was not done in the time of a call
	balance        control.TrialBalance
	balanceErr     error
	took           time.Duration // of both
}

// readPostings reads the newest page of the books.
func (c calls) readPostings() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		msg := postingsMsg{}
		msg.rows, msg.next, msg.err = c.client.Ledger(ctx, "", "", pageSize)
		return msg
	})
}

// morePostings reads the page behind a posting: at the cursor, or, where there is none any more, found from the start.
func (c calls) morePostings(cursor, behind string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		msg := postingsMsg{older: true}
		read := func(cursor string, limit int) ([]control.Posting, string, error) {
			return c.client.Ledger(ctx, "", cursor, limit)
		}
		msg.rows, msg.next, msg.err = pageBehind(read, cursor, func(p *control.Posting) bool { return p.Reference == behind })
		return msg
	})
}

// readAudit adds the books up, and holds what was sent against them. Both read all there is, the second more of it: with
// very much it may not be done in the time of a call.
func (c calls) readAudit() tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		took := c.clock.Stopwatch()
		msg := auditMsg{}
		msg.balance, msg.balanceErr = c.client.TrialBalance(ctx, "")
		msg.reconciliation, msg.err = c.client.Reconcile(ctx, "", "")
		msg.late = errors.Is(ctx.Err(), context.DeadlineExceeded)
		msg.took = took()
		return msg
	})
}
