package control

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// TestEvent says what to try a subscription with.
type TestEvent struct {
	Type string `json:"type,omitzero" maxLength:"255" doc:"one of the event types that the subscription takes; empty: the first of them" example:"invoices.paid"`
}

func (s *server) registerTestEvent(api huma.API) {
	op := operation(http.MethodPost, "/v1/subscriptions/{id}/test", "test-subscription", "Send one sample event to this subscription alone")
	op.Description = "Ours, and not a product's: none of the five has such a call that we know of. The event is a sample like any other, and nothing in it says that it is a test."
	op.DefaultStatus = http.StatusAccepted
	huma.Register(api, op, func(ctx context.Context, in *struct {
		ID   string `path:"id" maxLength:"64"`
		Body *TestEvent
	}) (*answer[Delivery], error) {
		wanted := TestEvent{}
		if in.Body != nil {
			wanted = *in.Body
		}
		return answerOf(s.testEvent(ctx, in.ID, wanted.Type))
	})
}

// testEvent publishes a sample to one subscription.
func (s *server) testEvent(ctx context.Context, id, eventType string) (Delivery, error) {
	sub, err := s.Engine.Subscription(id)
	if err != nil {
		return Delivery{}, err
	}
	if sub.State != relay.Active {
		return Delivery{}, fmt.Errorf("subscription %s is %s, so a test would not reach its URL now: %w", id, sub.State, relay.ErrConflict)
	}
	if eventType == "" {
		if eventType, err = s.firstTaken(&sub); err != nil {
			return Delivery{}, err
		}
	}
	published, _, err := s.Engine.Publish(ctx, []relay.PublishRequest{{Provider: sub.Provider, Type: eventType, SubscriptionID: id}}, "")
	if err != nil {
		return Delivery{}, err
	}
	return DeliveryOf(&published[0].Deliveries[0]), nil
}

// firstTaken is the first event type of the product that a subscription takes.
func (s *server) firstTaken(sub *relay.Subscription) (string, error) {
	dialect, err := s.Engine.Dialect(sub.Provider)
	if err != nil {
		return "", err
	}
	types, _ := s.Engine.EventTypes(sub.Provider)
	for _, t := range types {
		if dialect.Takes(sub.Events, t.Name) {
			return t.Name, nil
		}
	}
	return "", fmt.Errorf("subscription %s takes no event that %s sends: %w", sub.ID, sub.Provider, relay.ErrConflict)
}

// TestSubscription sends one sample event to a subscription alone; an empty type is the first that it takes. It does not
// wait for the delivery's end.
func (c *Client) TestSubscription(ctx context.Context, id, eventType string) (Delivery, error) {
	return call[Delivery](ctx, c, http.MethodPost, "/v1/subscriptions/"+url.PathEscape(id)+"/test", nil, TestEvent{Type: eventType})
}
