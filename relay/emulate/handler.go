package emulate

import (
	"context"
	"net/http"
	"path"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Engine is what the APIs need of the engine; *relay.Engine is one.
type Engine interface {
	// Subscribe makes a subscription and draws what is missing. Mistakes are InputErrors, and then nothing was stored.
	Subscribe(ctx context.Context, wanted relay.Subscription) (made relay.Subscription, aside string, err error)
	// SubscribeBeside is Subscribe, and stores the records that beside makes of the new subscription in the same transaction.
	SubscribeBeside(ctx context.Context, wanted relay.Subscription, beside func(made *relay.Subscription) ([]relay.Record, error)) (made relay.Subscription, aside string, err error)
	// Rotate gives one a new secret; it comes back first.
	Rotate(ctx context.Context, id string, r relay.Rotation) ([]relay.Subscription, error)
	// Register is Subscribe, but that a product which asks the URL first does so, and refuses with a ProbeError.
	Register(ctx context.Context, wanted relay.Subscription) (made relay.Subscription, aside string, err error)
	// Subscriptions lists those of all products, oldest first.
	Subscriptions() []relay.Subscription
	// Unsubscribe deletes one. ErrNotFound when there is none.
	Unsubscribe(ctx context.Context, id string) error
	// CheckTarget holds a URL to a product's rule as on saving, where the engine is strict.
	CheckTarget(ctx context.Context, provider, field, target string) error
	// Update changes a subscription: edit gets a copy, perhaps more than once. A URL that it changes is checked.
	Update(ctx context.Context, id string, edit func(*relay.Subscription) error) (relay.Subscription, error)
	// Deactivate lets one take no new events while what is pending goes on; Disable stops it; Resume ends both.
	Deactivate(ctx context.Context, id, reason string) (relay.Subscription, error)
	Disable(ctx context.Context, id, reason string) (relay.Subscription, error)
	Resume(ctx context.Context, id string) (relay.Subscription, error)
	// Publish publishes events. Mistakes are InputErrors, and then nothing was stored.
	Publish(ctx context.Context, requests []relay.PublishRequest, idempotencyKey string) (published []relay.Published, repeated bool, err error)
	// EventTypes lists a product's event types and groups.
	EventTypes(provider string) (types []relay.EventType, groups []string)
}

// Store is what the APIs need of the store; relay.Store is one.
type Store interface {
	// Events returns a page of events, newest first: what the records are made from that the APIs show.
	Events(ctx context.Context, query relay.EventQuery) (events []relay.Event, next string, err error)
	// Deliveries returns a page of deliveries without bodies, newest first.
	Deliveries(ctx context.Context, query relay.DeliveryQuery) (deliveries []relay.Delivery, next string, err error)
	// SampleAttempts returns the newest attempts that a filter takes: what metrics are made from.
	SampleAttempts(ctx context.Context, query relay.SampleQuery) (samples []relay.AttemptSample, more bool, err error)
	// LastAnswer tells what a subscription's receiver answered last.
	LastAnswer(ctx context.Context, subscriptionID string) (relay.LastAnswer, error)
	// Records keep a product's own state.
	relay.Records
}

// Details makes up records as the products' read APIs show them; package fixtures has it.
type Details interface {
	// Record is one as JSON, the same on each read.
	Record(provider, kind string, known relay.Known, chance relay.Chance, baseURL string) ([]byte, error)
}

// Options are what the APIs are made of.
type Options struct {
	// Engine is required.
	Engine Engine
	// Store is required.
	Store Store
	// Details makes up what records hold. Required.
	Details Details
	// Clock tells which secrets are active. Required.
	Clock relay.Clock
	// Wall is the time by which calls are counted. Nil means the machine's.
	Wall relay.Clock
	// Chance draws Fintoro's X-Request-Id, and the accounts of tokens.
	Chance relay.Chance
	// Samples draw a document that a person makes without saying what is in it. Required.
	Samples relay.Samples
	// BaseURL is where all of this is served, such as http://127.0.0.1:7117, without a trailing slash. The files name it.
	BaseURL string
	// Tokens are the bearer tokens that were issued, by product. Their account has what was not made through these APIs.
	Tokens map[string]string
	// MockTokens are those with which the mock reads what events are about, by product. They are as good as the issued ones,
	// and calls with them are not counted: rate limits go by the machine's time, on which no books may depend.
	MockTokens map[string]string
	// NoProbe lets URLs be registered without being asked first, as Moneybird does.
	NoProbe bool
	// IssuedOnly takes no other tokens. Otherwise any token does, and owns its own account.
	IssuedOnly bool
	// FaultSet holds the rules in force; those at the API strike reads. Nil: none ever.
	FaultSet *relay.FaultSet
	// Faults tells what struck reads do. Required where there is a FaultSet.
	Faults Faults
	// Stopping ends the answers that a fault lets come slowly. Nil: only their callers do.
	Stopping context.Context
	// OpenKey opens files below BaseURL/OpenPath/<key> to whoever knows it; elsewhere they ask for the token. Empty leaves
	// files open to everybody.
	OpenKey string
}

// OpenPath begins the paths of files that a key in the path opens.
const OpenPath = "open"

// wall is the time by which calls are counted.
func (o *Options) wall() relay.Clock {
	if o.Wall == nil {
		return relay.RealClock{}
	}
	return o.Wall
}

// NewHandler returns the APIs of all five products, each below /<provider>. Safe for concurrent use.
func NewHandler(opt Options) http.Handler {
	mux, products := http.NewServeMux(), []product{finpiloAPI(opt), fintoroAPI(opt), moneybirdAPI(opt), silverfinAPI(opt), bookkeeperAPI(opt)}
	files := product{name: OpenPath, shape: plainShape, Options: &opt}
	for _, p := range append(products, files) {
		p.mount(mux)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := r.URL.EscapedPath()
		if isTidy(sent) {
			mux.ServeHTTP(w, r)
			return
		}
		of := files
		for _, p := range products {
			if strings.HasPrefix(strings.TrimLeft(sent, "/")+"/", p.name+"/") {
				of = p
			}
		}
		of.handler(route{open: true}).ServeHTTP(w, r)
	})
}

// isTidy reports whether a path has no empty and no dotted parts. http.ServeMux would redirect such a one, which no product
// is known to do.
func isTidy(sent string) bool {
	tidy := path.Clean(sent)
	return sent == tidy || sent == tidy+"/"
}
