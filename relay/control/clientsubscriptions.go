package control

import (
	"context"
	"net/http"
	"net/url"
)

// UpdateSubscription changes one. What is nil in the request stays as it is.
func (c *Client) UpdateSubscription(ctx context.Context, id string, request UpdateSubscription) (Subscription, error) {
	return call[Subscription](ctx, c, http.MethodPatch, "/v1/subscriptions/"+url.PathEscape(id), nil, request)
}

// Pause holds what a subscription owes and gets.
func (c *Client) Pause(ctx context.Context, id string) (Subscription, error) {
	return call[Subscription](ctx, c, http.MethodPost, "/v1/subscriptions/"+url.PathEscape(id)+"/pause", nil, nil)
}

// Resume lets a paused or disabled subscription send again.
func (c *Client) Resume(ctx context.Context, id string) (Subscription, error) {
	return call[Subscription](ctx, c, http.MethodPost, "/v1/subscriptions/"+url.PathEscape(id)+"/resume", nil, nil)
}

// Disable stops a subscription: it takes and sends nothing, and what it owes fails.
func (c *Client) Disable(ctx context.Context, id, reason string) (Subscription, error) {
	return call[Subscription](ctx, c, http.MethodPost, "/v1/subscriptions/"+url.PathEscape(id)+"/disable", nil, DisableSubscription{Reason: reason})
}
