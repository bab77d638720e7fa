package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"math"
	"path/filepath"
	"strconv"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// serving is what the flags of serve say.
type serving struct {
	verb               string // whose flags they are; empty: serve
	listen, mockListen string
	db                 string
	maxStored          string
	seed               string
	clock, clockStart  string
	signTime           string
	timeScale          float64
	bare               bool
	attemptTimeout     time.Duration
	grace              time.Duration
	readyFile          string
	fixtures           string
	config             string
	ca                 string
	insecure           bool
	strict             bool
	advertise          string
	assumed            []string
	tls                bool
	proxy              bool
	noProbe            bool
	relayed            []local.Hook // what relay takes in; nil for any other verb
}

// flags are those that say what kind of node to start.
func (s *serving) flags(c *cobra.Command) {
	f := c.Flags()
	s.nodeFlags(f)
	s.clockFlags(f, "real", "engine")
	f.BoolVar(&s.bare, "bare", false, "do not subscribe the mock")
	s.reachFlags(f)
	f.BoolVar(&s.noProbe, "no-probe", false, "let the products' APIs register a URL without asking it for a 200 first, as Moneybird does: for apps that register before they listen")
}

// nodeFlags are those of any node that listens and sends.
func (s *serving) nodeFlags(f *pflag.FlagSet) {
	f.StringVar(&s.listen, "listen", local.DefaultListen, "address of the control API and the products' APIs; port 0 takes a free one; beyond loopback the control API asks for a token")
	f.StringVar(&s.advertise, "advertise", "", "the `URL` at which apps elsewhere find the products' APIs and files, such as http://host.docker.internal:7117")
	f.StringVar(&s.mockListen, "mock-listen", local.DefaultMockListen, "address of the mock receiver; port 0 takes a free one")
	f.StringVar(&s.db, "db", "", "path of the database, or :memory: for a temporary one (default: in .ledgerhook beside a ledgerhook.yaml, else in the user's state directory)")
	f.StringVar(&s.maxStored, "max-stored", "", "refuse new events once the database holds this much, such as 2GiB (default: no limit)")
	f.StringVar(&s.seed, "seed", "", "a number that every random value comes from (default: the database's own)")
	f.Float64Var(&s.timeScale, "time-scale", 1, "divide the waits of retry schedules, never time limits or signatures")
	f.DurationVar(&s.attemptTimeout, "attempt-timeout", 0, "time limit of one attempt (default: each product's own)")
	f.Lookup("attempt-timeout").DefValue = "" // which is told in words
	f.StringVar(&s.ca, "ca", "", "PEM `FILE` of authorities to trust beside the system's, such as mkcert's rootCA.pem, for receivers with https:// URLs")
	f.BoolVar(&s.insecure, "insecure-skip-verify", false, "send to https:// receivers without verifying who they are; every such attempt says so")
	f.DurationVar(&s.grace, "grace", 10*time.Second, "how long attempts in flight may go on at a stop")
}

// clockFlags are those of the clock and of what signatures take the time from, each with its default.
func (s *serving) clockFlags(f *pflag.FlagSet, clock, signTime string) {
	f.StringVar(&s.clock, "clock", clock, "which clock: real, or virtual, which stands still until ledgerhook clock advance or run")
	f.StringVar(&s.clockStart, "clock-start", "", "where a virtual clock starts (default: where the database left it, else now, or 2026-01-01T00:00:00Z with --seed)")
	f.StringVar(&s.signTime, "sign-time", signTime, "what signatures take the time from: engine, or wall, for apps that check how fresh they are")
}

// try is a command line with other flags.
func (s *serving) try(flags string) string {
	return "ledgerhook " + cmp.Or(s.verb, "serve") + " " + flags
}

// options checks the flags and turns them into what to start.
func (s *serving) options(a *app) (local.Options, error) {
	opt := local.Options{
		Listen: s.listen, MockListen: s.mockListen, DB: s.db, TimeScale: s.timeScale, Bare: s.bare,
		AttemptTimeout: s.attemptTimeout, Grace: s.grace, CAFile: s.ca, InsecureSkipVerify: s.insecure, Advertise: s.advertise, Token: a.token, Version: buildVersion().Version,
		Log: slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelInfo})),
	}
	if err := s.setReach(a, &opt); err != nil {
		return opt, err
	}
	opt.NoProbe = s.noProbe
	switch {
	case !(s.timeScale >= 1) || math.IsInf(s.timeScale, 0):
		return opt, usage(s.try("--time-scale 1000"), "--time-scale %g: waits can be divided by 1 or more", s.timeScale)
	case s.attemptTimeout < 0:
		return opt, usage(s.try("--attempt-timeout 2s"), "--attempt-timeout %v: it cannot be negative", s.attemptTimeout)
	case s.grace <= 0:
		return opt, usage(s.try("--grace 10s"), "--grace %v: it must be positive", s.grace)
	}
	if s.maxStored != "" {
		size, err := humanize.ParseBytes(s.maxStored)
		if err != nil || size == 0 || size > math.MaxInt64 {
			return opt, usage(s.try("--max-stored 2GiB"), "--max-stored %q is no size", s.maxStored)
		}
		opt.MaxStoredBytes = int64(size)
	}
	if err := cmp.Or(s.setSeed(&opt), s.setClock(&opt)); err != nil {
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
		var err error
		if opt.Key, err = a.key(); err != nil {
			return opt, err
		}
		path, err := filepath.Abs(opt.DB)
		if err != nil {
			return opt, usage(s.try("--db PATH"), "--db %s: %w", opt.DB, err)
		}
		opt.DB = path
	}
	if s.insecure {
		fmt.Fprintln(a.stderr, insecureWarning)
	}
	return opt, nil
}

// insecureWarning goes to stderr at every start, also with --quiet and --json.
const insecureWarning = "WARNING: --insecure-skip-verify: nobody verifies who answers at https:// URLs; whoever does gets bodies, signatures and keys. " +
	"Better: --ca FILE with the authority that signed the receiver's certificate"

// repeatableStart is where a virtual clock starts when a run is to be repeated.
func repeatableStart() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// earliestYear and latestYear are where a clock can start: the store counts nanoseconds since 1970, and no clock goes beyond 2199.
const (
	earliestYear = 1970
	latestYear   = 2199
)

// setSeed takes the seed that was given.
func (s *serving) setSeed(opt *local.Options) error {
	if s.seed == "" {
		return nil
	}
	seed, err := strconv.ParseUint(s.seed, 10, 64)
	if err != nil {
		return usage(s.try("--seed 42"), "--seed %q is no whole number", s.seed)
	}
	opt.Seed = &seed
	return nil
}

// setClock chooses the clock and what signatures take the time from.
func (s *serving) setClock(opt *local.Options) error {
	start := relay.RealClock{}.Now()
	if opt.Seed != nil {
		start = repeatableStart()
	}
	if s.clockStart != "" {
		var err error
		if start, err = time.Parse(time.RFC3339Nano, s.clockStart); err != nil {
			return usage(s.try("--clock virtual --clock-start 2026-01-01T00:00:00Z"), "--clock-start %q is no time", s.clockStart)
		}
		if year := start.UTC().Year(); year < earliestYear || year > latestYear {
			return usage(s.try("--clock virtual --clock-start 2026-01-01T00:00:00Z"), "--clock-start %s: it must be in the years %d to %d", s.clockStart, earliestYear, latestYear)
		}
	}
	switch {
	case s.clock == "virtual":
		opt.Clock = relay.NewVirtualClock(start)
		opt.ClockGoesOn = s.clockStart == ""
	case s.clock != "real":
		return usage(s.try("--clock virtual"), "--clock %q: there are real and virtual", s.clock)
	case s.clockStart != "":
		return usage(s.try("--clock virtual --clock-start "+s.clockStart), "--clock-start goes with --clock virtual")
	}
	if s.signTime != "engine" && s.signTime != "wall" {
		return usage(s.try("--sign-time wall"), "--sign-time %q: there are engine and wall", s.signTime)
	}
	opt.SignWall = s.signTime == "wall"
	return nil
}

// key is what seals the secrets in a database: LEDGERHOOK_KEY itself, or the key in the user's state directory. There is no
// flag for it, since others can see a command line.
func (a *app) key() (local.Key, error) {
	if text := a.environ("LEDGERHOOK_KEY"); text != "" {
		return local.KeyText(text), nil
	}
	dir, err := a.stateDir()
	if err != nil {
		return local.Key{}, usage("XDG_STATE_HOME=DIR ledgerhook serve, or --db :memory:", "there is no place for the key: %w", err)
	}
	return local.KeyFile(filepath.Join(dir, "key")), nil
}
