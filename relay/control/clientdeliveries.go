package control

import (
	"context"
	"net/http"
)

// DeliveryQuery selects a page of deliveries. The zero value takes the newest hundred.
type DeliveryQuery struct {
	Filter string // in the filter language; empty: all
	Cursor string // that the page before gave; empty: the first page
	Limit  int    // zero means 100, at most 1,000

	// OldestFirst turns the order round.
	OldestFirst bool
	// Bounded is for those who wait for the answer, however rare what the filter takes: a page may be short, or empty, though
	// there is a next one, which goes on from there.
	Bounded bool
	// Outcomes gives each delivery what its newest attempts came to, 20 at most.
	Outcomes bool
}

// Deliveries returns a page of deliveries and the cursor of the next page; empty at the end.
func (c *Client) Deliveries(ctx context.Context, q DeliveryQuery) ([]Delivery, string, error) {
	order := ""
	if q.OldestFirst {
		order = "oldest"
	}
	path := "/v1/deliveries" + query("filter", q.Filter, "cursor", q.Cursor, "limit", number(q.Limit), "order", order,
		"bounded", yes(q.Bounded), "outcomes", yes(q.Outcomes))
	p, err := call[page[Delivery]](ctx, c, http.MethodGet, path, nil, nil)
	return p.Items, p.Next, err
}

// yes is how a query says that something holds.
func yes(holds bool) string {
	if holds {
		return "true"
	}
	return ""
}
