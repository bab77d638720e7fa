package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/workspace"
)

func (a *app) serve() *cobra.Command {
	s := serving{}
	stopWithStdin := false
	c := &cobra.Command{
		Use: "serve", Short: "Run the relay: products, delivery engine, mock receiver and control API", Args: noArgs,
		Long: "Runs until it is interrupted. On an empty database the mock is subscribed to every product; a product's built-in subscription " +
			"steps aside at the first one that you make. Ctrl-C lets attempts in flight end within the grace period; a second one stops at once.\n\n" +
			"Where other machines can call (--listen 0.0.0.0:7117), the control API asks for a token, LEDGERHOOK_TOKEN or one that is drawn and printed, and " +
			"the products' APIs take only the tokens issued. Over plain HTTP, whoever can listen in on that network sees all of it.\n\n" +
			"A ledgerhook.yaml in this directory or one above declares settings, subscriptions with their secrets, and faults; " +
			"every save of it is applied at once, and data lives in .ledgerhook beside it.\n\n" +
			"--fixtures DIR is for whoever writes a handler: each save of a scenario in DIR, or of a part that it includes, fires its steps at this server and shows what came. Events go to the " +
			"subscriptions that the server has; those of the file with a url are made once, by their name, and stay. Its faults are in force while it fires, those of the mock at the sender where an app " +
			"gets the events; at the end what it paused, disabled or rotated is as before. On a real clock advance is passed over, wait takes up to 35s, and times and due are not judged; ledger and reconcile never are, since the books hold more than one firing. " +
			"A file that is saved while one fires is fired next, once.\n\n" +
			"Secrets are sealed in the database with the key in the state directory ($XDG_STATE_HOME/ledgerhook/key, else ~/.local/state/ledgerhook/key), made at the " +
			"first start, or with LEDGERHOOK_KEY. Keep a copy: without it they cannot be read.",
		Example: "ledgerhook serve\nledgerhook serve --db :memory: --time-scale 1000\nledgerhook serve --listen 0.0.0.0:7117 --advertise http://host.docker.internal:7117\nledgerhook serve --listen 127.0.0.1:0 --mock-listen 127.0.0.1:0 --ready-file ready.json\nledgerhook serve --fixtures fixtures/scenarios",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if stopWithStdin {
				ctx = a.untilStdinEnds(ctx)
			}
			return a.runServe(ctx, &s)
		},
	}
	s.flags(c)
	f := c.Flags()
	f.StringVar(&s.readyFile, "ready-file", "", "write the addresses here, as JSON, once everything is ready")
	f.StringVar(&s.fixtures, fixturesFlag, "", "fire the scenarios in this folder, `DIR`, as their files are saved")
	f.BoolVar(&stopWithStdin, "stop-with-stdin", false, "stop when standard input ends, as it does when the program that started this is gone")
	configFlags(f, &s.config)
	return c
}

// untilStdinEnds ends ctx with standard input. Reading that cannot be broken off, so it goes on as long as the process does.
func (a *app) untilStdinEnds(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, a.stdin)
		cancel()
	}()
	return ctx
}

func (a *app) runServe(ctx context.Context, s *serving) error {
	if err := checkFixtures(s.fixtures); err != nil {
		return err
	}
	opt, err := s.options(a)
	if err != nil {
		return err
	}
	node, err := a.startNode(ctx, opt)
	if err != nil {
		return err
	}
	err = a.serveNode(ctx, node, s)
	if ctx.Err() != nil {
		err = nil // being stopped is how serve ends
		a.say("stopping; attempts in flight have %v", s.grace)
	}
	return errors.Join(err, node.Close(), removeReady(s.readyFile))
}

// serveNode applies ledgerhook.yaml, says that everything is ready, and prints what happens until ctx ends; it fires what is
// saved meanwhile.
func (a *app) serveNode(ctx context.Context, node *local.Node, s *serving) error {
	ctx, cancel := context.WithCancel(ctx)
	client := node.Client()
	keeper, report, err := a.applyFile(ctx, client)
	defer keeper.wait()
	defer cancel()
	if err != nil {
		return err
	}
	firings, err := a.watchFixtures(ctx, s.fixtures, node)
	defer firings.wait()
	defer cancel()
	if err != nil {
		return err
	}
	if err := a.announceReady(ctx, client, node, s); err != nil {
		return err
	}
	if keeper != nil {
		a.tellReport(report, false)
	}
	keeper.watch(ctx, func(n workspace.News) { a.tellNews(keeper.path, n) })
	firings.fireSaved(ctx)
	return a.follow(ctx, client)
}

// startNode starts a node and says who holds a port that is in use, where that can be known.
func (a *app) startNode(ctx context.Context, opt local.Options) (*local.Node, error) {
	node, err := local.Start(ctx, opt)
	if err == nil {
		return node, nil
	}
	var op *net.OpError
	another := "choose another port with " + listenFlags(opt) + "; port 0 takes a free one"
	switch holder := a.portHolder(ctx, err); {
	case holder != "":
		return nil, &exitError{code: exitRefused, err: fmt.Errorf("%w: %s", err, holder), try: "stop it, or " + another}
	case errors.As(err, &op) && op.Op == "listen":
		return nil, &exitError{code: exitRefused, err: err, try: another}
	}
	return nil, err
}

// listenFlags are the flags that say where a node listens.
func listenFlags(opt local.Options) string {
	if opt.Public != nil {
		return "--public-listen, --listen and --mock-listen"
	}
	return "--listen and --mock-listen"
}

// ready is what the ready file and the first line of serve --json hold. Scripts rely on the names.
type ready struct {
	PID       int               `json:"pid"`
	Control   string            `json:"control"`
	Mock      string            `json:"mock"`
	Providers map[string]string `json:"providers"`
	// Hooks are what relay takes webhooks in at, and PublicHooks the same below --public-url, where it was given.
	Hooks       map[string]string `json:"hooks,omitempty"`
	PublicHooks map[string]string `json:"public_hooks,omitempty"`
	DB          string            `json:"db"`
	Seed        uint64            `json:"seed"`
	Version     string            `json:"version"`
	Token       string            `json:"token,omitempty"` // of the control API, where it was drawn and nobody else knows it
	readyTLS
}

// announceReady makes sure that the server really answers, and then says so.
func (a *app) announceReady(ctx context.Context, client *control.Client, node *local.Node, s *serving) error {
	var refusal *control.Error
	switch err := client.Healthy(ctx); {
	case errors.As(err, &refusal) && refusal.Status == http.StatusServiceUnavailable: // it delivers what it has
		fmt.Fprintln(a.stderr, "ledgerhook: new events are refused for now: "+relay.Visible(refusal.Error()))
	case err != nil:
		return fmt.Errorf("the server does not answer itself: %w", err)
	}
	line := ready{
		PID: os.Getpid(), Control: node.ControlURL, Mock: node.MockURL, Providers: node.ProviderURLs,
		DB: node.DB, Seed: node.Seed, Version: buildVersion().Version, readyTLS: readyTLSOf(node), Hooks: node.HookURLs,
	}
	if !maps.Equal(node.HookURLs, node.PublicHookURLs) {
		line.PublicHooks = node.PublicHookURLs
	}
	if node.TokenDrawn {
		line.Token = node.Token
	}
	if s.readyFile != "" {
		if err := writeReady(s.readyFile, &line); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(line)
	}
	if s.relayed != nil {
		return a.welcomeRelay(ctx, client, node, s.relayed)
	}
	return a.welcome(ctx, client, node)
}

// removeReady removes the file, if one was asked for and written.
func removeReady(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// writeReady writes the file in one step for whoever waits for it.
func writeReady[T ready | mockReady](path string, line *T) error {
	text, err := json.Marshal(line, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("encode the ready file: %w", err)
	}
	next := path + ".new"
	if err := os.WriteFile(next, append(text, '\n'), 0o600); err != nil {
		return &exitError{code: exitRefused, err: fmt.Errorf("write the ready file: %w", err), try: "choose another place with --ready-file"}
	}
	if err := os.Rename(next, path); err != nil {
		return &exitError{code: exitRefused, err: fmt.Errorf("write the ready file: %w", err), try: "choose another place with --ready-file"}
	}
	return nil
}
