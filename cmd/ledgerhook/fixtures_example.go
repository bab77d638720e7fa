package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/fixtures"
)

// exampleJSON is a starter as --json shows it.
type exampleJSON struct {
	Provider string   `json:"provider"`
	Lang     string   `json:"lang"`
	FileName string   `json:"file_name"`
	Run      string   `json:"run"`
	Env      []string `json:"env"`
	Source   string   `json:"source"`
}

func (a *app) fixturesExample() *cobra.Command {
	var lang string
	var list bool
	c := &cobra.Command{
		Use: "example PROVIDER", Short: "Print a small, whole receiver to copy into your app",
		Long: "Prints a receiver of the product's webhooks that runs as it is, with the standard library alone: it takes the raw body, verifies it as that product " +
			"signs, books an event once however often it comes, answers first with what the product wants, and reads afterwards. Its head says how to run it " +
			"and how to try it. Languages: " + strings.Join(fixtures.StarterLanguages(), ", ") + ".",
		Example: "ledgerhook fixtures example fintoro --lang node > fintoro.mjs\nledgerhook fixtures example moneybird --lang python\nledgerhook fixtures example --list",
		Args: func(cmd *cobra.Command, args []string) error {
			if list {
				return noArgs(cmd, args)
			}
			return words(1, "ledgerhook fixtures example fintoro --lang node")(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if list {
				return a.listExamples()
			}
			return a.printExample(args[0], lang)
		},
	}
	c.Flags().StringVar(&lang, "lang", "", "one of "+strings.Join(fixtures.StarterLanguages(), ", "))
	c.Flags().BoolVar(&list, "list", false, "list what there is")
	return c
}

// printExample prints the source and nothing else, so that it can be sent into a file.
func (a *app) printExample(provider, lang string) error {
	s, err := fixtures.FindStarter(provider, cmp.Or(lang, fixtures.StarterLanguages()[0]))
	if err != nil {
		return usage("ledgerhook fixtures example --list", "%w", err)
	}
	if lang == "" {
		return usage("ledgerhook fixtures example "+provider+" --lang "+s.Lang, "which language? There are %s", strings.Join(fixtures.StarterLanguages(), ", "))
	}
	if a.json {
		return a.printJSON(exampleOf(&s))
	}
	_, err = a.stdout.Write(s.Source)
	return err
}

func (a *app) listExamples() error {
	all, err := fixtures.Starters()
	if err != nil {
		return err
	}
	if a.json {
		for i := range all {
			if err := a.printJSON(exampleOf(&all[i])); err != nil {
				return err
			}
		}
		return nil
	}
	t := a.table("PROVIDER", "LANG", "FILE", "LINES", "RUN")
	for i := range all {
		s := &all[i]
		t.row(s.Provider, s.Lang, s.FileName, fmt.Sprint(strings.Count(string(s.Source), "\n")), s.Run)
	}
	return t.flush()
}

func exampleOf(s *fixtures.Starter) exampleJSON {
	return exampleJSON{s.Provider, s.Lang, s.FileName, s.Run, s.Env, string(s.Source)}
}
