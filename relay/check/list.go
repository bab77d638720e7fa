package check

import (
	"context"

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

// List describes the cases that there are for a product, in the order in which they run, as Options.Only and Options.Skip choose
// them. It tells nothing of which Run can try: that needs a second secret for some, or an app that can be started again.
// An error is an InputError.
func List(dialect relay.Dialect, only, skip []string) ([]Described, error) {
	chosen, err := choose(All(), only, skip)
	if err != nil {
		return nil, err
	}
	s, err := newSession(Options{
		URL: "http://127.0.0.1/", Dialect: dialect, Clock: relay.RealClock{}, Next: "given", Old: "given", // as if all were given
		Observed: func(context.Context) ([]relay.ObservedItem, error) { return nil, nil },
		Restart:  func(context.Context) error { return nil },
	})
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
