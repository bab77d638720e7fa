package main

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// checkTry is what to type where a check was asked for wrongly.
const checkTry = "ledgerhook check http://127.0.0.1:3000/webhooks/fintoro --provider fintoro --secret @FILE"

// checkFlags are what `check` was told.
type checkFlags struct {
	url      string // empty: where --app-cmd listens
	provider string

	secret, secret2 string
	next, old       string
	webhookToken    string

	only, skip []string
	list       bool

	seed, runID string
	timeout     time.Duration
	failOn      string

	reports     []string
	junit, html string

	observed   string
	appCommand string
	ca         string
	insecure   bool
	own        bool
}

func (a *app) check() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use: "check URL", Short: "Find out what is wrong with a receiver; exit 1 if a must is broken",
		Long: "Sends a receiver what a product sends, well and badly, and judges the answers: by the product's documentation, and where that is silent by our choice or good " +
			"practice, which each case says. A case that fails shows what was sent (as a curl command), what came back, the rule, and what to change.\n\n" +
			"A must is what money or trust is lost without, a should what works until something goes wrong, a hint what is worth knowing. All that is sent is made up, with identities " +
			"that the receiver has never seen: each run draws others. --seed and --run-id together repeat a run, against a receiver that has forgotten it.\n\n" +
			"--next-secret is one that the receiver takes too, as in a rotation; --old-secret one that it took once. --observed tells what the app booked, as in `mock reconcile`, so that " +
			"duplicates are judged by that. --app-cmd starts the receiver, by the shell, with PORT and its secrets in the environment, as in `test`, restarts it where a case wants that, " +
			"and ends it at the end. An app that reads from the product's API finds that where `ledgerhook serve` runs.\n\n" +
			"Only a receiver on this machine or in a private network is checked, unless --i-own-this-receiver says that another is yours. Redirects are not followed.",
		Example: checkTry + "\n" +
			"ledgerhook check http://127.0.0.1:3000/hooks --provider moneybird --secret @FILE --report report.html --report report.json\n" +
			"ledgerhook check http://127.0.0.1:3000/hooks --provider silverfin --secret @TOKEN1 --secret2 @TOKEN2 --only signature,body\n" +
			"ledgerhook check --provider fintoro --app-cmd 'npm start' --junit report.xml\n" +
			"ledgerhook check --list --provider bookkeeper",
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return usage(checkTry, "%s wants one URL, not %d", cmd.CommandPath(), len(args))
			case f.list && len(args) == 1:
				return usage("ledgerhook check --list --provider fintoro", "--list lists cases and takes no URL")
			case len(args) == 0 && !f.list && f.appCommand == "":
				return usage(checkTry, "%s wants the receiver's URL, or --app-cmd to start it", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("token") && a.environ("LEDGERHOOK_TOKEN") == "" {
				return usage("ledgerhook check … --webhook-token @FILE", "--token opens a server's control API, which check does not call; Moneybird's webhook_token is --webhook-token")
			}
			if f.list {
				return a.listCases(&f)
			}
			if len(args) == 1 {
				f.url = args[0]
			}
			return a.runCheck(cmd.Context(), &f)
		},
	}
	f.register(c)
	return c
}

func (f *checkFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.provider, "provider", "", "as which product: finpilo, fintoro, moneybird, silverfin or bookkeeper")
	flags.StringVar(&f.secret, "secret", "", "the secret that the receiver verifies with; "+howToGive)
	flags.StringVar(&f.secret2, "secret2", "", "Silverfin's second token, likewise")
	flags.StringVar(&f.next, "next-secret", "", "a second secret that it takes too, as in a rotation, likewise")
	flags.StringVar(&f.old, "old-secret", "", "a secret that it took once and must refuse by now, likewise")
	flags.StringVar(&f.webhookToken, "webhook-token", "", "Moneybird's webhook_token, if the receiver checks it, likewise")
	flags.StringSliceVar(&f.only, "only", nil, "only these cases or groups, with * for anything, separated by commas")
	flags.StringSliceVar(&f.skip, "skip", nil, "all but these, likewise")
	flags.BoolVar(&f.list, "list", false, "only list the cases of the product, or of all")
	flags.StringVar(&f.seed, "seed", "", "a `NUMBER` that all that is random comes from (default: one is drawn)")
	flags.StringVar(&f.runID, "run-id", "", "a `WORD` that identities come from; the same one again sends the same ones (default: one is drawn)")
	flags.DurationVar(&f.timeout, "timeout", 0, "how long to wait for an answer (default: as long as the product)")
	flags.Lookup("timeout").DefValue = "" // which is told in words
	flags.StringVar(&f.failOn, "fail-on", "must", "the least `LEVEL` whose breach exits 1: must or should")
	flags.StringArrayVar(&f.reports, "report", nil, "also write a report to this `FILE`, which ends in .json, .xml (JUnit) or .html; again for others")
	flags.StringVar(&f.junit, "junit", "", "also write a report as JUnit XML to this `FILE`")
	flags.StringVar(&f.html, "html", "", "also write a report as one HTML page to this `FILE`")
	flags.StringVar(&f.observed, "observed", "", "what your app booked: a file, a URL or a command, as in mock reconcile")
	flags.StringVar(&f.appCommand, "app-cmd", "", "the `COMMAND` that starts your app; it listens at $PORT, or at the port of the URL")
	flags.StringVar(&f.ca, "ca", "", "PEM `FILE` of authorities to trust beside the system's, for a receiver with an https:// URL")
	flags.BoolVar(&f.insecure, "insecure-skip-verify", false, "do not verify who answers at an https:// URL")
	flags.BoolVar(&f.own, "i-own-this-receiver", false, "check a receiver that is neither on this machine nor in a private network")
}

// check refuses flags that cannot be or do not go together.
func (f *checkFlags) check(environ func(string) string) error {
	const try = "ledgerhook check --help"
	switch {
	case f.provider == "":
		return usage(checkTry, "--provider is missing: as which product shall it be checked? One of %s", strings.Join(providerNames(), ", "))
	case f.timeout < 0:
		return usage("ledgerhook check … --timeout 5s", "--timeout %v is less than nothing", f.timeout)
	case f.failOn != "must" && f.failOn != "should":
		return usage("ledgerhook check … --fail-on should", "--fail-on %q: there are must and should", f.failOn)
	case f.observed == "-":
		return usage(observedTry, "--observed - can be read once only, and several cases want to know")
	case f.provider != "silverfin" && given(f.secret2, environ("LEDGERHOOK_SECRET2")):
		return usage("ledgerhook check … --next-secret @FILE", "--secret2 is Silverfin's second token; a second secret of a rotation is --next-secret")
	case f.provider != "moneybird" && given(f.webhookToken, environ("LEDGERHOOK_WEBHOOK_TOKEN")):
		return usage(try, "--webhook-token is Moneybird's; %s has none", f.provider)
	}
	for _, path := range f.reports {
		if !slices.Contains([]string{".json", ".xml", ".html"}, filepath.Ext(path)) {
			return usage("ledgerhook check … --report report.html", "--report %s: it must end in .json, .xml or .html, which says what to write", path)
		}
	}
	return nil
}
