package control

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client calls the control API of a running server. Safe for concurrent use.
type Client struct {
	base  string
	token string // empty: none is sent
	http  *http.Client
}

// NewClient calls the server at base, such as http://127.0.0.1:7117.
func NewClient(base string) *Client {
	return &Client{base: strings.TrimRight(base, "/"), http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
}

// Base is the server's address, without a trailing slash.
func (c *Client) Base() string { return c.base }

// Publish publishes one event. With an idempotency key the same request can be sent again.
func (c *Client) Publish(ctx context.Context, request PublishRequest, idempotencyKey string) (Published, error) {
	return call[Published](ctx, c, http.MethodPost, "/v1/events", idempotent(idempotencyKey), request)
}

// PublishBatch publishes up to 1,000 events, all or nothing.
func (c *Client) PublishBatch(ctx context.Context, requests []PublishRequest) ([]Published, error) {
	return c.PublishBatchOnce(ctx, requests, "")
}

// PublishBatchOnce is PublishBatch with an idempotency key: the same requests can be sent again.
func (c *Client) PublishBatchOnce(ctx context.Context, requests []PublishRequest, idempotencyKey string) ([]Published, error) {
	body := map[string][]PublishRequest{"events": requests}
	p, err := call[page[Published]](ctx, c, http.MethodPost, "/v1/events/batch", idempotent(idempotencyKey), body)
	return p.Items, err
}

func idempotent(key string) http.Header {
	if key == "" {
		return nil
	}
	return http.Header{"Idempotency-Key": {key}}
}

// Events returns a page of events, newest first, and the cursor of the next page; empty at the end.
func (c *Client) Events(ctx context.Context, provider, cursor string, limit int) ([]Event, string, error) {
	return c.EventsOf(ctx, provider, "", cursor, limit)
}

// EventsOf is Events of one type; an empty provider or type takes all.
func (c *Client) EventsOf(ctx context.Context, provider, eventType, cursor string, limit int) ([]Event, string, error) {
	p, err := call[page[Event]](ctx, c, http.MethodGet, "/v1/events"+query("provider", provider, "type", eventType, "cursor", cursor, "limit", number(limit)), nil, nil)
	return p.Items, p.Next, err
}

// Event returns one event with its data.
func (c *Client) Event(ctx context.Context, id string) (Event, error) {
	return call[Event](ctx, c, http.MethodGet, "/v1/events/"+url.PathEscape(id), nil, nil)
}

// Delivery returns one delivery with its attempts and body, credentials masked.
func (c *Client) Delivery(ctx context.Context, id string) (Delivery, error) {
	return call[Delivery](ctx, c, http.MethodGet, "/v1/deliveries/"+url.PathEscape(id), nil, nil)
}

// RevealDelivery is Delivery with the credentials in body, URL and Authorization, as far as they are still known.
func (c *Client) RevealDelivery(ctx context.Context, id string) (Delivery, error) {
	return call[Delivery](ctx, c, http.MethodGet, "/v1/deliveries/"+url.PathEscape(id)+"?reveal=true", nil, nil)
}

// Wait waits until all deliveries that a filter takes are final, or the time is up.
func (c *Client) Wait(ctx context.Context, filter string, timeout time.Duration) (Waited, error) {
	return call[Waited](ctx, c, http.MethodGet, "/v1/deliveries/wait"+query("filter", filter, "timeout_ms", strconv.FormatInt(timeout.Milliseconds(), 10)), nil, nil)
}

// Retry brings the next attempt of a pending delivery forward to now.
func (c *Client) Retry(ctx context.Context, id string) (Delivery, error) {
	return call[Delivery](ctx, c, http.MethodPost, "/v1/deliveries/"+url.PathEscape(id)+"/retry", nil, nil)
}

// Replay makes a new delivery of the same event and bytes.
func (c *Client) Replay(ctx context.Context, id string) (Delivery, error) {
	return call[Delivery](ctx, c, http.MethodPost, "/v1/deliveries/"+url.PathEscape(id)+"/replay", nil, nil)
}

// Subscriptions lists all subscriptions, oldest first.
func (c *Client) Subscriptions(ctx context.Context) ([]Subscription, error) {
	return everything[Subscription](ctx, c, "/v1/subscriptions")
}

// Subscription returns one.
func (c *Client) Subscription(ctx context.Context, id string) (Subscription, error) {
	return call[Subscription](ctx, c, http.MethodGet, "/v1/subscriptions/"+url.PathEscape(id), nil, nil)
}

// RevealSubscription returns one with its secrets.
func (c *Client) RevealSubscription(ctx context.Context, id string) (Subscription, error) {
	return call[Subscription](ctx, c, http.MethodGet, "/v1/subscriptions/"+url.PathEscape(id)+"?reveal=true", nil, nil)
}

// Subscribe makes one. The answer holds its secrets, this once.
func (c *Client) Subscribe(ctx context.Context, request CreateSubscription) (Subscription, error) {
	return call[Subscription](ctx, c, http.MethodPost, "/v1/subscriptions", nil, request)
}

// Unsubscribe deletes one; what it still owes is canceled.
func (c *Client) Unsubscribe(ctx context.Context, id string) error {
	_, err := call[struct{}](ctx, c, http.MethodDelete, "/v1/subscriptions/"+url.PathEscape(id), nil, nil)
	return err
}

// Providers lists the products.
func (c *Client) Providers(ctx context.Context) ([]Provider, error) {
	return everything[Provider](ctx, c, "/v1/providers")
}

// Provider returns one product with its event types and facts.
func (c *Client) Provider(ctx context.Context, name string) (Provider, error) {
	return call[Provider](ctx, c, http.MethodGet, "/v1/providers/"+url.PathEscape(name), nil, nil)
}

// Faults lists the rules in force.
func (c *Client) Faults(ctx context.Context) ([]FaultRule, error) {
	return everything[FaultRule](ctx, c, "/v1/faults")
}

// FaultCatalogue lists the faults that can be added.
func (c *Client) FaultCatalogue(ctx context.Context) ([]CatalogueEntry, error) {
	return everything[CatalogueEntry](ctx, c, "/v1/faults/catalog")
}

// Fault returns one rule with its hits.
func (c *Client) Fault(ctx context.Context, id string) (FaultRule, error) {
	return call[FaultRule](ctx, c, http.MethodGet, "/v1/faults/"+url.PathEscape(id), nil, nil)
}

// AddFault puts a rule in force.
func (c *Client) AddFault(ctx context.Context, request AddFault) (FaultRule, error) {
	return call[FaultRule](ctx, c, http.MethodPost, "/v1/faults", nil, request)
}

// RemoveFault takes a rule out of force.
func (c *Client) RemoveFault(ctx context.Context, id string) error {
	_, err := call[struct{}](ctx, c, http.MethodDelete, "/v1/faults/"+url.PathEscape(id), nil, nil)
	return err
}

// ClearFaults takes all rules out of force.
func (c *Client) ClearFaults(ctx context.Context) error {
	_, err := call[struct{}](ctx, c, http.MethodDelete, "/v1/faults", nil, nil)
	return err
}

// Clock tells the engine's time.
func (c *Client) Clock(ctx context.Context) (Clock, error) {
	return call[Clock](ctx, c, http.MethodGet, "/v1/clock", nil, nil)
}

// Advance moves a virtual clock, and answers when all that fell due has settled.
func (c *Client) Advance(ctx context.Context, by time.Duration) (Clock, error) {
	return call[Clock](ctx, c, http.MethodPost, "/v1/clock/advance", nil, AdvanceClock{By: by.String()})
}

// Env tells what an app needs to know, secrets included.
func (c *Client) Env(ctx context.Context) (Env, error) {
	return call[Env](ctx, c, http.MethodGet, "/v1/env", nil, nil)
}

// Reset removes all events, deliveries, faults, receipts and postings. Subscriptions stay.
func (c *Client) Reset(ctx context.Context) error {
	_, err := call[struct{}](ctx, c, http.MethodPost, "/v1/reset", nil, struct{}{})
	return err
}

// Receipts returns a page of what the mock received, newest first.
func (c *Client) Receipts(ctx context.Context, provider, verdict, cursor string, limit int) ([]Receipt, string, error) {
	p, err := call[page[Receipt]](ctx, c, http.MethodGet, "/v1/mock/receipts"+query("provider", provider, "verdict", verdict, "cursor", cursor, "limit", number(limit)), nil, nil)
	return p.Items, p.Next, err
}

// Ledger returns a page of the mock's postings, newest first.
func (c *Client) Ledger(ctx context.Context, provider, cursor string, limit int) ([]Posting, string, error) {
	p, err := call[page[Posting]](ctx, c, http.MethodGet, "/v1/mock/ledger"+query("provider", provider, "cursor", cursor, "limit", number(limit)), nil, nil)
	return p.Items, p.Next, err
}

// Healthy reports whether a ledgerhook answers.
func (c *Client) Healthy(ctx context.Context) error {
	_, err := call[struct{}](ctx, c, http.MethodGet, "/readyz", nil, nil)
	return err
}
