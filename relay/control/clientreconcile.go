package control

import (
	"context"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Reconcile holds what was sent to the mock against its books; an empty provider takes all products, an empty filter all
// deliveries.
func (c *Client) Reconcile(ctx context.Context, provider, filter string) (Reconciliation, error) {
	return call[Reconciliation](ctx, c, http.MethodGet, "/v1/mock/reconcile"+query("provider", provider, "filter", filter), nil, nil)
}

// ReconcileObserved holds what was sent to other receivers than the mock against an app's own list of at most
// relay.MaxObserved items.
func (c *Client) ReconcileObserved(ctx context.Context, items []relay.ObservedItem, provider, filter string) (Reconciliation, error) {
	request := ReconcileObserved{Observed: make(observedList, len(items)), Filter: filter, Provider: provider}
	for i := range items {
		request.Observed[i] = Observed(items[i])
	}
	return call[Reconciliation](ctx, c, http.MethodPost, "/v1/mock/reconcile", nil, request)
}
