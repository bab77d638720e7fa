package control

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Health says that the server is there.
type Health struct {
	Status  string `json:"status"`
	Version string `json:"version,omitempty,omitzero" doc:"left out where a token is asked for and none was given"`
}

func (s *server) registerServer(api huma.API) {
	healthy := func(context.Context, *struct{}) (*answer[Health], error) {
		return &answer[Health]{Body: Health{Status: "ok", Version: s.Version}}, nil
	}
	huma.Register(api, operation(http.MethodGet, "/healthz", "health", "Is the process alive"), healthy)
	huma.Register(api, operation(http.MethodGet, "/readyz", "ready", "Is it ready to take events"),
		func(ctx context.Context, in *struct{}) (*answer[Health], error) {
			if err := s.ready(ctx); err != nil {
				return nil, huma.Error503ServiceUnavailable(err.Error())
			}
			return healthy(ctx, in)
		})
	s.registerStats(api)
	s.registerClock(api)
	huma.Register(api, operation(http.MethodGet, "/v1/env", "env", "Tell what an app needs to know, secrets included"),
		func(context.Context, *struct{}) (*answer[Env], error) { return &answer[Env]{Body: s.env()}, nil })
	reset := operation(http.MethodPost, "/v1/reset", "reset", "Remove events, deliveries, faults, receipts and postings; subscriptions stay")
	reset.DefaultStatus = http.StatusNoContent
	huma.Register(api, reset, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		if err := s.Engine.Reset(ctx); err != nil {
			return nil, problem(err)
		}
		if err := s.Books.ResetBooks(ctx); err != nil {
			return nil, problem(err)
		}
		return nil, nil
	})
}

// ready returns why no events can be taken; nil when they can.
func (s *server) ready(ctx context.Context) error { return s.Engine.Store.Health(ctx) }

// env names, for each product, the secrets of the newest active subscription; one that only stands beside others, such as a
// Finpilo entity's, gives way to them.
func (s *server) env() Env {
	env := Env{CA: s.CAFile, Control: s.ControlURL, Mock: s.MockURL, Providers: s.ProviderURLs, Tokens: s.Tokens, Secrets: map[string]Keys{}}
	for _, sub := range s.Engine.Subscriptions() {
		_, known := env.Secrets[sub.Provider]
		if sub.State != relay.Active || known && !s.Engine.TakesOver(&sub) {
			continue
		}
		keys := Keys{SubscriptionID: sub.ID}
		keys.Secret, keys.Secret2 = secretsOf(&sub, s.Engine.Clock.Now())
		if shown, err := s.revealed(&sub); err == nil { // what cannot be read is shown by its own call
			keys.Own = shown.Own
		}
		env.Secrets[sub.Provider] = keys
	}
	return env
}
