package control

import (
	"context"
	"net/http"
)

// AdvanceToNext moves a virtual clock to when the next attempt is due, and answers when all that fell due has settled. 409
// where none is.
func (c *Client) AdvanceToNext(ctx context.Context) (Clock, error) {
	return call[Clock](ctx, c, http.MethodPost, "/v1/clock/advance", nil, AdvanceClock{By: toNext})
}

// FreezeClock stops a virtual clock where it is.
func (c *Client) FreezeClock(ctx context.Context) (Clock, error) {
	return call[Clock](ctx, c, http.MethodPost, "/v1/clock/freeze", nil, nil)
}

// RunClock lets a virtual clock go on in real time.
func (c *Client) RunClock(ctx context.Context) (Clock, error) {
	return call[Clock](ctx, c, http.MethodPost, "/v1/clock/run", nil, nil)
}
