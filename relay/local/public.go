package local

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

// DefaultPublicListen is where the public side listens, which a tunnel leads to.
const DefaultPublicListen = "127.0.0.1:7119"

// ToMock as a target of a hook stands for the node's own mock, which verifies with the hook's secrets.
const ToMock = "mock"

// Public is the side that real products call. It has a listener of its own, which serves the hooks and nothing else, over
// plain HTTP: TLS is the tunnel's.
type Public struct {
	// Listen is its address. Empty means DefaultPublicListen; port 0 takes a free one.
	Listen string
	// URL is where the products find it, such as the tunnel's https://example.trycloudflare.com. Empty: the address listened at.
	URL string
	// Hooks are what comes in. There is at least one, and no two have one name.
	Hooks []Hook
	// Path is the segment that nobody guesses, before the names of the hooks. Empty means the database's own, which is drawn
	// once and kept sealed; NewPath draws another one.
	Path    string
	NewPath bool
	// Proxies, MaxBodyBytes and Rate are inbound.Options'.
	Proxies      []netip.Prefix
	MaxBodyBytes int64
	Rate         float64
	// Log gets what the hooks have to tell, such as what was rejected. Nil means Options.Log.
	Log *slog.Logger
}

// Hook is where one product's webhooks come in, and where they go on to.
type Hook struct {
	inbound.Hook // its Targets are To's
	// To are the URLs that get what comes in, or ToMock.
	To []string
	// Resign and Limits are those of the targets' subscriptions.
	Resign bool
	Limits relay.Limits
}

// publicSide serves the hooks of a node.
type publicSide struct {
	server   *http.Server
	listener net.Listener
	sync     bool // some hook waits for an app's answer
}

// openPublic takes the port of the public side, and settles where it is found.
func (n *Node) openPublic(ctx context.Context, opt *Options) (err error) {
	public := opt.Public
	if public == nil {
		return nil
	}
	listener, err := net.Listen("tcp", cmp.Or(public.Listen, DefaultPublicListen))
	if err != nil {
		return err
	}
	n.public = &publicSide{listener: listener}
	path := public.Path
	if path == "" {
		if path, err = n.hookPath(ctx, public.NewPath); err != nil {
			return err
		}
	}
	n.PublicOutside = isOutside(listener)
	n.PublicURL = "http://" + relay.LocalAddress(listener.Addr())
	base := n.PublicURL
	if u, err := advertised(public.URL); err == nil && u != nil {
		base = u.String()
	}
	n.HookURLs, n.PublicHookURLs = map[string]string{}, map[string]string{}
	for i := range public.Hooks {
		hook := &public.Hooks[i]
		behind := "/hooks/" + path + "/" + hook.Name
		n.HookURLs[hook.Name], n.PublicHookURLs[hook.Name] = n.PublicURL+behind, base+behind
		n.public.sync = n.public.sync || hook.Sync
	}
	n.hookSegment = path
	return nil
}

// pathBytes is how long a drawn segment is, before it is written in hex.
const pathBytes = 16

// hookPath is the segment that the database keeps. It comes from crypto/rand and never from the seed.
func (n *Node) hookPath(ctx context.Context, another bool) (string, error) {
	const name = secretPrefix + "hooks"
	path, kept, err := n.files.store.SecretMeta(ctx, name)
	if err != nil || kept && !another {
		return path, err
	}
	raw := make([]byte, pathBytes)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("draw the path of the hooks: %w", err)
	}
	path = hex.EncodeToString(raw)
	return path, n.files.store.PutSecretMeta(ctx, name, path)
}

// buildPublic makes the targets' subscriptions, and what serves the hooks.
func (n *Node) buildPublic(ctx context.Context, opt *Options) error {
	public := opt.Public
	if public == nil {
		return nil
	}
	hooks, err := n.target(ctx, public)
	if err != nil {
		return err
	}
	for i := range hooks {
		if !hooks[i].Sync {
			continue
		}
		if err := n.giveUpUnawaited(ctx, hooks[i].Targets[0]); err != nil {
			return err
		}
	}
	handler, err := inbound.NewHandler(inbound.Options{
		Hooks: hooks, Relay: n.Engine, Clock: opt.Clock, Path: n.hookSegment, Proxies: public.Proxies, MaxBodyBytes: public.MaxBodyBytes, Rate: public.Rate, Log: cmp.Or(public.Log, opt.Log),
	})
	if err != nil {
		return err
	}
	n.public.server = opt.Limits.Server(handler, opt.Log)
	return nil
}

// serve takes requests until drain.
func (p *publicSide) serve(limits relay.ServerLimits) error {
	err := p.server.Serve(limits.Listener(p.listener))
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// drain takes no more requests, and lets those that were taken be answered while ctx lasts. One that waits longer, for the
// rest of a body or for an app, gets no answer; what was stored of it is sent on at the next start.
func (p *publicSide) drain(ctx context.Context) error {
	if p == nil {
		return nil
	}
	var err error
	if p.server != nil && p.server.Shutdown(ctx) != nil {
		err = p.server.Close()
	}
	return errors.Join(err, closeListener(p.listener)) // it may never have served
}

// check wants addresses and hooks that can be.
func (p *Public) check() error {
	if p == nil {
		return nil
	}
	if _, err := advertised(p.URL); err != nil {
		return tunnelURL(err)
	}
	if len(p.Hooks) == 0 {
		return &relay.InputError{Field: "provider", Problem: "there is no hook for anything to come in at"}
	}
	seen := map[string]bool{}
	for i := range p.Hooks {
		hook := &p.Hooks[i]
		if seen[hook.Name] {
			return &relay.InputError{Field: "name", Problem: fmt.Sprintf("two hooks are named %q", hook.Name), Hint: "give each a name of its own"}
		}
		seen[hook.Name] = true
		if len(hook.To) == 0 {
			return &relay.InputError{Field: "to", Problem: "what comes in at the hook " + hook.Name + " has nowhere to go"}
		}
	}
	if strings.ContainsFunc(p.Path, notInPath) {
		return &relay.InputError{Field: "path", Problem: "it is one segment of letters, digits, hyphens and underscores"}
	}
	return checkAddress("public-listen", cmp.Or(p.Listen, DefaultPublicListen))
}

func notInPath(r rune) bool {
	letter := 'a' <= r|0x20 && r|0x20 <= 'z'
	return !letter && (r < '0' || r > '9') && r != '-' && r != '_'
}

// tunnelURL says of the public side's address what is wrong with it, and what a tunnel's looks like.
func tunnelURL(err error) error {
	err = renamed(err, "public-url")
	var input *relay.InputError
	if errors.As(err, &input) {
		input.Hint = "such as https://example.trycloudflare.com"
	}
	return err
}

// renamed lets an InputError name another field.
func renamed(err error, field string) error {
	var input *relay.InputError
	if !errors.As(err, &input) {
		return err
	}
	other := *input
	other.Field = field
	return &other
}
