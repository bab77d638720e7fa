package check

import (
	"context"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Described is what a case demands of a product's receivers.
type Described struct {
	ID, Title string
	Level     Level
	Rule      string
	Source    Source
	Remedy    string
}

// List describes the cases that there are for a product, in the order in which they run, as Options.Only and Options.Skip
// choose them. It tells nothing of which Run can try: that needs a second secret for some, or an app that can be started
// again. An error is an InputError.
func List(dialect relay.Dialect, only, skip []string) ([]Described, error) {
	chosen, err := choose(All(), only, skip)
	if err != nil {
		return nil, err
	}
	s, err := newSession(wholeOptions(dialect))
	if err != nil {
		return nil, err
	}
	var all []Described
	for i := range chosen {
		c := &chosen[i]
		if c.Skip != nil && c.Skip(s) != "" {
			continue
		}
		all = append(all, Described{ID: c.ID, Title: c.Title, Level: c.Level, Rule: c.Rule(s), Source: c.Source(s), Remedy: c.Remedy})
	}
	return all, nil
}

// wholeOptions are those of a check that lacks nothing.
func wholeOptions(dialect relay.Dialect) Options {
	const given = "given"
	opt := Options{
		URL: "http://127.0.0.1/", Dialect: dialect, Clock: relay.RealClock{}, Next: given, Old: given,
		Observed: func(context.Context) ([]relay.ObservedItem, error) { return nil, nil },
		Restart:  func(context.Context) error { return nil },
	}
	if slices.Contains(dialect.SecretPaths(), tokenPath) {
		opt.Token = given
	}
	sub := relay.Subscription{Provider: dialect.Traits().Name, URL: opt.URL}
	if err := dialect.Prepare(&sub, relay.Chance{}); err == nil {
		opt.Secrets = sub.ActiveSecrets(opt.Clock.Now())
	}
	if len(opt.Secrets) == 0 { // a key that is not drawn, but may be given
		opt.Secrets = []string{given}
	}
	return opt
}
