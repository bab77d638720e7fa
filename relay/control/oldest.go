package control

import (
	"context"
	"net/http"
)

// OldestDeliveries returns a page of deliveries, oldest first, and the cursor of the next page; empty at the end.
func (c *Client) OldestDeliveries(ctx context.Context, filter, cursor string, limit int) ([]Delivery, string, error) {
	p, err := call[page[Delivery]](ctx, c, http.MethodGet, "/v1/deliveries"+query("filter", filter, "order", "oldest", "cursor", cursor, "limit", number(limit)), nil, nil)
	return p.Items, p.Next, err
}
