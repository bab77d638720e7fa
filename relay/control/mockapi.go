package control

import (
	"context"
	"net/http"
	"net/netip"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/ledgerhook/ledgerhook/relay"
)

// MockOptions are what the API of a mock that runs alone is made of. All but Guard and Token are required.
type MockOptions struct {
	Books     Books
	Faults    FaultRules
	Catalogue []CatalogueEntry
	// Dialect finds a product by its name.
	Dialect func(provider string) (relay.Dialect, error)
	Version string
	// Guard says by which names it may be called.
	Guard Guard
	// Token is asked of every call but /healthz and /readyz. Empty: none is, and other machines are refused.
	Token string
}

// MockAPI is the part of the control API that is about the mock and what breaks at it.
type MockAPI struct {
	mux     *router
	handler http.Handler
}

// NewMockAPI returns the API of a mock that runs alone.
func NewMockAPI(opt MockOptions) *MockAPI {
	mux, _ := mockRoutes(&opt)
	ready := func(context.Context) error { return nil }
	calls := authorized(opt.Token, ready, tidy(wantJSON(acceptable(finished(mux)))))
	if opt.Token == "" {
		calls = onlyNear(calls)
	}
	return &MockAPI{mux: mux, handler: marked(opt.Version, Drained(opt.Guard.Wrap(calls)))}
}

func mockRoutes(opt *MockOptions) (*router, huma.API) {
	mux := &router{ServeMux: http.NewServeMux()}
	config := configOf(opt.Version)
	config.Info.Title, config.Info.Description = "ledgerhook mock API", "Shows the books of a mock that runs alone, and breaks it on purpose."
	api := humago.New(mux, config)
	(&mockCalls{books: opt.Books, dialect: opt.Dialect}).register(api)
	(&faultCalls{rules: opt.Faults, catalogue: opt.Catalogue}).register(api)
	healthy := func(context.Context, *struct{}) (*answer[Health], error) {
		return &answer[Health]{Body: Health{Status: "ok", Version: opt.Version}}, nil
	}
	huma.Register(api, operation(http.MethodGet, "/healthz", "health", "Is the process alive"), healthy)
	huma.Register(api, operation(http.MethodGet, "/readyz", "ready", "Is it ready to take webhooks"), healthy)
	describeErrors(api.OpenAPI())
	describeToken(api.OpenAPI())
	mux.HandleFunc("/v1/mock/reconcile", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "a mock that runs alone does not know what was sent to it; `ledgerhook serve` reconciles what it sent")
	})
	mux.HandleFunc(fallbackPattern, mux.fallback)
	return mux, api
}

// Takes reports whether a request is for the API: by its path, with whatever method, or since no webhook can be meant.
func (m *MockAPI) Takes(r *http.Request) bool {
	noun, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch noun { // most are webhooks, and those are many
	case "v1", "healthz", "readyz", "openapi.json", "openapi.yaml", "openapi-3.0.json", "openapi-3.0.yaml":
	default:
		return false
	}
	return len(m.mux.methods(r)) > 0 || r.Method != http.MethodPost && strings.HasPrefix(r.URL.Path, "/v1/")
}

// ServeHTTP answers a call.
func (m *MockAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.handler.ServeHTTP(w, r) }

// Beside serves the API where it takes a request, and hands all others on.
func (m *MockAPI) Beside(others http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m.Takes(r) {
			m.ServeHTTP(w, r)
			return
		}
		others.ServeHTTP(w, r)
	})
}

// onlyNear refuses callers on other machines.
func onlyNear(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !peer.Addr().Unmap().IsLoopback() {
			refuse(w, http.StatusForbidden, "this mock shows its books to its own machine alone; start it with --token to call it from elsewhere")
			return
		}
		next.ServeHTTP(w, r)
	})
}
