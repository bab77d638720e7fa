package check

import (
	"context"
	"net"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Options say what is checked. URL, Dialect, Samples and Clock are required.
type Options struct {
	URL     string
	Dialect relay.Dialect
	// Secrets are those that the receiver knows, in the dialect's order: Finpilo's API key (none where it checks none), Silverfin's
	// two tokens, of others the one that counts.
	Secrets []string
	// Next is a second secret that the receiver takes too, as in a rotation; empty: cases that need it are skipped.
	Next string
	// Old is a secret that the receiver took once and must refuse by now; empty: those cases are skipped.
	Old string
	// Token is Moneybird's webhook_token that the receiver checks; empty: one is drawn.
	Token string

	Samples relay.Samples
	Clock   relay.Clock // whose time is signed, and which pauses wait for: a receiver's, so the wall's
	Seed    uint64      // what all that is random comes from
	// RunID tells this run's events from any other's: a receiver that remembers identities has not seen them. Empty: Seed alone does.
	RunID string

	// Only and Skip are patterns of whole ids or of groups, with * for anything but a slash. Empty Only: all.
	Only, Skip []string

	// Observed asks the app what it booked; nil: duplicates are judged by status alone.
	Observed func(ctx context.Context) ([]relay.ObservedItem, error)
	// Restart ends the receiver and starts it again, and returns when it listens; nil: cases that need it are skipped.
	Restart func(ctx context.Context) error

	// Timeout is how long an answer is waited for. Zero: the product's own limit.
	Timeout time.Duration
	// Dial makes connections; nil: a net.Dialer that gives up after 5 s.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// CAFile and InsecureSkipVerify are about https receivers, as in serve.
	CAFile             string
	InsecureSkipVerify bool
	// Begin is called before each case, and Done after it, in order; both may be nil.
	Begin func(id string)
	Done  func(Result)
}
