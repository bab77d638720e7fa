package emulate

import (
	"context"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Engine is what the APIs need of the engine; *relay.Engine is one.
type Engine interface {
	// Subscribe makes a subscription and draws what is missing. Mistakes are InputErrors, and then nothing was stored.
	Subscribe(ctx context.Context, wanted relay.Subscription) (made relay.Subscription, aside string, err error)
	// Subscriptions lists those of all products, oldest first.
	Subscriptions() []relay.Subscription
	// Unsubscribe deletes one. ErrNotFound when there is none.
	Unsubscribe(ctx context.Context, id string) error
	// EventTypes lists a product's event types and groups.
	EventTypes(provider string) (types []relay.EventType, groups []string)
}

// Options are what the APIs are made of.
type Options struct {
	// Engine is required.
	Engine Engine
	// Clock tells which secrets are active. Required.
	Clock relay.Clock
	// Chance draws Fintoro's X-Request-Id.
	Chance relay.Chance
	// BaseURL is where all of this is served, such as http://127.0.0.1:7117, without a trailing slash. The files name it.
	BaseURL string
}

// NewHandler returns the APIs of all five products, each below /<provider>. Safe for concurrent use.
func NewHandler(opt Options) http.Handler {
	mux := http.NewServeMux()
	for _, p := range []product{finpiloAPI(opt), fintoroAPI(opt), moneybirdAPI(opt), silverfinAPI(opt), bookkeeperAPI(opt)} {
		p.mount(mux)
	}
	return mux
}
