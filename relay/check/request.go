package check

import (
	"context"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Request is what Send sends. The zero Request is an empty POST to the receiver's URL, in one piece, over a connection of its own.
type Request struct {
	Method  string         // empty: POST
	Query   string         // added to the URL's, such as key=value; empty: nothing is
	Headers []relay.Header // in this order and casing, behind Host, User-Agent, Content-Length
	Body    []byte
	// Chunk is how many bytes of the body each chunk of a chunked body has. Zero: it has a Content-Length.
	Chunk int
	// Pieces is how many parts the whole request is written in, with Pause between them. Zero: one.
	Pieces int
	Pause  time.Duration
	// Conn keeps the connection open for the next request with the same Conn. Nil: it is closed.
	Conn *Conn
	// Limit is how long its answer is waited for. Zero: as long as for any.
	Limit time.Duration
	// CutAfter ends the connection when so many bytes of the body have been sent. Zero: it is sent whole.
	CutAfter int

	hold func(context.Context) error // before the last byte; nil: it follows at once
}

// With returns the request with a header in the place of those of that name, in any casing; an empty value leaves it out.
func (r Request) With(name, value string) Request {
	r.Headers = replaced(r.Headers, name, value)
	return r
}

// Conn is a connection that several requests share. The zero Conn is one that is not open yet.
type Conn struct {
	open *conn
	used bool // by a request
}

// Close ends a connection that is open; it may be called on any Conn.
func (c *Conn) Close() error {
	if c.open == nil {
		return nil
	}
	open := c.open
	c.open = nil
	return ignoreClosed(open.Close())
}
