package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/fixtures"
)

// listedFact is a fact as --list prints it with --json. Scripts rely on the names.
type listedFact struct {
	Fact     string               `json:"fact"`
	Meaning  string               `json:"meaning"`
	Products map[string]listedWay `json:"products"`
}

// listedWay is how a product tells it.
type listedWay struct {
	Type string `json:"type"` // empty: it cannot
	Note string `json:"note,omitempty"`
}

// listFacts shows the facts, and which product tells them how.
func (a *app) listFacts(known *fixtures.Catalogue) error {
	for i, fact := range known.Facts() {
		if a.json {
			line := listedFact{Fact: fact.Name, Meaning: fact.Meaning, Products: map[string]listedWay{}}
			for _, t := range fact.Tellings {
				line.Products[t.Provider] = listedWay{t.Type, t.Note}
			}
			if err := a.printJSON(line); err != nil {
				return err
			}
			continue
		}
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintf(a.stdout, "%s  %s\n", fact.Name, fact.Meaning)
		for _, t := range fact.Tellings {
			how := t.Type
			switch {
			case how == "":
				how = "cannot: " + t.Note
			case t.Note != "":
				how += " - " + t.Note
			}
			fmt.Fprintf(a.stdout, "  %-10s  %s\n", t.Provider, how)
		}
	}
	return nil
}

// completeFacts completes the names of facts.
func completeFacts(words []string) ([]string, cobra.ShellCompDirective) {
	known, err := fixtures.New()
	if err != nil || len(words) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, fact := range known.Facts() {
		names = append(names, fact.Name+"\t"+fact.Meaning)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
