package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

// scenarioFolder is where scenarios are looked for when nobody says where.
const scenarioFolder = "fixtures/scenarios"

// anyListen is where the products' APIs are under test unless somebody says where.
const anyListen = "127.0.0.1:0"

// testFlags are what `test` was told.
type testFlags struct {
	paths   []string
	shipped bool

	run      string
	shuffle  bool
	seed     string
	failFast bool
	parallel int
	list     bool

	junit, html string
	update      bool
	watch       bool
	explore     int

	app, appCommand string
	observed        string
	listen          string
}

func (a *app) test() *cobra.Command {
	var f testFlags
	c := &cobra.Command{
		Use: "test [PATH…]", Short: "Run scenarios, against the mock or your own app; exit 1 if one fails",
		Long: "Runs each scenario against a ledgerhook of its own: in memory, under a virtual clock, on free ports, many at once. A PATH is a file, or a folder whose " +
			"*.yaml are meant; without one it is " + scenarioFolder + ", and with --shipped the scenarios that ledgerhook comes with. A mistake in a file means that none is run (exit 2).\n\n" +
			"With --app URL events go to your app instead of the mock; {provider} in it stands for the product's name. They are signed with the time on the wall, faults of the answer " +
			"are put in at the sender, scenarios run one at a time, and one whose seed is the default gets a fresh one each time, so that no run's events look like repeats of the last's. --app-cmd starts " +
			"the app first, by the shell, with PORT and what `ledgerhook env` prints in its environment, and ends it at the end. --observed tells what the app booked, as in `mock reconcile`.\n\n" +
			"--watch runs them again as files are saved; q or ctrl-c ends it.\n\n" +
			"--explore N asks whether the books end the same whatever happens on the way. Of each scenario it runs the triggers, first calmly and then under N plans drawn from --seed: faults after which " +
			"a receiver must still be right (lost, late and refused answers, repeated, late and spoilt requests, reads that fail at first), another order of events about different documents, and time " +
			"between them. Where the books differ, the plan is made as small as it gets, and written beside the scenario as NAME-explored-SEED.yaml. With an app, --observed tells what it booked.",
		Example: "ledgerhook test --shipped\nledgerhook test fixtures/scenarios --junit report.xml --html report.html\nledgerhook test fixtures/scenarios --run 'lost|moneybird' --fail-fast\n" +
			"ledgerhook test --watch\nledgerhook test fixtures/scenarios --explore 200\nledgerhook test fixtures/scenarios --app http://127.0.0.1:3000/webhooks/{provider} --observed http://127.0.0.1:3000/bookings\n" +
			"ledgerhook test fixtures/scenarios --app-cmd 'npm start'",
		RunE: func(cmd *cobra.Command, args []string) error {
			f.paths = args
			t, err := a.newTestRun(cmd, &f)
			if err != nil {
				return err
			}
			return t.do(cmd.Context())
		},
	}
	flags := c.Flags()
	flags.BoolVar(&f.shipped, "shipped", false, "run the scenarios that ledgerhook comes with")
	flags.StringVar(&f.run, "run", "", "only scenarios whose name this `REGEXP` matches")
	flags.BoolVar(&f.list, "list", false, "only list what would be run")
	flags.BoolVar(&f.shuffle, "shuffle", false, "start them in another order, drawn from a seed that is printed")
	flags.StringVar(&f.seed, "seed", "", "use this `NUMBER` instead of every scenario's own seed, and for --shuffle; with --explore: for its plans")
	flags.BoolVar(&f.failFast, "fail-fast", false, "begin no further scenario after one has failed")
	flags.IntVar(&f.parallel, "parallel", 0, "how many run at once (default: two for each CPU; one against an app)")
	flags.StringVar(&f.junit, "junit", "", "also write a report as JUnit XML to this `FILE`")
	flags.StringVar(&f.html, "html", "", "also write a report as one HTML page to this `FILE`")
	flags.BoolVar(&f.update, "update", false, "write what came into the files where it is not as expected, and run again")
	flags.BoolVar(&f.watch, "watch", false, "run them again as files are saved")
	flags.IntVar(&f.explore, "explore", 0, "try `N` plans of faults, orders and delays on each, and look whether the books agree")
	flags.StringVar(&f.app, "app", "", "the `URL` of your app, which gets the events; {provider} in it stands for the product")
	flags.StringVar(&f.appCommand, "app-cmd", "", "the `COMMAND` that starts your app; it listens at $PORT, or at the port of --app")
	flags.StringVar(&f.observed, "observed", "", "what your app booked: a file, a URL or a command, as in mock reconcile")
	flags.StringVar(&f.listen, "listen", anyListen, "with --app: where the products' APIs are, for an app that reads from them")
	return c
}

// check refuses flags that do not go together.
func (f *testFlags) check() error {
	const try = "ledgerhook test --help"
	app := f.app != "" || f.appCommand != ""
	switch {
	case f.shipped && len(f.paths) > 0:
		return usage(try, "--shipped takes no PATH beside it: %q", f.paths[0])
	case f.shipped && f.update:
		return usage(try, "--update writes files, and --shipped has none")
	case f.shipped && f.watch:
		return usage(try, "--watch looks at files, and --shipped has none")
	case f.list && f.update, f.list && f.watch, f.update && f.watch:
		return usage(try, "--list, --update and --watch do not go together")
	case f.update && f.seed != "":
		return usage(try, "--update writes what comes of each file's own seed; leave --seed out")
	case f.update && app:
		return usage(try, "--update writes what comes from the mock; leave --app and --app-cmd out")
	case f.parallel < 0:
		return usage("ledgerhook test --parallel 4", "--parallel %d is less than 1", f.parallel)
	case f.parallel > 1 && app:
		return usage(try, "--parallel %d: an app's books cannot tell scenarios apart, so that they run one at a time", f.parallel)
	case f.observed != "" && !app:
		return usage(try, "--observed tells what an app booked; it goes with --app or --app-cmd")
	case f.explore < 0:
		return usage(exploreTry, "--explore %d is less than 1", f.explore)
	case f.explore > 0 && (f.list || f.update || f.watch || f.shuffle):
		return usage(exploreTry, "--explore does not go together with --list, --update, --watch and --shuffle")
	case f.explore > 0 && (f.junit != "" || f.html != ""):
		return usage(exploreTry, "--explore writes no report; run what it finds with --junit or --html")
	case f.explore > 0 && app && f.observed == "":
		return usage(exploreTry+" --app URL --observed URL", "--explore judges what the app booked, and nothing tells that: --observed is missing")
	case f.listen != anyListen && !app:
		return usage(try, "--listen is for an app that reads from the products' APIs; it goes with --app or --app-cmd")
	case f.observed == "-":
		return usage(observedTry, "--observed - can be read once only, and each scenario wants to know")
	}
	return nil
}

// list prints what would be run.
func (t *testRun) list() error {
	if t.json {
		for _, s := range t.scenarios {
			if err := t.printJSON(listedScenario{s.Name, s.Path, s.Provider, s.Description, len(s.Steps), s.Seed}); err != nil {
				return err
			}
		}
		return nil
	}
	table := t.table("NAME", "PROVIDER", "STEPS", "DESCRIPTION")
	for _, s := range t.scenarios {
		table.row(s.Name, s.Provider, fmt.Sprint(len(s.Steps)), s.Description)
	}
	return table.flush()
}

// listedScenario is a line of --list --json.
type listedScenario struct {
	Name        string `json:"name"`
	Path        string `json:"path"`
	Provider    string `json:"provider"`
	Description string `json:"description"`
	Steps       int    `json:"steps"`
	Seed        uint64 `json:"seed"`
}

// do does what was asked for.
func (t *testRun) do(ctx context.Context) error {
	switch {
	case t.flags.list:
		return t.list()
	case t.flags.update:
		return t.update(ctx)
	case t.flags.watch:
		return t.watch(ctx)
	case t.flags.explore > 0:
		return t.explore(ctx)
	}
	return t.tellSuite(ctx)
}
