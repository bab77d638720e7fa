package control

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

func (s *server) registerProviders(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/providers", "list-providers", "List the products with their event types and facts"),
		func(_ context.Context, in *struct{ Paged }) (*answer[page[Provider]], error) {
			names, next, err := pageOfMemory(s.Engine.Providers(), in.Paged, "", func(name *string) string { return *name })
			if err != nil {
				return nil, problem(err)
			}
			list := page[Provider]{Next: next}
			for _, name := range names {
				provider, err := ProviderOf(s.Engine, name)
				if err != nil {
					return nil, problem(err)
				}
				list.Items = append(list.Items, provider)
			}
			return &answer[page[Provider]]{Body: list}, nil
		})
	huma.Register(api, operation(http.MethodGet, "/v1/providers/{provider}", "show-provider", "Show one product"),
		func(_ context.Context, in *struct {
			Provider string `path:"provider"`
		}) (*answer[Provider], error) {
			return answerOf(ProviderOf(s.Engine, in.Provider))
		})
}

// Products is what is known of the products: the engine, or any other holder of dialects and samples.
type Products interface {
	Dialect(provider string) (relay.Dialect, error)
	EventTypes(provider string) (types []relay.EventType, groups []string)
}

// ProviderOf shows a product.
func ProviderOf(products Products, name string) (Provider, error) {
	dialect, err := products.Dialect(name)
	if err != nil {
		return Provider{}, err
	}
	traits := dialect.Traits()
	types, groups := products.EventTypes(name)
	shown := Provider{
		Name: traits.Name, Title: traits.Title, Groups: groups, Facts: traits.Facts,
		Traits: Traits{
			Auth: traits.Auth, DedupKey: traits.DedupKey, SuccessRule: traits.SuccessRule,
			TimeoutMS: milliseconds(traits.Timeout), MaxAttempts: traits.Schedule.Attempts(),
			RetryWaitsMS: []float64{}, Jitter: traits.Jitter, SecretNames: traits.SecretNames,
			Expires: traits.ExpiresWhenSpent, GoneDisables: traits.GoneDisables,
		},
	}
	for _, gap := range traits.Schedule.Gaps() {
		shown.Traits.RetryWaitsMS = append(shown.Traits.RetryWaitsMS, milliseconds(gap))
	}
	for _, t := range types {
		shown.Events = append(shown.Events, EventType{Name: t.Name, Meaning: t.Meaning})
	}
	return shown, nil
}
