package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

func (a *app) providers() *cobra.Command {
	return group("providers", "Read what is known of each product", "Every fact is marked documented, third-party or chosen. Works without a server.",
		a.providersList(), a.providersShow())
}

// products are the dialects and samples built into this binary.
type products struct{ samples relay.Samples }

func builtinProducts() (products, error) {
	samples, err := fixtures.New()
	return products{samples}, err
}

// Dialect implements control.Products.
func (p products) Dialect(name string) (relay.Dialect, error) {
	if d, ok := provider.ByName(name); ok {
		return d, nil
	}
	names := providerNames()
	if near := relay.Nearest(name, names); near != "" {
		return nil, usage("ledgerhook providers list", "no provider %q (did you mean %s)", name, near)
	}
	return nil, usage("ledgerhook providers list", "no provider %q; there are %s", name, strings.Join(names, ", "))
}

// EventTypes implements control.Products.
func (p products) EventTypes(name string) ([]relay.EventType, []string) {
	return p.samples.Types(name), p.samples.Groups(name)
}

func (a *app) providersList() *cobra.Command {
	limit := -1
	c := &cobra.Command{
		Use: "list", Short: "List the five products", Args: noArgs,
		Example: "ledgerhook providers list",
		RunE: func(cmd *cobra.Command, _ []string) error {
			known, err := builtinProducts()
			if err != nil {
				return err
			}
			get := once(func(context.Context) ([]control.Provider, error) {
				var all []control.Provider
				var problem error
				for _, d := range provider.All() {
					p, err := control.ProviderOf(known, d.Traits().Name)
					all, problem = append(all, p), errors.Join(problem, err)
				}
				return all, problem
			})
			return list(cmd.Context(), a, get, limit, []string{"NAME", "EVENTS", "SUCCESS", "ATTEMPTS", "AUTH"}, func(p control.Provider) []string {
				return []string{p.Name, fmt.Sprint(len(p.Events)), p.Traits.SuccessRule, fmt.Sprint(p.Traits.MaxAttempts), p.Traits.Auth}
			})
		},
	}
	limitFlag(c, &limit)
	return c
}

func (a *app) providersShow() *cobra.Command {
	return &cobra.Command{
		Use: "show PROVIDER", Short: "Show every fact known of a product, and its event types with their meaning",
		Args:    words(1, "ledgerhook providers show moneybird"),
		Example: "ledgerhook providers show moneybird",
		RunE: func(_ *cobra.Command, args []string) error {
			known, err := builtinProducts()
			if err != nil {
				return err
			}
			p, err := control.ProviderOf(known, args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(p)
			}
			return a.printProvider(&p)
		},
	}
}

func (a *app) printProvider(p *control.Provider) error {
	fmt.Fprintf(a.stdout, "%s (%s)\n\n", p.Title, p.Name)
	t := a.table("FACT", "SOURCE", "VALUE")
	for _, f := range p.Facts {
		t.row(f.Name, string(f.Source), f.Value)
	}
	t.row("attempts", "in force", attemptsText(&p.Traits))
	if err := t.flush(); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout)
	t = a.table("EVENT", "MEANING")
	for _, e := range p.Events {
		t.row(e.Name, e.Meaning)
	}
	if len(p.Groups) > 0 {
		t.row("", "")
		t.row("groups", strings.Join(p.Groups, " "))
	}
	return t.flush()
}

// attemptsText is how often and when an attempt is really made.
func attemptsText(t *control.Traits) string {
	if t.MaxAttempts == 1 {
		return "1, no retry"
	}
	waits := make([]string, len(t.RetryWaitsMS))
	for i, ms := range t.RetryWaitsMS {
		waits[i] = export.Wait(durationOf(ms))
	}
	text := fmt.Sprintf("%d, waiting %s between them", t.MaxAttempts, strings.Join(waits, ", "))
	if t.Jitter > 0 {
		text += fmt.Sprintf(", each up to %.2g %% longer at random", t.Jitter*100)
	}
	return text
}

// providerNames lists the products in the order shown to people.
func providerNames() []string {
	var names []string
	for _, d := range provider.All() {
		names = append(names, d.Traits().Name)
	}
	return names
}
