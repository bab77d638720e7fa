package main

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

// Flags belong to the --provider before them; those of the only one may stand anywhere.
func TestFlagsOfSeveralHooks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		typed, environment string
		want               []string // of each hook, as summary tells
		problem            string
	}{
		"none":                              {want: nil},
		"one":                               {typed: "--provider fintoro --secret s --to a --to b", want: []string{"fintoro s [a b]"}},
		"one, in any order":                 {typed: "--to a --secret s --to b --provider fintoro", want: []string{"fintoro s [a b]"}},
		"two":                               {typed: "--provider fintoro --secret s --to a --provider finpilo --to b --sync", want: []string{"fintoro s [a]", "finpilo  [b] sync"}},
		"one product twice":                 {typed: "--provider fintoro --name x --to a --provider fintoro --name y --to a", want: []string{"fintoro  [a] x", "fintoro  [a] y"}},
		"a truth taken back":                {typed: "--provider finpilo --sync=false", want: []string{"finpilo  []"}},
		"a secret of the environment":       {typed: "--provider fintoro --to a", environment: "--secret s", want: []string{"fintoro s [a]"}},
		"all of it of the environment":      {environment: "--provider fintoro --secret s --to a", want: []string{"fintoro s [a]"}},
		"of the environment without a hook": {environment: "--secret s", want: nil}, // the file's hooks have their own
		"before the first of two":           {typed: "--to a --provider fintoro --provider finpilo", problem: "--to stands before the first of 2 --provider"},
		"without a provider":                {typed: "--to a", problem: "--to belongs to a --provider, and there is none"},
		"of the environment for two":        {typed: "--provider fintoro --provider finpilo", environment: "--old-secret s", problem: "LEDGERHOOK_OLD_SECRET cannot tell which of 2 hooks it is for"},
		"given twice":                       {typed: "--provider fintoro --resign --resign", problem: "--resign is given twice for fintoro"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var h hookFlags
			f := pflag.NewFlagSet("", pflag.ContinueOnError)
			f.SetOutput(io.Discard)
			h.flags(f)
			if err := f.Parse(strings.Fields(test.typed)); err != nil {
				t.Fatal(err)
			}
			h.typed = len(h.noted)
			if err := f.Parse(strings.Fields(test.environment)); err != nil {
				t.Fatal(err)
			}
			hooks, err := h.hooks()
			problem := ""
			if err != nil {
				problem = err.Error()
			}
			var got []string
			for i := range hooks {
				got = append(got, summary(&hooks[i]))
			}
			if diff := cmp.Diff(test.want, got); diff != "" || problem != test.problem {
				t.Errorf("problem %q, want %q; (-want +got):\n%s", problem, test.problem, diff)
			}
		})
	}
}

// summary tells product, secret and targets, and what else was given.
func summary(g *givenHook) string {
	text := g.provider + " " + g.secret + " [" + strings.Join(g.to, " ") + "]"
	if g.name != "" {
		text += " " + g.name
	}
	if g.sync {
		text += " sync"
	}
	return text
}
