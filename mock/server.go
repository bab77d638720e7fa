package mock

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Server is a receiver on its own listener.
type Server struct {
	// URL is the base to send to, such as http://127.0.0.1:7118, without a trailing slash.
	URL string

	listener net.Listener
	server   *http.Server
}

// stopGrace is how long requests that are being handled get when the server stops.
const stopGrace = time.Second

// Listen opens a listener, such as "127.0.0.1:7118"; port 0 takes a free one. Requests are answered once Run runs. On an
// address that other machines reach it takes what they send, within limits: it verifies signatures, and answers no secret.
func Listen(address string, receiver http.Handler, limits relay.ServerLimits) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	return On(listener, nil, receiver, limits), nil
}

// On takes over a listener. With a config it speaks TLS, and HTTP/1.1 over it, since some faults break the connection itself.
func On(listener net.Listener, config *tls.Config, receiver http.Handler, limits relay.ServerLimits) *Server {
	s := &Server{
		URL:      "http://" + relay.LocalAddress(listener.Addr()),
		listener: limits.Listener(listener),
		server:   limits.Server(fromServers(bounded(intakeBytes, intakePatience, receiver)), nil), // what goes wrong is on a receipt
	}
	if config != nil {
		config = config.Clone()
		config.NextProtos = []string{"http/1.1"}
		s.URL, s.listener = "https://"+relay.LocalAddress(listener.Addr()), tls.NewListener(s.listener, config)
	}
	return s
}

// Run serves until ctx ends, then lets what is being handled finish. It is called once.
func (s *Server) Run(ctx context.Context) error {
	s.server.BaseContext = func(net.Listener) context.Context { return ctx } // what a fault holds up ends with it
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
		defer cancel()
		if s.server.Shutdown(grace) == nil {
			stopped <- nil
			return
		}
		stopped <- s.server.Close() // what has not finished by then hangs, perhaps on purpose
	})
	err := s.server.Serve(s.listener)
	if !stop() {
		return <-stopped
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Close stops at once, also a server that never ran.
func (s *Server) Close() error {
	return errors.Join(s.server.Close(), ignoreClosed(s.listener.Close()))
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
