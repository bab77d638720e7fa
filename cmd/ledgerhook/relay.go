package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/netip"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/workspace"
)

// relaying is what the flags of relay say beside those of any node.
type relaying struct {
	serving
	hooks         hookFlags
	publicListen  string
	publicURL     string
	path          string
	newPath       bool
	proxies       []string
	maxRate       float64
	maxBody       string
	stopWithStdin bool
}

func (a *app) relay() *cobra.Command {
	r := relaying{serving: serving{verb: "relay", clock: "real", signTime: "engine", bare: true}}
	c := &cobra.Command{
		Use: "relay --provider P --secret S --to URL", Short: "Take a real product's webhooks in, and pass them on to your app as often as wanted",
		Long: "Stands between a real product and the app on your laptop, behind any tunnel: it verifies what comes in by the product's own rule, stores it before it " +
			"answers, and passes it on with the same bytes and headers, so that your app verifies the real signature. While the app is down nothing is lost: it is " +
			"tried again for 48 hours, and can be replayed, broken and looked at like any delivery. It runs in place of serve, with the same database, APIs and mock.\n\n" +
			"--provider begins a hook, and the flags behind it belong to it, up to the next --provider. Without any, the hooks are those of the section relay in " +
			"ledgerhook.yaml. What does not verify is answered 401, stored with the reason, and goes nowhere: `ledgerhook relay list --verdict rejected` shows it.\n\n" +
			"The public side listens apart, and serves the hooks and nothing else, at a path that nobody guesses and that stays the same. It speaks plain HTTP: " +
			"TLS is the tunnel's. X-Forwarded-* headers are believed from those named with --proxy-from, and nobody else.\n\n" +
			"Others see a command line in `ps`, so give secrets with --secret - or --secret @FILE, or in LEDGERHOOK_SECRET and LEDGERHOOK_SECRET2; for several hooks in ledgerhook.yaml, with variables.\n\n" +
			"A product that signs the time makes its signature too old for a late retry or a replay: --resign signs those anew with the same secret. " +
			"Finpilo reads its reference in the answer: --sync waits for the app, for 29s at most, and answers what the app answers, the first --to where there are several; it is not sent later, as the user was told of a failure.",
		Example: "ledgerhook relay --provider fintoro --secret @fintoro.txt --to http://127.0.0.1:3000/webhooks/fintoro\n" +
			"ledgerhook relay --provider moneybird --secret - --to http://127.0.0.1:3000/hooks --to mock --resign\n" +
			"ledgerhook relay --provider finpilo --secret @key.txt --to http://127.0.0.1:3000/documents --sync\n" +
			"ledgerhook relay --public-url https://example.trycloudflare.com\n" +
			"ledgerhook relay list --verdict rejected",
		Args: func(cmd *cobra.Command, args []string) error {
			r.hooks.typed = len(r.hooks.noted) // the environment is read after this
			return noArgs(cmd, args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if r.stopWithStdin {
				ctx = a.untilStdinEnds(ctx)
			}
			return a.runRelay(ctx, &r)
		},
	}
	f := c.Flags()
	r.nodeFlags(f)
	r.hooks.flags(f)
	f.BoolVar(&r.proxy, "proxy", false, "send deliveries through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name; without it these are ignored")
	f.StringVar(&r.publicListen, "public-listen", local.DefaultPublicListen, "address of the public side, which a tunnel leads to; port 0 takes a free one")
	f.StringVar(&r.publicURL, "public-url", "", "the `URL` at which the products find the public side, such as the tunnel's: it is printed to be registered")
	f.StringVar(&r.path, "path", "", "the `SEGMENT` of the hooks' paths that nobody is to guess (default: one that is drawn once and kept with the database)")
	f.BoolVar(&r.newPath, "new-path", false, "draw another segment: the URLs that are registered lead nowhere then")
	f.StringArrayVar(&r.proxies, "proxy-from", nil, "an address or a network, such as 127.0.0.1 or 10.0.0.0/8, whose X-Forwarded-* headers are believed; can be given more than once")
	f.Float64Var(&r.maxRate, "max-rate", 0, "requests a second that each hook takes, 429 beyond it; 0 for no limit")
	f.StringVar(&r.maxBody, "max-body", "", "how large a body may be, such as 256KiB, 413 beyond it (default: "+humanize.IBytes(relay.MaxDataBytes)+", which is the most)")
	f.StringVar(&r.readyFile, "ready-file", "", "write the addresses here, as JSON, once everything is ready")
	f.BoolVar(&r.stopWithStdin, "stop-with-stdin", false, "stop when standard input ends, as it does when the program that started this is gone")
	configFlags(f, &r.config)
	c.AddCommand(a.relayList(), a.relayShow())
	return c
}

func (a *app) runRelay(ctx context.Context, r *relaying) error {
	a.relays = true
	hooks, err := a.relayHooks(r)
	if err != nil {
		return err
	}
	opt, err := r.options(a)
	if err != nil {
		return err
	}
	if opt.Public, err = r.public(hooks); err != nil {
		return err
	}
	// What is rejected is printed as a line already.
	opt.Public.Log = slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	r.relayed = hooks
	node, err := a.startNode(ctx, opt)
	if err != nil {
		return err
	}
	for _, warning := range append(unproven(hooks), openToOthers(node)...) {
		fmt.Fprintln(a.stderr, "WARNING: "+relay.Visible(warning))
	}
	err = a.serveNode(ctx, node, &r.serving)
	if ctx.Err() != nil {
		err = nil // being stopped is how relay ends
		a.say("stopping; what was taken is kept, and attempts in flight have %v", r.grace)
	}
	return errors.Join(err, node.Close(), removeReady(r.readyFile))
}

// openToOthers warns where other machines reach the public side without a tunnel.
func openToOthers(node *local.Node) []string {
	if !node.PublicOutside {
		return nil
	}
	return []string{"other machines reach the public side over plain HTTP: let it listen on 127.0.0.1, and a tunnel or a proxy with TLS stand in front of it"}
}

// relayHooks are those of the flags, else those of ledgerhook.yaml.
func (a *app) relayHooks(r *relaying) ([]local.Hook, error) {
	given, err := r.hooks.hooks()
	if err != nil {
		return nil, err
	}
	for i := range given {
		if err := given[i].readSecrets(a); err != nil {
			return nil, err
		}
	}
	if given == nil && a.workspace != nil {
		given = declaredHooks(a.workspace)
	}
	if len(given) == 0 {
		return nil, usage("ledgerhook relay --provider fintoro --secret @FILE --to http://127.0.0.1:3000/hooks",
			"relay takes in what a product sends: name it with --provider, or declare hooks in the section relay of ledgerhook.yaml")
	}
	return hooksOf(given)
}

// declaredHooks are those of a file.
func declaredHooks(file *workspace.File) []givenHook {
	given := make([]givenHook, len(file.Hooks))
	for i := range file.Hooks {
		h := &file.Hooks[i]
		g := givenHook{
			provider: h.Provider, name: h.Name, secret: h.Secret.Reveal(), secret2: h.Secret2.Reveal(), token: h.WebhookToken.Reveal(),
			resign: h.Resign, forwardUnverified: h.ForwardUnverified, sync: h.Sync, ordered: h.Ordered, retry: h.Retry, rate: h.Rate, concurrency: h.Concurrency,
		}
		for _, secret := range h.OldSecrets {
			g.old = append(g.old, secret.Reveal())
		}
		for _, to := range h.To {
			g.to = append(g.to, to.Value)
		}
		g.mistake = func(field, problem, hint string) error {
			return usage("", "%w", h.Mistake(field, "hook "+h.Name+": "+problem, fileHint(field, hint)))
		}
		given[i] = g
	}
	return given
}

// fileHint is what to type in the file, where a hint would name a flag.
func fileHint(field, hint string) string {
	switch {
	case !strings.HasPrefix(hint, "--"):
		return hint
	case field == "secret":
		return "such as secret: ${FINTORO_SECRET}, which is read from the environment; forward-unverified: true does without"
	case field == "to":
		return "such as to: http://127.0.0.1:3000/hooks, or to: mock"
	}
	return ""
}

// public is the side that products call.
func (r *relaying) public(hooks []local.Hook) (*local.Public, error) {
	public := &local.Public{Listen: r.publicListen, URL: r.publicURL, Hooks: hooks, Path: r.path, NewPath: r.newPath, Rate: r.maxRate}
	switch {
	case r.path != "" && r.newPath:
		return nil, usage(r.try("--new-path"), "--path names a segment, and --new-path draws one: give one of them")
	case r.maxRate < 0 || math.IsNaN(r.maxRate) || math.IsInf(r.maxRate, 0):
		return nil, usage(r.try("--max-rate 50"), "--max-rate %g: it must be 0, for no limit, or more", r.maxRate)
	}
	if r.maxBody != "" {
		size, err := humanize.ParseBytes(r.maxBody)
		if err != nil || size == 0 || size > relay.MaxDataBytes {
			return nil, usage(r.try("--max-body 256KiB"), "--max-body %q: it must be a size up to %s", r.maxBody, humanize.IBytes(relay.MaxDataBytes))
		}
		public.MaxBodyBytes = int64(size)
	}
	for _, text := range r.proxies {
		prefix, err := proxyOf(text)
		if err != nil {
			return nil, usage(r.try("--proxy-from 127.0.0.1 --proxy-from 10.0.0.0/8"), "--proxy-from %.60q: it is neither an address nor a network", text)
		}
		public.Proxies = append(public.Proxies, prefix)
	}
	return public, nil
}

// proxyOf reads an address, or a network.
func proxyOf(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		prefix, err := netip.ParsePrefix(text)
		return prefix.Masked(), err
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	address = address.Unmap().WithZone("")
	return address.Prefix(address.BitLen())
}
