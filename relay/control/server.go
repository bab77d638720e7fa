package control

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Books is what the API shows of the mock.
type Books interface {
	Receipts(ctx context.Context, query relay.ReceiptQuery) (receipts []relay.Receipt, next string, err error)
	Postings(ctx context.Context, provider, cursor string, limit int) (postings []relay.Posting, next string, err error)
	// OfKey is all that came under one dedup key of a product: the oldest receipts up to a limit, and the postings; both
	// oldest first.
	OfKey(ctx context.Context, provider, key string, limit int) ([]relay.Receipt, []relay.Posting, error)
	TrialBalance(ctx context.Context, provider string) (relay.TrialBalance, error)
	// Reconcilable is what was accepted of a product, by key, and all its postings, which are read last; empty: of all.
	Reconcilable(ctx context.Context, provider string) ([]relay.Booked, []relay.BookedPosting, error)
	ResetBooks(ctx context.Context) error
}

// Options are what the API is made of.
type Options struct {
	Engine    *relay.Engine
	Books     Books
	Catalogue []CatalogueEntry
	Version   string
	// ControlURL, MockURL and ProviderURLs are where a client finds this server, without a trailing slash.
	ControlURL   string
	MockURL      string
	ProviderURLs map[string]string
	// Tokens are the bearer tokens issued for the products' own APIs.
	Tokens map[string]string
	// CAFile is the authority behind ControlURL and MockURL; empty where they are plain http.
	CAFile string
	// ClockMode is "real" or "virtual".
	ClockMode string
	// Guard says by which names it may be called. The zero value is that of a listener on loopback.
	Guard Guard
	// Token is asked of every call but /healthz and /readyz. Empty: none is.
	Token string
	// Worth says what a receiver's books should show for a webhook, by its body alone. Nil: only that it is booked, and once, is judged.
	Worth func(provider string, body []byte) relay.Worth
	// Explain says what is right or wrong about signatures. Nil: attempts are not explained, and /v1/verify answers 501.
	Explain Explainer
	// Intake bounds what is published and replayed at once. The zero value means its defaults.
	Intake Intake
	// Calls are what the API is served by, of the same version; nothing else serves by them meanwhile. Nil: its own.
	Calls *Calls
	// Stopping ends the calls that go on by themselves, such as change streams. Nil: never.
	Stopping context.Context
}

// maxBodyBytes bounds a request's body.
const maxBodyBytes = relay.MaxDataBytes

// server answers the calls; one file a noun.
type server struct {
	Options
	told    explanations
	faults  faultCalls
	mock    mockCalls
	metrics func() http.Handler // made when it is asked for
}

// NewHandler returns the control API.
func NewHandler(opt Options) http.Handler {
	if opt.Stopping == nil {
		opt.Stopping = context.Background()
	}
	if opt.Calls == nil {
		opt.Calls = NewCalls(opt.Version)
	}
	s, mux := opt.Calls.server, opt.Calls.mux
	s.serve(opt)
	gate := opt.Intake.gate()
	root := http.NewServeMux()
	root.Handle("/", mux)
	for pattern, limit := range map[string]int64{
		"POST /v1/events":                  maxBodyBytes,
		"POST /v1/events/batch":            maxBatchBytes,
		"POST /v1/events/preview":          maxBodyBytes,
		"POST /v1/verify":                  maxReplayBytes,
		"POST /v1/deliveries/{id}/replay":  maxReplayBytes,
		"POST /v1/deliveries/retry":        maxBodyBytes,
		"POST /v1/deliveries/replay":       maxBodyBytes,
		"POST /v1/deliveries/cancel":       maxBodyBytes,
		"POST /v1/subscriptions/{id}/test": maxBodyBytes,
		"POST /v1/mock/reconcile":          maxObservedBytes,
	} {
		root.Handle(pattern, gate.bounded(limit, mux))
	}
	return marked(opt.Version, Drained(opt.Guard.Wrap(authorized(opt.Token, s.ready, tidy(wantJSON(acceptable(finished(root))))))))
}

// routes are all calls, and what describes them.
func (s *server) routes() (*router, huma.API) {
	mux := &router{ServeMux: http.NewServeMux()}
	api := humago.New(mux, configOf(s.Version))
	s.registerEvents(api)
	s.registerPreview(api)
	s.registerDeliveries(api)
	s.registerIncoming(api)
	s.registerSubscriptions(api)
	s.faults.register(api)
	s.registerProviders(api)
	s.mock.register(api)
	s.registerReconcile(api)
	s.registerDeliveryBooks(api)
	s.registerServer(api)
	s.registerChanges(api)
	s.registerMetrics(api, mux)
	s.registerVerify(api)
	describeErrors(api.OpenAPI())
	describeToken(api.OpenAPI())
	mux.HandleFunc("HEAD /v1/changes", headOfChanges)
	mux.HandleFunc(fallbackPattern, mux.fallback)
	return mux, api
}

// versionHeader tells a client that it talks to a ledgerhook.
const versionHeader = "Ledgerhook-Version"

func marked(version string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(versionHeader, version)
		next.ServeHTTP(w, r)
	})
}

func configOf(version string) huma.Config {
	config := huma.DefaultConfig("ledgerhook control API", version)
	config.Info.Description = "Steers a running ledgerhook: publish events, look at deliveries, break things on purpose."
	config.DocsPath, config.SchemasPath = "", ""
	config.CreateHooks = nil // no $schema links in answers
	config.Tags = tags()
	config.Transformers = append(config.Transformers, short)
	config.Formats = map[string]huma.Format{"application/json": strictJSON(), "json": strictJSON()}
	config.RejectUnknownQueryParameters = true
	return config
}

// strictJSON refuses duplicate keys, unknown keys, wrongly cased keys, invalid UTF-8 and what follows the value.
func strictJSON() huma.Format {
	return huma.Format{
		Marshal: func(w io.Writer, v any) error {
			// What came from outside may hold invalid UTF-8, also in a refusal that quotes it: it goes out as U+FFFD.
			// What drives a terminal goes out escaped, for those who call with curl.
			text, err := json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
			if err == nil {
				_, err = w.Write(relay.VisibleJSON(text))
			}
			return err
		},
		Unmarshal: decode,
	}
}

// operation describes one call.
func operation(method, path, id, summary string) huma.Operation {
	op := huma.Operation{
		Method: method, Path: path, OperationID: id, Summary: summary, Tags: []string{tagOf(path)}, MaxBodyBytes: maxBodyBytes, BodyReadTimeout: 10 * time.Second,
	}
	switch method {
	case http.MethodDelete:
		op.DefaultStatus = http.StatusNoContent
	}
	return op
}

// answer wraps a body the way huma wants it.
type answer[T any] struct{ Body T }

func answerOf[T any](body T, err error) (*answer[T], error) {
	if err != nil {
		return nil, problem(err)
	}
	return &answer[T]{Body: body}, nil
}

// byID is the input of calls on one thing.
type byID struct {
	ID string `path:"id" maxLength:"64"`
}

// Paged is the part of an input that pages through a list.
type Paged struct {
	Cursor string `query:"cursor" doc:"what the page before gave as next" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"0" maximum:"1000" doc:"how many; 0 means 100"`
}

func pageOf[From, To any](items []From, next string, show func(*From) To) page[To] {
	shown := make([]To, len(items))
	for i := range items {
		shown[i] = show(&items[i])
	}
	return page[To]{Items: shown, Next: next}
}
