package relay

import (
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// ServerLimits bound what callers may cost a server of ours. The zero value means the defaults.
type ServerLimits struct {
	// Connections is how many are open at once. A further one takes the place of one that is idle between requests, and
	// waits where there is none. Zero means 1,024.
	Connections int
	// HeaderBytes is how long a request's line and headers may be, and a little more: 431 beyond it. Zero means 64 KiB.
	HeaderBytes int
	// HeaderTime is how long a caller may take to send them, a new connection's silence included. Zero means 10 s.
	HeaderTime time.Duration
	// RequestTime is how long a caller may take to send a whole request. It does not bound what is then done. Zero means
	// 30 s.
	RequestTime time.Duration
	// WriteTime is how long a caller may take to read 64 KiB of an answer. It bounds neither how long an answer is in
	// the making nor how long a stream goes on. Zero means 30 s.
	WriteTime time.Duration
	// IdleTime is how long a connection is kept between requests. Zero means 2 minutes.
	IdleTime time.Duration
}

func (l ServerLimits) withDefaults() ServerLimits {
	if l.Connections == 0 {
		l.Connections = 1024
	}
	if l.HeaderBytes == 0 {
		l.HeaderBytes = 64 << 10
	}
	for _, d := range []struct {
		given    *time.Duration
		standard time.Duration
	}{{&l.HeaderTime, 10 * time.Second}, {&l.RequestTime, 30 * time.Second}, {&l.WriteTime, 30 * time.Second}, {&l.IdleTime, 2 * time.Minute}} {
		if *d.given == 0 {
			*d.given = d.standard
		}
	}
	return l
}

// Server returns a server within the limits; it serves listeners that Listener has bounded. Nil for logger means none.
// There is no limit on a whole exchange, as some calls wait and streams do not end.
func (l ServerLimits) Server(handler http.Handler, logger *slog.Logger) *http.Server {
	l = l.withDefaults()
	errors := log.New(io.Discard, "", 0)
	if logger != nil {
		errors = slog.NewLogLogger(logger.Handler(), slog.LevelDebug)
	}
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: l.HeaderTime, ReadTimeout: l.RequestTime, IdleTimeout: l.IdleTime, MaxHeaderBytes: l.HeaderBytes,
		ErrorLog:                     errors,
		ConnState:                    noteIdle,
		ConnContext:                  withBounded,
		DisableGeneralOptionsHandler: true, // the handler answers OPTIONS * as it does anything else
	}
}

// Listener bounds how many connections of a listener are open at once, and how long their callers may take to read.
func (l ServerLimits) Listener(inner net.Listener) net.Listener {
	l = l.withDefaults()
	return &boundedListener{
		Listener: inner, write: l.WriteTime, places: make(chan struct{}, l.Connections), closed: make(chan struct{}), idle: map[*boundedConn]uint64{},
	}
}
