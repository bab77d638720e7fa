package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// recordFlags are what is recorded, and into what.
type recordFlags struct {
	request, har string // files; empty: none
	entry        int    // of the archive; 0: all
	provider     string // that requests are taken to be of; empty: as they are recognised

	together bool
	keep     export.Keep

	out, name string
	force     bool
}

func (a *app) fixturesRecord() *cobra.Command {
	var f recordFlags
	c := &cobra.Command{
		Use: "record [ID… | FILTER]", Short: "Make scenarios of what happened: deliveries, what the mock received, captured requests",
		Long: "Writes scenario files that `ledgerhook test` runs: the same events under the same faults, and what came of them as the expectation. They are made of\n\n" +
			"  ID… | FILTER      deliveries (dlv_…), events (evt_…), the mock's receipts (rcp_…) and what came in at a\n" +
			"                    relay's hooks (inc_…), of the running server\n" +
			"  --request FILE    a captured request: its first line, headers, an empty line, its body\n" +
			"  --har FILE        the requests in an HTTP Archive, as browsers, proxies and deliveries export write it, that are a product's webhooks\n\n" +
			"Each becomes a file; with --together they become one, in the order in which they happened and as far apart. No URL is in it: whatever is tested gets the events. " +
			"What a receiver did wrong by itself is put in as a fault of the answer. Of captured requests it is only expected that they are taken.\n\n" +
			"Names, addresses, personal numbers, free text and secrets are made up, unless --keep-personal-data and --with-secrets say otherwise; a name that no key tells, " +
			"as in that of a project, stays: read the file before you give it away.",
		Example: "ledgerhook fixtures record dlv_…\nledgerhook fixtures record 'state:failed age:<1h' --together --name what-just-happened\n" +
			"ledgerhook fixtures record rcp_… --out -\nledgerhook fixtures record inc_…\nledgerhook fixtures record --request captured.http --provider fintoro\n" +
			"ledgerhook fixtures record --har browser.har --entry 3",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(args); err != nil {
				return err
			}
			return a.record(cmd.Context(), &f, args)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.request, "request", "", "a file with a captured request; - is standard input")
	flags.StringVar(&f.har, "har", "", "a file that is an HTTP Archive; - is standard input")
	flags.IntVar(&f.entry, "entry", 0, "only this entry of the archive, from 1")
	flags.StringVar(&f.provider, "provider", "", "the product that captured requests are from, where that is not plain")
	flags.BoolVar(&f.together, "together", false, "make one scenario of all")
	flags.BoolVar(&f.keep.Secrets, "with-secrets", false, "keep secrets as they are")
	flags.BoolVar(&f.keep.PersonalData, "keep-personal-data", false, "keep names, mail addresses and the like as they are")
	flags.StringVar(&f.out, "out", "", "the folder to write to; - is standard output (default: fixtures/scenarios where there is one, else here)")
	flags.StringVar(&f.name, "name", "", "the file's name without .yaml (default: product, event type and the end of its id); of several it is numbered")
	flags.BoolVar(&f.force, "force", false, "write over files that are there")
	_ = c.RegisterFlagCompletionFunc("provider", cobra.FixedCompletions(providerNames(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// check refuses what contradicts itself.
func (f *recordFlags) check(args []string) error {
	const try = "ledgerhook fixtures record --help"
	sources := 0
	for _, given := range []bool{len(args) > 0, f.request != "", f.har != ""} {
		if given {
			sources++
		}
	}
	switch {
	case sources == 0:
		return usage(try, "say what to record: ids, a filter, --request FILE or --har FILE")
	case sources > 1:
		return usage(try, "record one kind at a time: ids or a filter, --request FILE, or --har FILE")
	case f.entry < 0 || f.entry > 0 && f.har == "":
		return usage(try, "--entry is the number of an entry of --har FILE, from 1")
	case f.provider != "" && len(args) > 0:
		return usage(try, "--provider goes with --request and --har; a filter has provider:%s", f.provider)
	case f.provider != "" && !slices.Contains(providerNames(), f.provider):
		return usage(try, "--provider %q: there are %s", f.provider, strings.Join(providerNames(), ", "))
	case f.name != "" && (f.name != filepath.Base(f.name) || strings.HasPrefix(f.name, "_") || export.Slug(f.name) == ""):
		return usage(try, "--name %q: write a file's name without folder and _ at its beginning", f.name)
	}
	return nil
}

// record writes the scenarios once all of them are made.
func (a *app) record(ctx context.Context, f *recordFlags, args []string) error {
	var found recordable
	var err error
	switch {
	case f.request != "":
		found, err = a.requestToRecord(f)
	case f.har != "":
		found, err = a.archiveToRecord(f)
	default:
		found, err = a.serverToRecord(ctx, f, args)
	}
	if err != nil {
		return err
	}
	scenarios, err := found.scenarios(f)
	if err != nil {
		return err
	}
	return a.writeScenarios(f, scenarios)
}

// maxRecorded bounds how much is recorded at once: more is a filter that takes too much.
const maxRecorded = 500

// recorded is one event, or one delivery, that a scenario can be made of.
type recorded struct {
	provider, eventType, id string
	add                     func(*export.Recording)
}

// recordable is all that was found.
type recordable struct {
	items []recorded
	base  export.Recording // what every recording begins with
}

// scenarioText is a scenario to be written.
type scenarioText struct {
	name     string // without .yaml
	provider string
	events   int
	text     []byte
}

// scenarios makes one of each, or of all.
func (r *recordable) scenarios(f *recordFlags) ([]scenarioText, error) {
	groups := [][]recorded{}
	for i := range r.items {
		groups = append(groups, r.items[i:i+1])
	}
	if f.together {
		groups = [][]recorded{r.items}
	}
	var scenarios []scenarioText
	names := map[string]int{}
	for _, group := range groups {
		recording := r.base
		recording.Keep = f.keep
		for _, item := range group {
			item.add(&recording)
		}
		text, err := recording.Scenario()
		if err != nil {
			return nil, err
		}
		if _, err := scenario.Decode("scenario.yaml", text, nil); err != nil { // such as one that is too large
			return nil, &exitError{code: exitRefused, err: fmt.Errorf("%s makes no scenario that can be run: %w", relay.Visible(group[0].id), err), try: "record fewer at once"}
		}
		name := strings.TrimSuffix(f.name, ".yaml")
		if name == "" {
			name = group[0].name(len(group))
		}
		if names[name]++; names[name] > 1 {
			name = fmt.Sprintf("%s-%d", name, names[name])
		}
		scenarios = append(scenarios, scenarioText{name, group[0].provider, len(group), text})
	}
	return scenarios, nil
}

// name is what a file is called after the first of so many.
func (r *recorded) name(of int) string {
	id := export.Slug(r.id)
	if parts := strings.Split(id, "-"); len(parts) > 1 {
		id = parts[len(parts)-1]
	}
	name := r.provider + " " + r.eventType + " " + id[max(len(id)-6, 0):]
	if of > 1 {
		name += fmt.Sprintf(" and %d", of-1)
	}
	return export.Slug(name)
}
