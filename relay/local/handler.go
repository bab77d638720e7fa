package local

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// handler is everything that is served beside the mock: the products' APIs, and the control API at any other path.
func (n *Node) handler(opt Options, guard control.Guard) http.Handler {
	mode := "real"
	if _, virtual := opt.Clock.(relay.Movable); virtual {
		mode = "virtual"
	}
	if n.calls = opt.Stock.lend(opt.Version); n.calls == nil {
		n.calls = control.NewCalls(opt.Version)
	}
	n.stock = opt.Stock
	api := control.NewHandler(control.Options{
		Calls:  n.calls,
		Engine: n.Engine, Books: n.Books, Catalogue: Catalogue(), Worth: mock.Worth, Explain: provider.Explainer{}, Version: opt.Version, Guard: guard, Token: n.Token,
		CAFile: n.CAFile(), ControlURL: n.ControlURL, MockURL: n.MockURL, ProviderURLs: n.ProviderURLs, Tokens: n.Tokens, ClockMode: mode, Stopping: n.ending,
	})
	products := control.Drained(guard.Wrap(emulate.NewHandler(emulate.Options{
		Engine: n.Engine, Store: n.files.store, Details: n.samples, Clock: opt.Clock, Chance: relay.Chance{Seed: n.Seed}, BaseURL: n.publicURL,
		Tokens: n.Tokens, MockTokens: n.mockTokens, IssuedOnly: opt.Strict || n.Outside, NoProbe: opt.NoProbe, OpenKey: n.openKey, Samples: n.samples,
		FaultSet: n.Engine.FaultSet, Faults: fault.New(), Stopping: n.ending,
	})))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.isProducts(r.URL) {
			products.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})
}

// isProducts reports whether a path is one of the products'. It goes by the path as it was sent, since that is what their
// handlers go by.
func (n *Node) isProducts(u *url.URL) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(u.EscapedPath(), "/"), "/")
	_, product := n.ProviderURLs[first]
	return product || first == emulate.OpenPath
}
