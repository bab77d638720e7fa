package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// testGrace is how long attempts in flight may go on once their scenario has ended: nobody waits for them. Source: our choice.
const testGrace = time.Second

// testEngines start a ledgerhook for each scenario.
type testEngines struct {
	app      *testedApp // nil: scenarios run against the mock
	options  local.Options
	observed func(ctx context.Context) ([]relay.ObservedItem, error) // nil: not known
}

func (t *testRun) newEngines(ctx context.Context) (*testEngines, error) {
	stock, err := local.NewStock(ctx)
	if err != nil {
		return nil, err
	}
	e := &testEngines{options: local.Options{
		Listen: anyListen, MockListen: anyListen, DB: local.InMemory, Stock: stock, Bare: true, Grace: testGrace, Version: buildVersion().Version,
	}}
	f := t.flags
	if f.app == "" && f.appCommand == "" {
		return e, nil
	}
	if e.app, err = t.newTestedApp(); err != nil {
		return nil, err
	}
	// One after the other takes the same ports, so that the app finds the products' APIs where it was told.
	if e.options.Listen, err = settledAddress(f.listen, 0); err != nil {
		return nil, err
	}
	if e.options.MockListen, err = settledAddress(e.options.MockListen, 1); err != nil {
		return nil, err
	}
	e.options.SignWall = true
	if f.observed != "" {
		e.observed = func(ctx context.Context) ([]relay.ObservedItem, error) { return t.observedItems(ctx, f.observed) }
	}
	return e, nil
}

// The ports that are settled on where none is named: below those that systems give out to whoever takes any.
const (
	firstSettledPort = 20_000
	settledPorts     = 12_000
	settledTries     = 100
)

// settledAddress is an address that can be listened at again and again: a port that is free now in place of port 0. nth tells apart
// what one process settles on, from 0. Should somebody take it meanwhile, starting says so.
func settledAddress(address string, nth int) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", usage("ledgerhook test --listen 127.0.0.1:7117", "--listen: %w", err)
	}
	if port != "0" {
		return address, nil
	}
	start := os.Getpid()*31 + nth*settledPorts/4
	for i := range settledTries {
		candidate := net.JoinHostPort(host, strconv.Itoa(firstSettledPort+(start+i)%settledPorts))
		var listener net.Listener
		if listener, err = net.Listen("tcp", candidate); err == nil {
			return candidate, listener.Close()
		}
	}
	return "", err
}

// start starts what all scenarios share: the app, if it is to be started. The context ends when the app does. stop ends it; its
// error is that the app ended before it was told to.
func (e *testEngines) start(ctx context.Context) (during context.Context, stop func([]scenario.Result) error, err error) {
	if e.app == nil || e.app.command == "" {
		return ctx, func([]scenario.Result) error { return nil }, nil
	}
	return e.app.start(ctx, e.appVariables())
}

// open starts an isolated ledgerhook for a scenario, and the function that ends it. Safe for concurrent use.
func (e *testEngines) open(ctx context.Context, s *scenario.Scenario) (scenario.Target, func() error, error) {
	opt := e.options
	opt.Clock, opt.Seed = relay.NewVirtualClock(s.Clock), &s.Seed
	node, err := local.Start(ctx, opt)
	if err != nil {
		return scenario.Target{}, nil, fmt.Errorf("start a ledgerhook for it: %w", err)
	}
	target := scenario.Target{Client: node.Client(), URL: func(provider string) string { return node.MockURL + "/" + provider }}
	if e.app != nil {
		target.App, target.URL, target.Secrets, target.Observed = true, e.app.urlOf, testSecrets(), e.observed
		target.AwaitEnd = e.app.awaitEnd
	}
	return target, node.Close, nil
}

// newTestedApp reads what is said of the app.
func (t *testRun) newTestedApp() (*testedApp, error) {
	app := &testedApp{url: t.flags.app, command: t.flags.appCommand, named: "--app", progress: t.stderr, quiet: t.quiet}
	if app.url != "" {
		if err := checkAppURL(app.url); err != nil {
			return nil, err
		}
	}
	if app.command == "" {
		return app, nil
	}
	if strings.TrimSpace(app.command) == "" {
		return nil, usage("ledgerhook test --app-cmd 'npm start'", "--app-cmd is empty")
	}
	var err error
	app.address, err = app.listensAt()
	return app, err
}

// errAppEnded says that the app ended while scenarios ran.
var errAppEnded = errors.New("the app ended while scenarios ran")
