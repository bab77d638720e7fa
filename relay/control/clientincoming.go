package control

import (
	"context"
	"net/http"
	"net/url"
)

// IncomingQuery selects a page of incoming requests. The zero value takes the newest hundred.
type IncomingQuery struct {
	Hook     string
	Provider string
	Verdict  string
	Cursor   string // that the page before gave; empty: the first page
	Limit    int    // zero means 100, at most 1,000
}

// Incoming returns a page of what came in at the relay's hooks, newest first, and the cursor of the next page; empty at the end.
func (c *Client) Incoming(ctx context.Context, q IncomingQuery) ([]Incoming, string, error) {
	path := "/v1/incoming" + query("hook", q.Hook, "provider", q.Provider, "verdict", q.Verdict, "cursor", q.Cursor, "limit", number(q.Limit))
	p, err := call[page[Incoming]](ctx, c, http.MethodGet, path, nil, nil)
	return p.Items, p.Next, err
}

// IncomingRequest returns one with its headers and body, credentials masked.
func (c *Client) IncomingRequest(ctx context.Context, id string) (Incoming, error) {
	return call[Incoming](ctx, c, http.MethodGet, "/v1/incoming/"+url.PathEscape(id), nil, nil)
}

// RevealIncoming is IncomingRequest with the credentials.
func (c *Client) RevealIncoming(ctx context.Context, id string) (Incoming, error) {
	return call[Incoming](ctx, c, http.MethodGet, "/v1/incoming/"+url.PathEscape(id)+"?reveal=true", nil, nil)
}
