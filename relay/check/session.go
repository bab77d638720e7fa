package check

import (
	"context"
	"net"
	"net/url"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Session is one check of one receiver. It is for one goroutine, but for Send.
type Session struct {
	Options
	Traits relay.Traits
	Chance relay.Chance

	sub        relay.Subscription // as if the receiver had registered
	target     *url.URL
	made       uint64 // how many webhooks
	client     *wire
	refused    string // why nothing else makes sense: the receiver does not take a right webhook
	trusts     string // why what must be refused tells nothing more: the receiver takes anybody's; empty where it does not
	checksLate bool   // it answers success first and checks who sends afterwards, as its books show
	ageless    string // the case by which it takes old timestamps; empty where it takes none, or that is not known
	breaks     bool   // it breaks the connections of right webhooks too, and lives on
	refusal    int    // what it answers to what a stranger signed, where that is no 4xx; zero where it is, or is not known
	usual      int    // the 2xx that it answers to a right webhook, right or wrong by the product; zero until that is known

	books     books     // what the app tells of what it booked
	burst     *burst    // what came of many at once; nil until it was tried
	early     []Webhook // the first two that were sent, one right after the other
	restarted *restart  // what came of a restart; nil until it was tried
	pace      pace      // what came of some, one by one; nil until they were sent

	turnedAway []Exchange    // all that were answered 429 or 503
	waited     time.Duration // since it turned something away
	limits     bool          // it was told that it limits how many it takes
	away       []Exchange    // of the case that runs: those that were answered 429 and not waited for any more

	exchanges []Exchange // of the case that runs
}

// dialLimit is how long a connection may take.
const dialLimit = 5 * time.Second

// newSession checks the options. An error is an InputError.
func newSession(opt Options) (*Session, error) {
	s := &Session{Options: opt, Traits: opt.Dialect.Traits(), Chance: relay.Chance{Seed: opt.Seed}}
	if s.Timeout == 0 {
		s.Timeout = s.Traits.Timeout
	}
	if s.Dial == nil {
		s.Dial = (&net.Dialer{Timeout: dialLimit}).DialContext
	}
	s.sub = relay.Subscription{ID: relay.SubscriptionPrefix + s.key("check"), Provider: s.Traits.Name, URL: opt.URL}
	for _, secret := range opt.Secrets {
		s.sub.Secrets = append(s.sub.Secrets, relay.Secret{Value: secret})
	}
	if opt.Token != "" {
		own, err := tokenField(opt.Token)
		if err != nil {
			return nil, err
		}
		s.sub.Own = own
	}
	if err := opt.Dialect.Prepare(&s.sub, s.Chance); err != nil {
		return nil, err
	}
	var err error
	if s.target, err = url.Parse(opt.URL); err != nil {
		return nil, &relay.InputError{Field: "url", Problem: "it cannot be parsed"}
	}
	s.client, err = newWire(s)
	return s, err
}

// key is part of what random values are drawn by: no two runs draw the same.
func (s *Session) key(what string) string { return s.RunID + "/" + what }

// blocked says why a case makes no sense, given what was learnt before.
func (s *Session) blocked(c *Case) string {
	if c.ID == firstCase || c.ID == redirectCase {
		return ""
	}
	return s.refused
}

// firstCase is the right webhook: a receiver that does not take that one refuses everything, for whatever reason.
const firstCase = "delivery/valid"

// strangerCase is what a stranger signed: a receiver that takes that takes every forgery, and has one bug, not twenty.
const strangerCase = "signature/wrong-secret"

// learn keeps what later cases depend on.
func (s *Session) learn(c *Case, r *Result) {
	if c.ID == strangerCase && r.Verdict == Warn && len(r.Exchanges) == 1 && r.Exchanges[0].Status() > 299 {
		s.refusal = r.Exchanges[0].Status()
	}
	if c.ID == staleCase || c.ID == staleHeaderCase {
		s.learnAge(c, r)
	}
	if c.ID == differentCase && r.Verdict == Fail && s.books.why == "" {
		s.books.why = "it takes two events for one, so its books tell nothing more: mend " + differentCase + " first"
	}
	if c.ID == strangerCase && r.Verdict == Fail {
		s.learnTrust(r)
	}
	if c.ID != firstCase || len(r.Exchanges) == 0 {
		return
	}
	status := r.Exchanges[0].Status()
	switch {
	case status >= 200 && status <= 299 && r.Exchanges[0].Error == "": // it took it, though the product may not see that
		s.usual = status
	case r.Verdict == Fail:
		s.refused = "a right webhook is not taken, so nothing can be told from what else is refused: mend " + firstCase + " first"
	}
}

// learnTrust keeps what makes other forgeries pointless.
func (s *Session) learnTrust(r *Result) {
	switch n := len(r.Exchanges); {
	case n > 0 && s.taken(&r.Exchanges[0]):
		s.trusts = "it takes what anybody signs, so nothing more can be told from what it takes: mend " + strangerCase + " first"
	case n > 0 && r.Exchanges[0].Response == nil:
		s.trusts = "it does not survive what somebody else signs, so nothing more can be told from what it refuses: mend " + strangerCase + " first"
	}
}

// learnAge keeps that an old timestamp was taken, and not refused with an error of the receiver's own.
func (s *Session) learnAge(c *Case, r *Result) {
	if n := len(r.Exchanges); (r.Verdict == Fail || r.Verdict == Warn) && n > 0 && s.taken(&r.Exchanges[n-1]) {
		s.ageless = c.ID
	}
}

// Open opens a connection before it is needed, so that several requests can leave at the same moment. An error is the receiver's
// doing, or ctx's.
func (s *Session) Open(ctx context.Context) (*Conn, error) {
	c, err := s.client.dial(ctx)
	if err != nil {
		return nil, err
	}
	return &Conn{open: c}, nil
}

// pause waits for a while by the clock. An error is why ctx ended before.
func (s *Session) pause(ctx context.Context, d time.Duration) error {
	reached, stop := s.Clock.Alarm(s.Clock.Now().Add(d))
	defer stop()
	select {
	case <-reached:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
