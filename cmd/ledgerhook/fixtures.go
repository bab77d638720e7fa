package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
)

func (a *app) fixtures() *cobra.Command {
	return group("fixtures", "Read, check and record scenarios, and print receivers to copy",
		"A scenario is a YAML file: a product, faults, steps such as trigger, advance and wait, and what is expected of deliveries, "+
			"of what arrived and of the books. A receiver is a small, whole program for an app to begin with. All but record works without a server.",
		a.fixturesList(), a.fixturesShow(), a.fixturesValidate(), a.fixturesRecord(), a.fixturesSchema(), a.fixturesExample())
}

// shippedScenario is a scenario of this binary, as JSON.
type shippedScenario struct {
	Name        string `json:"name"`
	Provider    string `json:"provider"`
	Description string `json:"description"`
	YAML        string `json:"yaml,omitempty"` // not in lists
}

func (a *app) fixturesList() *cobra.Command {
	limit := -1
	c := &cobra.Command{
		Use: "list", Short: "List the scenarios that come with ledgerhook", Args: noArgs,
		Example: "ledgerhook fixtures list",
		RunE: func(cmd *cobra.Command, _ []string) error {
			get := once(func(context.Context) ([]shippedScenario, error) {
				shipped, err := scenario.Shipped()
				rows := make([]shippedScenario, len(shipped))
				for i, s := range shipped {
					rows[i] = shippedScenario{Name: s.Name, Provider: s.Provider, Description: s.Description}
				}
				return rows, err
			})
			if limit < 0 {
				limit = 0 // they are all of use
			}
			return list(cmd.Context(), a, get, limit, []string{"NAME", "PROVIDER", "DESCRIPTION"}, func(s shippedScenario) []string {
				return []string{s.Name, s.Provider, s.Description}
			})
		},
	}
	limitFlag(c, &limit)
	return c
}

func (a *app) fixturesShow() *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Print a scenario that comes with ledgerhook, to start from",
		Args:    words(1, "ledgerhook fixtures show fintoro-lost-ack"),
		Example: "ledgerhook fixtures show fintoro-lost-ack > paid.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			shipped, err := scenario.Shipped()
			if err != nil {
				return err
			}
			names := make([]string, len(shipped))
			for i, s := range shipped {
				if names[i] = s.Name; s.Name != strings.TrimSuffix(args[0], ".yaml") {
					continue
				}
				if a.json {
					return a.printJSON(shippedScenario{Name: s.Name, Provider: s.Provider, Description: s.Description, YAML: string(s.Text())})
				}
				_, err := a.stdout.Write(s.Text())
				return err
			}
			if near := relay.Nearest(args[0], names); near != "" {
				return usage("ledgerhook fixtures show "+near, "no scenario named %q; did you mean %s?", args[0], near)
			}
			return usage("ledgerhook fixtures list", "no scenario named %q", args[0])
		},
	}
}

func (a *app) fixturesValidate() *cobra.Command {
	return &cobra.Command{
		Use: "validate PATH…", Short: "Check scenarios without running them: every mistake, with its place",
		Long: "A path names a file, or a folder: then its files *.yaml are meant, but for those that begin with _, which are parts for others to include, " +
			"and those in folders below. Exit 0 when all can be run, 2 when not.",
		Example: "ledgerhook fixtures validate testdata/scenarios\nledgerhook fixtures validate paid.yaml --json",
		RunE: func(cmd *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				return usage("ledgerhook fixtures validate testdata/scenarios", "%s wants files or folders behind it", cmd.CommandPath())
			}
			scenarios, err := scenario.Load(paths)
			if err != nil {
				return a.scenarioMistakes(err)
			}
			verb := "are"
			if len(scenarios) == 1 {
				verb = "is"
			}
			a.say("%s %s valid", relay.Counted(len(scenarios), "scenario"), verb)
			return nil
		},
	}
}

func (a *app) fixturesSchema() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of scenarios, by which editors complete and check them", Args: noArgs,
		Long: "Write it to a file, and name that file in the first line of a scenario; editors that know the YAML language server then complete and check it:\n\n" +
			"  # yaml-language-server: $schema=./scenario.schema.json\n\nIt knows keys, kinds and words; fixtures validate also knows names, event types and places.",
		Example: "ledgerhook fixtures schema > scenario.schema.json",
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(scenario.Schema())
			return err
		},
	}
}
