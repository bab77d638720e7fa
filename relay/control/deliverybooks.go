package control

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// DeliveryBooks is what the mock received and booked under the key of one delivery. A replay has the key of its original, so
// each of the two shows what came of both.
type DeliveryBooks struct {
	Receipts []Receipt `json:"receipts" doc:"oldest first, the oldest 200; what a fault made unreadable is not among them"`
	Postings []Posting `json:"postings" doc:"oldest first"`
}

// maxDeliveryReceipts bounds what is shown of one delivery, and maxSharing the deliveries with one key that are looked at.
const (
	maxDeliveryReceipts = 200
	maxSharing          = 50
)

func (s *server) registerDeliveryBooks(api huma.API) {
	op := operation(http.MethodGet, "/v1/deliveries/{id}/books", "show-delivery-books", "Show what the mock received and booked for one delivery")
	op.Description = "It is found by what the mock deduplicates by. Of a delivery that went elsewhere than to the mock both lists are empty."
	huma.Register(api, op, func(ctx context.Context, in *byID) (*answer[DeliveryBooks], error) {
		return answerOf(s.deliveryBooks(ctx, in.ID))
	})
}

func (s *server) deliveryBooks(ctx context.Context, id string) (DeliveryBooks, error) {
	shown := DeliveryBooks{Receipts: []Receipt{}, Postings: []Posting{}}
	d, err := s.Engine.Store.Delivery(ctx, id)
	if err != nil {
		return shown, err
	}
	sub, err := s.Engine.Subscription(d.SubscriptionID) // of one that is deleted only the URL tells
	if !s.toMock(d, err == nil && sub.Builtin) {
		return shown, nil
	}
	receipts, postings, err := s.Books.OfKey(ctx, d.Provider, relay.DedupKey(d), maxDeliveryReceipts)
	if err != nil {
		return shown, err
	}
	exchanges, err := s.exchangesLike(ctx, d)
	if err != nil {
		return shown, err
	}
	brought := whichBrought(receipts, exchanges)
	calls := &s.mock
	for i := range receipts {
		shown.Receipts = append(shown.Receipts, calls.receipt(&receipts[i]))
		if e := brought[i]; e != nil && e.deliveryID == id {
			shown.Receipts[i].Attempt = e.number
		}
	}
	for i := range postings {
		shown.Postings = append(shown.Postings, PostingOf(&postings[i]))
	}
	return shown, nil
}

// exchangesLike are the attempts of a delivery, and of the others of its event that the mock takes for the same.
func (s *server) exchangesLike(ctx context.Context, d *relay.Delivery) ([]exchange, error) {
	ids := []string{d.ID}
	page, _, err := s.Engine.Store.Deliveries(ctx, relay.DeliveryQuery{EventID: d.EventID, Now: s.Engine.Clock.Now(), Limit: maxSharing})
	if err != nil {
		return nil, err
	}
	for i := range page {
		if other := &page[i]; other.ID != d.ID && other.DialectID == d.DialectID {
			ids = append(ids, other.ID)
		}
	}
	var all []exchange
	for _, id := range ids {
		attempts, err := s.Engine.Store.Attempts(ctx, id)
		if err != nil {
			return nil, err
		}
		for i := range attempts {
			a := &attempts[i]
			all = append(all, exchange{deliveryID: id, number: a.Number, began: a.StartedAt, ended: a.StartedAt.Add(a.Duration)})
		}
	}
	return all, nil
}

// DeliveryBooks tells what the mock received and booked for one delivery.
func (c *Client) DeliveryBooks(ctx context.Context, deliveryID string) (DeliveryBooks, error) {
	return call[DeliveryBooks](ctx, c, http.MethodGet, "/v1/deliveries/"+url.PathEscape(deliveryID)+"/books", nil, nil)
}
