package inbound

import (
	"context"
	"log/slog"
	"net/netip"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Hook is where one product's webhooks come in.
type Hook struct {
	// Name stands in the hook's path, behind /hooks/ and the Path of Options: lower-case letters, digits and hyphens.
	Name     string
	Provider string
	// Secrets verify, in the dialect's order: Finpilo's API key, Silverfin's two tokens, of others the one that counts and
	// those that count beside it during a rotation. Empty only for Finpilo without a key, for Moneybird with a Token, or with
	// ForwardUnverified.
	Secrets []string
	// Old are secrets that count no more, so that their use is named.
	Old []string
	// Token is what Moneybird sends as webhook_token in each body; empty: it is not looked at. Where there are no Secrets it
	// is all that proves the sender.
	Token string
	// ForwardUnverified passes on what does not verify, too.
	ForwardUnverified bool
	// Sync passes a request on first and answers what the first of the Targets answers, as Finpilo reads its reference there.
	// Only for Finpilo.
	Sync bool
	// Targets are the subscriptions that get what comes in here. None: it is stored, and nobody gets it.
	Targets []string
}

// Options are what a handler is made of. The fields without a default are required.
type Options struct {
	Hooks []Hook
	Relay Relay
	Clock relay.Clock
	// Path is one more segment of every hook's path, long and random, so that nobody can guess it. Empty: none.
	Path string
	// Proxies are whose X-Forwarded-* headers are believed and passed on; from anybody else these are dropped. Empty: nobody's.
	Proxies []netip.Prefix
	// MaxBodyBytes is how large a body may be: 413 beyond it. Zero means relay.MaxDataBytes, which is the most.
	MaxBodyBytes int64
	// Rate is how many requests a second a hook takes, in bursts of as many: 429 beyond it. Zero: no limit.
	Rate float64
	// AtOnce and Waiting are how many requests are verified and stored at once, and how many more may wait for that for a
	// second: 503 with Retry-After beyond it. Zero means 256 and 1,024.
	AtOnce, Waiting int
	// Log gets what went wrong inside. Nil means none.
	Log *slog.Logger
}

// Relay is what a handler needs of the engine.
type Relay interface {
	// Take stores a request, and where it goes on, the event that it tells with a delivery to each of the subscriptions, in one
	// transaction. It returns after the commit. An error that wraps relay.ErrUnavailable: nothing can be stored now.
	Take(ctx context.Context, in relay.Incoming, told relay.Told, to []string) (relay.Taken, error)
	// FirstAnswer waits until the first attempt of a delivery has ended, and returns it. ErrConflict when it is final without
	// any.
	FirstAnswer(ctx context.Context, deliveryID string) (*relay.Attempt, error)
	// GiveUp lets a delivery go out no more of which no attempt has begun; ErrConflict when one has, or it is final.
	GiveUp(ctx context.Context, deliveryID string) error
}
