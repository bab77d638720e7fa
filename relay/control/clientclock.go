package control

import (
	"context"
	"net/http"
)

// FreezeClock stops a virtual clock where it is.
func (c *Client) FreezeClock(ctx context.Context) (Clock, error) {
	return call[Clock](ctx, c, http.MethodPost, "/v1/clock/freeze", nil, nil)
}

// RunClock lets a virtual clock go on in real time.
func (c *Client) RunClock(ctx context.Context) (Clock, error) {
	return call[Clock](ctx, c, http.MethodPost, "/v1/clock/run", nil, nil)
}
