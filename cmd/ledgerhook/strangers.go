package main

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// strangersPerSecond is how many requests are printed a second that anybody outside can make. Source: our choice.
const strangersPerSecond = 10

// strangers bounds what is printed of requests that prove nobody, so that whoever sends many fills neither a terminal nor a
// disk.
type strangers struct {
	since time.Time
	shown int
}

// shows reports whether a request is printed. last is true where no further one is in this second.
func (s *strangers) shows(in *control.Incoming) (shown, last bool) {
	if in.Verdict != string(relay.IncomingRejected) && in.Verdict != string(relay.IncomingProbe) {
		return true, false
	}
	if at := in.ReceivedAt.Time; at.Before(s.since) || at.Sub(s.since) >= time.Second {
		*s = strangers{since: at}
	}
	s.shown++
	return s.shown <= strangersPerSecond, s.shown == strangersPerSecond
}
