package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

func (a *app) faultsCatalog() *cobra.Command {
	limit := -1
	c := &cobra.Command{
		Use: "catalog [NAME…]", Short: "Show the faults that can be added, what each stands for and what to do about it; works without a server",
		Example: "ledgerhook faults catalog\nledgerhook faults catalog lose-ack duplicate",
		RunE: func(cmd *cobra.Command, names []string) error {
			entries, err := chosen(local.Catalogue(), names)
			if err != nil {
				return err
			}
			if !a.json {
				a.printCatalogue(entries)
				return nil
			}
			get := once(func(context.Context) ([]control.CatalogueEntry, error) { return entries, nil })
			return list(cmd.Context(), a, get, limit, nil, nil)
		},
	}
	limitFlag(c, &limit)
	return c
}

// chosen are the entries with some names, in the catalogue's order; all of them where no name is given.
func chosen(all []control.CatalogueEntry, names []string) ([]control.CatalogueEntry, error) {
	var known []string
	for _, entry := range all {
		known = append(known, entry.Name)
	}
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		if near := relay.Nearest(name, known); near != "" {
			return nil, usage("ledgerhook faults catalog "+near, "no fault named %q; did you mean %s?", name, near)
		}
		return nil, usage("ledgerhook faults catalog", "no fault named %q", name)
	}
	if len(names) == 0 {
		return all, nil
	}
	return slices.DeleteFunc(all, func(entry control.CatalogueEntry) bool { return !slices.Contains(names, entry.Name) }), nil
}

// printCatalogue writes a paragraph a fault: a table would be wider than any screen.
func (a *app) printCatalogue(entries []control.CatalogueEntry) {
	for i, e := range entries {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintf(a.stdout, "%s  at the %s, %s\n", e.Spec, placesText(e.Places), e.Acts)
		value := ""
		if e.Default != "" {
			value = fmt.Sprintf(" (%s where nothing is given: %s)", e.Value, e.Default)
		}
		fmt.Fprintf(a.stdout, "  simulates  %s%s\n", e.Meaning, value)
		fmt.Fprintf(a.stdout, "  expected   %s\n", e.Expect)
		fmt.Fprintf(a.stdout, "  try        %s\n", e.Example)
	}
}

// placesText says who misbehaves.
func placesText(places []string) string {
	shown := make([]string, len(places))
	for i, place := range places {
		shown[i] = place
		if place == string(relay.AtAPI) {
			shown[i] = "product's API"
		}
	}
	return strings.Join(shown, " or the ")
}
