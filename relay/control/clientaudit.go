package control

import (
	"context"
	"net/http"
)

// TrialBalance adds up the mock's books; an empty provider takes all products.
func (c *Client) TrialBalance(ctx context.Context, provider string) (TrialBalance, error) {
	return call[TrialBalance](ctx, c, http.MethodGet, "/v1/mock/trial-balance"+query("provider", provider), nil, nil)
}

// ResetMock removes the mock's receipts and postings. Deliveries stay.
func (c *Client) ResetMock(ctx context.Context) error {
	_, err := call[struct{}](ctx, c, http.MethodPost, "/v1/mock/reset", nil, struct{}{})
	return err
}
