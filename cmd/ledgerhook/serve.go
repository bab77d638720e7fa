package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// serving is what the flags of serve say.
type serving struct {
	listen, mockListen string
	db                 string
	seed               string
	clock, clockStart  string
	signTime           string
	timeScale          float64
	bare               bool
	attemptTimeout     time.Duration
	grace              time.Duration
	readyFile          string
}

func (a *app) serve() *cobra.Command {
	s := serving{}
	c := &cobra.Command{
		Use: "serve", Short: "Run the relay: products, delivery engine, mock receiver and control API", Args: noArgs,
		Long: "Runs until it is interrupted. On an empty database the mock is subscribed to every product; a product's built-in subscription " +
			"steps aside at the first one that you make. Ctrl-C lets attempts in flight end within the grace period; a second one stops at once.",
		Example: "ledgerhook serve\nledgerhook serve --db :memory: --time-scale 1000\nledgerhook serve --listen 127.0.0.1:0 --mock-listen 127.0.0.1:0 --ready-file ready.json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runServe(cmd.Context(), &s)
		},
	}
	s.flags(c)
	f := c.Flags()
	f.StringVar(&s.readyFile, "ready-file", "", "write the addresses here, as JSON, once everything is ready")
	return c
}

// flags are those that say what kind of node to start.
func (s *serving) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.listen, "listen", local.DefaultListen, "address of the control API and the products' APIs; port 0 takes a free one")
	f.StringVar(&s.mockListen, "mock-listen", local.DefaultMockListen, "address of the mock receiver; port 0 takes a free one")
	f.StringVar(&s.db, "db", "", "path of the database, or :memory: for a temporary one (default: in the user's state directory)")
	f.StringVar(&s.seed, "seed", "", "a number that every random value comes from (default: the database's own)")
	f.StringVar(&s.clock, "clock", "real", "which clock: real, or virtual, which moves only by `ledgerhook clock advance`")
	f.StringVar(&s.clockStart, "clock-start", "", "where a virtual clock starts (default: now; with --seed 2026-01-01T00:00:00Z)")
	f.StringVar(&s.signTime, "sign-time", "engine", "what signatures take the time from: engine, or wall, for apps that check how fresh they are")
	f.Float64Var(&s.timeScale, "time-scale", 1, "divide the waits of retry schedules, never time limits or signatures")
	f.BoolVar(&s.bare, "bare", false, "do not subscribe the mock")
	f.DurationVar(&s.attemptTimeout, "attempt-timeout", 0, "time limit of one attempt (default: each product's own)")
	f.DurationVar(&s.grace, "grace", 10*time.Second, "how long attempts in flight may go on at a stop")
}

// options checks the flags and turns them into what to start.
func (s *serving) options(a *app) (local.Options, error) {
	opt := local.Options{
		Listen: s.listen, MockListen: s.mockListen, DB: s.db, TimeScale: s.timeScale, Bare: s.bare,
		AttemptTimeout: s.attemptTimeout, Grace: s.grace, Version: buildVersion().Version,
		Log: slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelInfo})),
	}
	switch {
	case !(s.timeScale >= 1) || math.IsInf(s.timeScale, 0):
		return opt, usage("ledgerhook serve --time-scale 1000", "--time-scale %g: waits can be divided by 1 or more", s.timeScale)
	case s.attemptTimeout < 0:
		return opt, usage("ledgerhook serve --attempt-timeout 2s", "--attempt-timeout %v: it cannot be negative", s.attemptTimeout)
	case s.grace <= 0:
		return opt, usage("ledgerhook serve --grace 10s", "--grace %v: it must be positive", s.grace)
	}
	if s.seed != "" {
		seed, err := strconv.ParseUint(s.seed, 10, 64)
		if err != nil {
			return opt, usage("ledgerhook serve --seed 42", "--seed %q is no whole number", s.seed)
		}
		opt.Seed = &seed
	}
	if err := s.setClock(&opt); err != nil {
		return opt, err
	}
	if opt.DB == "" {
		path, err := a.defaultDB()
		if err != nil {
			return opt, err
		}
		opt.DB = path
	}
	if opt.DB != local.InMemory {
		path, err := filepath.Abs(opt.DB)
		if err != nil {
			return opt, usage("ledgerhook serve --db PATH", "--db %s: %w", opt.DB, err)
		}
		opt.DB = path
	}
	return opt, nil
}

// repeatableStart is where a virtual clock starts when a run is to be repeated.
func repeatableStart() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// setClock chooses the clock and what signatures take the time from.
func (s *serving) setClock(opt *local.Options) error {
	start := relay.RealClock{}.Now()
	if opt.Seed != nil {
		start = repeatableStart()
	}
	if s.clockStart != "" {
		var err error
		if start, err = time.Parse(time.RFC3339Nano, s.clockStart); err != nil {
			return usage("ledgerhook serve --clock virtual --clock-start 2026-01-01T00:00:00Z", "--clock-start %q is no time", s.clockStart)
		}
	}
	switch {
	case s.clock == "virtual":
		opt.Clock = relay.NewVirtualClock(start)
	case s.clock != "real":
		return usage("ledgerhook serve --clock virtual", "--clock %q: there are real and virtual", s.clock)
	case s.clockStart != "":
		return usage("ledgerhook serve --clock virtual --clock-start "+s.clockStart, "--clock-start goes with --clock virtual")
	}
	if s.signTime != "engine" && s.signTime != "wall" {
		return usage("ledgerhook serve --sign-time wall", "--sign-time %q: there are engine and wall", s.signTime)
	}
	opt.SignWall = s.signTime == "wall"
	return nil
}

// defaultDB is the database in the user's state directory.
func (a *app) defaultDB() (string, error) {
	dir := a.environ("XDG_STATE_HOME")
	if dir == "" || !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", usage("ledgerhook serve --db PATH", "no home directory is known: %w", err)
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "ledgerhook", "ledgerhook.db"), nil
}

func (a *app) runServe(ctx context.Context, s *serving) error {
	opt, err := s.options(a)
	if err != nil {
		return err
	}
	node, err := startNode(ctx, opt)
	if err != nil {
		return err
	}
	client := control.NewClient(node.ControlURL)
	err = a.announceReady(ctx, client, node, s.readyFile)
	if err == nil {
		err = a.follow(ctx, client)
	}
	if ctx.Err() != nil {
		err = nil // being stopped is how serve ends
		a.say("stopping; attempts in flight have %v", s.grace)
	}
	err = errors.Join(err, node.Close())
	if s.readyFile != "" {
		if remove := os.Remove(s.readyFile); !errors.Is(remove, os.ErrNotExist) {
			err = errors.Join(err, remove)
		}
	}
	return err
}

// startNode starts a node and says who holds a port that is in use, where that can be known.
func startNode(ctx context.Context, opt local.Options) (*local.Node, error) {
	node, err := local.Start(ctx, opt)
	if err == nil {
		return node, nil
	}
	if holder := portHolder(ctx, err); holder != "" {
		return nil, &exitError{code: exitRefused, err: fmt.Errorf("%w: %s", err, holder), try: "stop it, or choose another port with --listen and --mock-listen; port 0 takes a free one"}
	}
	return nil, err
}

// ready is what the ready file and the first line of serve --json hold. Scripts rely on the names.
type ready struct {
	PID       int               `json:"pid"`
	Control   string            `json:"control"`
	Mock      string            `json:"mock"`
	Providers map[string]string `json:"providers"`
	DB        string            `json:"db"`
	Seed      uint64            `json:"seed"`
	Version   string            `json:"version"`
}

// announceReady makes sure that the server really answers, and then says so.
func (a *app) announceReady(ctx context.Context, client *control.Client, node *local.Node, readyFile string) error {
	if err := client.Healthy(ctx); err != nil {
		return fmt.Errorf("the server does not answer itself: %w", err)
	}
	line := ready{
		PID: os.Getpid(), Control: node.ControlURL, Mock: node.MockURL, Providers: node.ProviderURLs,
		DB: node.DB, Seed: node.Seed, Version: buildVersion().Version,
	}
	if readyFile != "" {
		if err := writeReady(readyFile, &line); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(line)
	}
	return a.welcome(ctx, client, node)
}

// writeReady writes the file in one step for whoever waits for it.
func writeReady(path string, line *ready) error {
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
