package control

import (
	"context"
	"net/http"
	"net/url"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Cancel ends a delivery that is not final yet, or unknown.
func (c *Client) Cancel(ctx context.Context, id string) (Delivery, error) {
	return call[Delivery](ctx, c, http.MethodPost, "/v1/deliveries/"+url.PathEscape(id)+"/cancel", nil, nil)
}

// ReplayWith makes a new delivery of the same event that differs as the options say.
func (c *Client) ReplayWith(ctx context.Context, id string, options ReplayOptions) (Delivery, error) {
	return call[Delivery](ctx, c, http.MethodPost, "/v1/deliveries/"+url.PathEscape(id)+"/replay", nil, options)
}

// Bulk retries, replays or cancels all deliveries that a filter takes. The replay options count for a replay only.
func (c *Client) Bulk(ctx context.Context, verb relay.Verb, request BulkReplayRequest) (BulkResult, error) {
	path := "/v1/deliveries/" + string(verb)
	if verb != relay.ReplayVerb {
		return call[BulkResult](ctx, c, http.MethodPost, path, nil, request.BulkRequest)
	}
	return call[BulkResult](ctx, c, http.MethodPost, path, nil, request)
}
