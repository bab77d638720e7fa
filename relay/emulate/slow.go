package emulate

import (
	"context"
	"net/http"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

// slowPieces is in how many pieces a slow body comes.
const slowPieces = 10

// writeSlowly writes an answer's head at once and its body in pieces over a time, in real time as callers are real. It ends
// when the caller goes away, or when the server stops: then the body is short of the length that the head told.
func (o *Options) writeSlowly(ctx context.Context, w http.ResponseWriter, a answer) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if o.Stopping != nil {
		defer context.AfterFunc(o.Stopping, cancel)()
	}
	control := http.NewResponseController(w)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	for n := range slowPieces {
		if control.Flush() != nil || relay.Linger(ctx, a.over/slowPieces) != nil {
			return
		}
		if _, err := w.Write(a.body[n*len(a.body)/slowPieces : (n+1)*len(a.body)/slowPieces]); err != nil {
			return
		}
	}
}
