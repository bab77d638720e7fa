package control

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

func (s *server) registerSubscriptions(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/subscriptions", "list-subscriptions", "List subscriptions, oldest first"),
		func(ctx context.Context, in *struct{ Paged }) (*answer[page[Subscription]], error) {
			subs, next, err := pageOfMemory(s.Engine.Subscriptions(), in.Paged, relay.SubscriptionPrefix, func(sub *relay.Subscription) string { return sub.ID })
			if err != nil {
				return nil, problem(err)
			}
			list := page[Subscription]{Items: []Subscription{}, Next: next}
			for _, sub := range subs {
				shown, err := SubscriptionOf(s.Engine, &sub)
				if err != nil {
					return nil, problem(err)
				}
				list.Items = append(list.Items, shown)
			}
			return &answer[page[Subscription]]{Body: list}, nil
		})
	create := operation(http.MethodPost, "/v1/subscriptions", "create-subscription", "Make a subscription; the answer shows its secrets this once")
	create.DefaultStatus = http.StatusCreated
	huma.Register(api, create, func(ctx context.Context, in *struct{ Body CreateSubscription }) (*answer[Subscription], error) {
		return answerOf(s.subscribe(ctx, &in.Body))
	})
	huma.Register(api, operation(http.MethodGet, "/v1/subscriptions/{id}", "show-subscription", "Show one subscription"),
		func(_ context.Context, in *revealable) (*answer[Subscription], error) {
			sub, err := s.Engine.Subscription(in.ID)
			if err == nil && in.Reveal {
				return answerOf(s.revealed(&sub))
			}
			return s.shownSubscription(&sub, err)
		})
	huma.Register(api, operation(http.MethodDelete, "/v1/subscriptions/{id}", "delete-subscription", "Delete a subscription; what it still owes is canceled"),
		func(ctx context.Context, in *byID) (*struct{}, error) {
			if err := s.Engine.Unsubscribe(ctx, in.ID); err != nil {
				return nil, problem(err)
			}
			return nil, nil
		})
	s.registerSubscriptionChanges(api)
	s.registerRotate(api)
	s.registerTestEvent(api)
}

func (s *server) subscribe(ctx context.Context, wanted *CreateSubscription) (Subscription, error) {
	sub := relay.Subscription{Provider: wanted.Provider, Name: wanted.Name, URL: wanted.URL, URLs: wanted.URLs, Events: wanted.Events, DeclaredAs: wanted.DeclaredAs}
	if wanted.Secret == "" && wanted.Secret2 != "" {
		return Subscription{}, &relay.InputError{Field: "secret2", Problem: "it stands beside a secret, which is missing"}
	}
	for _, secret := range []string{wanted.Secret, wanted.Secret2} {
		if secret != "" {
			sub.Secrets = append(sub.Secrets, relay.Secret{Value: secret})
		}
	}
	if err := wanted.SubscriptionLimits.apply(&sub.Limits); err != nil {
		return Subscription{}, err
	}
	if wanted.DryRun {
		checked, err := s.Engine.CheckSubscribe(ctx, sub)
		if err != nil {
			return Subscription{}, err
		}
		checked.ID = "" // there is none
		return SubscriptionOf(s.Engine, &checked)
	}
	register := s.Engine.Register
	if wanted.NoProbe {
		register = s.Engine.Subscribe
	}
	made, aside, err := register(ctx, sub)
	if err != nil {
		return Subscription{}, err
	}
	shown, err := s.revealed(&made)
	shown.SteppedAside = aside
	return shown, err
}
