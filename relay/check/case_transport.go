package check

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// How odd senders behave. Source: our choice.
const (
	chunkBytes   = 64
	slowPieces   = 5
	slowPause    = 300 * time.Millisecond
	cutPause     = 100 * time.Millisecond // until a receiver that the cut ends is gone
	idlePause    = time.Second
	silentLimit  = 3 * time.Second // for a webhook beside a connection on which nothing comes
	keptRequests = 5
)

// transportCases are about right webhooks that travel in another way.
func transportCases() []Case {
	return []Case{{
		ID: "http/chunked", Title: "takes a body in chunks", Level: Should,
		Rule:   says("a sender that does not know the length beforehand sends chunks, and every server of HTTP/1.1 reads them (RFC 9112); proxies turn the one into the other"),
		Source: goodPractice,
		Remedy: "read the body to its end and not by Content-Length alone, or put a web server in front that knows chunks",
		Run: takes("a right webhook in chunks", func(r Request) Request {
			r.Chunk = chunkBytes
			return r
		}),
	}, {
		ID: "http/slow-sender", Title: "waits for a body that comes slowly", Level: Should,
		Rule:   says("a request may come in many pieces with pauses between them: what one read returns is not the whole body"),
		Source: goodPractice,
		Remedy: "read the body to its end before it is verified, and give senders some seconds",
		Run: takes("a right webhook in "+fmt.Sprintf("%d pieces, %v apart", slowPieces, slowPause), func(r Request) Request {
			r.Pieces, r.Pause = slowPieces, slowPause
			return r
		}),
	}, {
		ID: "http/sender-stops", Title: "survives a sender that stops in the middle of the body", Level: Must,
		Rule:   says("connections break: half a body is no webhook, books nothing, and must not take the receiver down"),
		Source: goodPractice,
		Remedy: "handle the error of reading the body: end that one request, book nothing, and let the process live",
		Run:    senderStops,
	}, {
		ID: "http/keep-alive", Title: fmt.Sprintf("takes %d webhooks over one connection", keptRequests), Level: Should,
		Rule:   says("HTTP/1.1 keeps connections open, and senders use them again"),
		Source: goodPractice,
		Remedy: "read each request's body to its end, and answer with the right Content-Length; or close the connection, and say so",
		Run:    keepAlive,
	}, {
		ID: "http/after-pause", Title: "takes a webhook over a connection that rested", Level: Should,
		Rule:   says("a connection that is kept may be used again after a while, or closed, but not left open without an answer"),
		Source: goodPractice,
		Remedy: "let the web server close connections that rest too long, and serve those that it keeps",
		Run:    afterPause,
	}, {
		ID: "http/silent-connection", Title: "serves others while a connection says nothing", Level: Should,
		Rule:   says("scanners, health checks and broken senders open connections and say nothing; who serves one connection at a time is stopped by that"),
		Source: goodPractice,
		Remedy: "serve connections at the same time (threads, workers or an event loop), or put a web server in front that does",
		Run:    silentConnection,
	}}
}

// senderStops cuts the connection in the middle.
func senderStops(ctx context.Context, s *Session) (Finding, error) {
	what := "half a webhook, and then nothing"
	w, _, err := s.sends(ctx, what, usualType(s.Traits.Name), func(r Request) Request {
		r.CutAfter = len(r.Body) / 2
		return r
	})
	if err == nil {
		err = s.pause(ctx, cutPause)
	}
	if err != nil {
		return Finding{}, err
	}
	finding, err := s.stillWorks(ctx, what, Passed("after "+what+" it takes the next one"))
	if err != nil || finding.Verdict != Pass {
		return finding, err
	}
	switch found, why, err := s.afterwards(ctx, w); {
	case err != nil:
		return Finding{}, err
	case why == "" && found.Missing.Count == 0:
		return Broken("it booked a webhook of which half the body had come"), nil
	case why == "":
		return Passed(finding.Detail + ", and booked nothing for it"), nil
	}
	return finding, nil
}

func keepAlive(ctx context.Context, s *Session) (Finding, error) {
	kept := &Conn{}
	reused := 0
	for n := range keptRequests {
		what := fmt.Sprintf("the %s webhook over one connection", ordinal(n+1))
		_, x, err := s.sends(ctx, what, usualType(s.Traits.Name), func(r Request) Request {
			r.Conn = kept
			return r
		})
		switch {
		case err != nil:
			return Finding{}, kept.ended(err)
		case !s.taken(&x):
			return s.Accepts(x, what), kept.Close()
		case x.Reused:
			reused++
		}
	}
	if reused == 0 {
		return Passed("it closes the connection after each answer, which is allowed, and slower"), kept.Close()
	}
	return Passed(fmt.Sprintf("it took all %d", keptRequests)), kept.Close()
}

func afterPause(ctx context.Context, s *Session) (Finding, error) {
	kept := &Conn{}
	overKept := func(r Request) Request {
		r.Conn = kept
		return r
	}
	_, first, err := s.sends(ctx, "a right webhook", usualType(s.Traits.Name), overKept)
	if err == nil {
		err = s.pause(ctx, idlePause)
	}
	if err != nil || !s.taken(&first) {
		return s.Accepts(first, "a right webhook"), kept.ended(err)
	}
	what := "one over the same connection, " + idlePause.String() + " later"
	w, second, err := s.sends(ctx, what, usualType(s.Traits.Name), overKept)
	if err != nil {
		return Finding{}, kept.ended(err)
	}
	detail := "it " + Answer(&second) + " to " + what
	if !second.Reused {
		detail = "it closes the connection after the answer, which is allowed, and " + Answer(&second) + " over a new one"
	}
	if second.Response == nil && second.Reused && !second.Late { // it was closed meanwhile, as any sender has to expect
		if second, err = s.sendsThis(ctx, "the same one over a new connection", w, nil); err != nil {
			return Finding{}, err
		}
		detail = "it closes a connection that rests for " + idlePause.String() + ", which is allowed, and " + Answer(&second) + " over a new one"
	}
	if !s.taken(&second) {
		return s.Accepts(second, what), kept.Close()
	}
	return Passed(detail), kept.Close()
}

func silentConnection(ctx context.Context, s *Session) (Finding, error) {
	silent, err := s.Open(ctx)
	if err != nil { // it was reached a moment ago, so this is worth telling and no fault of ours
		return Broken("it takes no connection: " + relay.Visible(err.Error())), nil
	}
	what := "a right webhook while another connection says nothing"
	_, x, err := s.sends(ctx, what, usualType(s.Traits.Name), func(r Request) Request {
		r.Limit = silentLimit
		return r
	})
	if err != nil {
		return Finding{}, silent.ended(err)
	}
	finding := s.Accepts(x, what)
	if x.Response == nil {
		finding = Broken("it "+Answer(&x)+" to "+what+": it serves one connection at a time", x)
	}
	return finding, silent.Close()
}

// ended closes the connection of a case that ends with an error.
func (c *Conn) ended(err error) error {
	if closing := c.Close(); err == nil {
		return closing
	}
	return err
}

func ordinal(n int) string {
	switch n {
	case 1:
		return "first"
	case 2:
		return "second"
	case 3:
		return "third"
	}
	return fmt.Sprintf("%dth", n)
}
