package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// checkRun is one `ledgerhook check`.
type checkRun struct {
	*app
	flags   *checkFlags
	options check.Options
	cases   []check.Described
	started *checkedApp // nil: the receiver runs already
	// unread is why what the app booked could not be read at last, which cases are skipped for: a check that was to judge that must not
	// look like one that passed. Nil: it could, or no case asked.
	unread error
}

func (a *app) runCheck(ctx context.Context, f *checkFlags) error {
	c, err := a.newCheckRun(f)
	if err != nil {
		return err
	}
	if err := c.target(ctx); err != nil {
		return err
	}
	if c.started != nil {
		if err := c.started.start(ctx); err != nil {
			return err
		}
	}
	failed, err := c.do(ctx)
	if c.started != nil {
		err = errors.Join(err, c.started.stop(failed || err != nil))
	}
	if err == nil && failed {
		return errFailed
	}
	return err
}

// newCheckRun reads flags. Nothing is called.
func (a *app) newCheckRun(f *checkFlags) (*checkRun, error) {
	if err := f.check(a.environ); err != nil {
		return nil, err
	}
	known, err := builtinProducts()
	if err != nil {
		return nil, err
	}
	dialect, err := known.Dialect(f.provider)
	if err != nil {
		return nil, err
	}
	c := &checkRun{app: a, flags: f}
	if c.cases, err = f.cases(dialect); err != nil {
		return nil, err
	}
	if len(c.cases) == 0 {
		return nil, usage("ledgerhook check --list --provider "+f.provider, "--only and --skip leave no case that is about receivers of %s", dialect.Traits().Title)
	}
	c.options = check.Options{
		Dialect: dialect, Samples: known.samples, Clock: relay.RealClock{}, Only: f.only, Skip: f.skip, Timeout: f.timeout,
		CAFile: f.ca, InsecureSkipVerify: f.insecure,
	}
	if c.options.Seed, c.options.RunID, err = f.chance(); err != nil {
		return nil, err
	}
	if f.ca != "" {
		if _, err := relay.RootsWith(f.ca); err != nil {
			return nil, usage("ledgerhook check … --ca FILE", "--ca: %w", err)
		}
	}
	if f.url, err = a.readURL(f.url); err != nil {
		return nil, err
	}
	traits := dialect.Traits()
	if c.options.Secrets, err = a.readCheckSecrets(f, &traits); err != nil {
		return nil, err
	}
	c.options.Next, c.options.Old = f.next, f.old
	if f.provider == "moneybird" {
		c.options.Token = f.webhookToken
	}
	if f.observed != "" {
		c.options.Observed = c.observed
	}
	return c, nil
}

// observed asks the app what it booked. Its errors stand in reports, and a command may hold credentials.
func (c *checkRun) observed(ctx context.Context) ([]relay.ObservedItem, error) {
	source := c.flags.observed
	items, err := c.observedItems(ctx, source)
	switch {
	case err == nil:
		c.unread = nil
		return items, nil
	case ctx.Err() != nil:
		return nil, err
	}
	c.unread = err
	return nil, errors.New(strings.ReplaceAll(err.Error(), fmt.Sprintf("%.60q", source), "(the command)"))
}

// readURL reads a URL that stands in a file or on standard input, as one that holds credentials should.
func (a *app) readURL(text string) (string, error) {
	if text != "-" && !strings.HasPrefix(text, "@") {
		return text, nil
	}
	read, err := a.readSecret("url", text)
	if err != nil {
		return "", usage(checkTry, "the URL behind %.1s cannot be read", text)
	}
	return read, nil
}

// chance is what a run's randomness comes from. Without --run-id it draws identities that no receiver has seen.
func (f *checkFlags) chance() (seed uint64, runID string, err error) {
	const try = "ledgerhook check … --seed 42 --run-id k3f9a2b1"
	seed = drawSeed()
	if f.seed != "" {
		if seed, err = strconv.ParseUint(f.seed, 10, 64); err != nil {
			return 0, "", usage(try, "--seed %q is no whole number", f.seed)
		}
	}
	if f.runID != "" && !regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`).MatchString(f.runID) {
		return 0, "", usage(try, "--run-id %.40q: at most 32 of a-z, 0-9, _ and -", f.runID)
	}
	return seed, cmp.Or(f.runID, drawRunID()), nil
}

// drawRunID draws one that a person can type.
func drawRunID() string {
	var raw [5]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return strings.ToLower(base32.HexEncoding.EncodeToString(raw[:]))
}

// target finds the receiver, and refuses one that is not to be checked.
func (c *checkRun) target(ctx context.Context) error {
	f := c.flags
	if f.appCommand != "" {
		var err error
		if c.started, err = c.newCheckedApp(); err != nil {
			return err
		}
		f.url = c.started.urlOf(f.provider)
		c.options.Restart = c.started.restart
	}
	u, err := receiverURL(f.url, f.provider)
	if err != nil {
		return err
	}
	c.options.URL = u.String()
	if c.options.Dial, err = receiverDialer(ctx, nil, u, f.own); err != nil {
		return err
	}
	if f.insecure {
		fmt.Fprintln(c.stderr, insecureWarning)
	}
	return nil
}
