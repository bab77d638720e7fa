package control

import (
	"net/http"
	"sync"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Calls are all calls of the API, described and routed: what is the same for every server of a version, and takes 6 ms to make.
// They serve one handler at a time; once its last call was answered, they may serve another.
type Calls struct {
	server *server
	mux    *router
}

// NewCalls describes the calls.
func NewCalls(version string) *Calls {
	s := &server{Options: Options{Version: version}}
	mux, _ := s.routes()
	return &Calls{s, mux}
}

// Version is what the calls were described for.
func (c *Calls) Version() string { return c.server.Version }

// serve lets the calls be about another engine. Nothing of the one before is left.
func (s *server) serve(opt Options) {
	s.Options, s.told = opt, explanations{}
	s.faults = faultCalls{rules: engineFaults{opt.Engine}, catalogue: opt.Catalogue}
	s.mock = mockCalls{books: opt.Books, dialect: func(name string) (relay.Dialect, error) { return opt.Engine.Dialect(name) }}
	s.metrics = sync.OnceValue(func() http.Handler { return s.metricsHandler() })
}
