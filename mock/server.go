package mock

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"
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

// Listen opens a listener, such as "127.0.0.1:7118"; port 0 takes a free one. Requests are answered once Run runs.
func Listen(address string, receiver http.Handler) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	return &Server{
		URL:      "http://" + listener.Addr().String(),
		listener: listener,
		server: &http.Server{
			Handler:           receiver,
			ReadHeaderTimeout: 10 * time.Second,
			MaxHeaderBytes:    64 << 10,
			ErrorLog:          log.New(io.Discard, "", 0), // what goes wrong is on a receipt
		},
	}, nil
}

// Run serves until ctx ends, then lets what is being handled finish. It is called once.
func (s *Server) Run(ctx context.Context) error {
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
