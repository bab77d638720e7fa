package control

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

type publishInput struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"255" doc:"the same key and request again returns the first answer"`
	Body           PublishRequest
}

func (s *server) registerEvents(api huma.API) {
	publish := operation(http.MethodPost, "/v1/events", "publish-event", "Publish one event")
	publish.DefaultStatus = http.StatusAccepted
	huma.Register(api, publish, func(ctx context.Context, in *publishInput) (*answer[Published], error) {
		published, err := s.publish(ctx, []PublishRequest{in.Body}, in.IdempotencyKey)
		if err != nil {
			return nil, problem(err)
		}
		return &answer[Published]{Body: published[0]}, nil
	})
	batch := operation(http.MethodPost, "/v1/events/batch", "publish-events", "Publish up to 1,000 events, all or nothing")
	batch.DefaultStatus = http.StatusAccepted
	batch.MaxBodyBytes, batch.SkipValidateBody = maxBatchBytes, true
	huma.Register(api, batch, func(ctx context.Context, in *batchInput) (*answer[page[Published]], error) {
		if err := in.Body.Events.check(); err != nil {
			return nil, problem(err)
		}
		published, err := s.publish(ctx, in.Body.Events, in.IdempotencyKey)
		return answerOf(page[Published]{Items: published}, in.Body.Events.located(err))
	})
	huma.Register(api, operation(http.MethodGet, "/v1/events", "list-events", "List events, newest first"),
		func(ctx context.Context, in *struct {
			Paged
			ByProvider
			Type string `query:"type" maxLength:"255" doc:"only of this event type; empty: all" example:"invoices.paid"`
		}) (*answer[page[Event]], error) {
			if err := s.knownProvider(in.Provider); err != nil {
				return nil, problem(err)
			}
			events, next, err := s.Engine.Store.Events(ctx, relay.EventQuery{Provider: in.Provider, Type: in.Type, Cursor: in.Cursor, Limit: in.Limit})
			return answerOf(pageOf(events, next, EventOf), err)
		})
	huma.Register(api, operation(http.MethodGet, "/v1/events/{id}", "show-event", "Show one event with its data"),
		func(ctx context.Context, in *byID) (*answer[Event], error) {
			event, err := s.Engine.Store.Event(ctx, in.ID)
			if err != nil {
				return nil, problem(err)
			}
			shown := EventOf(event)
			shown.Data = json.RawMessage(event.Data)
			return &answer[Event]{Body: shown}, nil
		})
}

func (s *server) publish(ctx context.Context, wanted []PublishRequest, key string) ([]Published, error) {
	requests := make([]relay.PublishRequest, len(wanted))
	for i, w := range wanted {
		requests[i] = w.request()
	}
	published, _, err := s.Engine.Publish(ctx, requests, key)
	if err != nil {
		return nil, err
	}
	shown := make([]Published, len(published))
	for i := range published {
		shown[i] = PublishedOf(&published[i])
	}
	return shown, nil
}

// PublishedOf shows an event with its deliveries.
func PublishedOf(p *relay.Published) Published {
	shown := Published{Event: EventOf(&p.Event), Deliveries: make([]Delivery, len(p.Deliveries))}
	for i := range p.Deliveries {
		shown.Deliveries[i] = DeliveryOf(&p.Deliveries[i])
	}
	return shown
}

// request turns the JSON form into the engine's. Edits are applied in the order of their paths.
func (r *PublishRequest) request() relay.PublishRequest {
	request := relay.PublishRequest{Provider: r.Provider, Type: r.Type, Data: r.Data, Record: r.Record, SubscriptionID: r.SubscriptionID, Set: edits(r.Set, r.SetText)}
	if r.OccurredAt != nil {
		request.OccurredAt = r.OccurredAt.Time
	}
	return request
}
