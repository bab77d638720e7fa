package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) subscriptions() *cobra.Command {
	return group("subscriptions", "Say where events go", "A subscription is where a product sends which events, and the secrets it signs with.",
		a.subscriptionsList(), a.subscriptionsCreate(), a.subscriptionsShow(), a.subscriptionsUpdate(),
		a.subscriptionsPause(), a.subscriptionsResume(), a.subscriptionsRotate(), a.subscriptionsDisable(), a.subscriptionsDelete(), a.subscriptionsTest())
}

func (a *app) subscriptionsList() *cobra.Command {
	limit := -1
	c := &cobra.Command{
		Use: "list", Short: "List subscriptions, oldest first", Args: noArgs,
		Example: "ledgerhook subscriptions list --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return list(cmd.Context(), a, once(a.client().Subscriptions), limit, []string{"ID", "PROVIDER", "STATE", "URL", "EVENTS", "LIMITS", "NAME"}, func(s control.Subscription) []string {
				return []string{s.ID, s.Provider, sendingStateText(&s), s.URL, takesText(&s), limitsText(&s), s.Name}
			})
		},
	}
	limitFlag(c, &limit)
	return c
}

// takesText is what a subscription gets.
func takesText(s *control.Subscription) string {
	if s.Hook != "" {
		return "hook " + s.Hook
	}
	return eventsText(s.Events)
}

func eventsText(events []string) string {
	switch {
	case len(events) == 0:
		return "all"
	case len(events) <= 3:
		return strings.Join(events, ",")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(events[:2], ","), len(events)-2)
}

func (a *app) subscriptionsCreate() *cobra.Command {
	var wanted control.CreateSubscription
	var urls, events []string
	var limits limitFlags
	c := &cobra.Command{
		Use: "create --provider P --url URL", Short: "Make a subscription; its secrets are printed this once", Args: noArgs,
		Long: "Makes a subscription. What is not given is drawn: the secrets, and the product's own ids.\n\n" +
			"Moneybird asks a URL before it registers it: it must answer 200 to an unsigned POST, or nothing is stored (exit 6); --no-probe leaves that out.\n\n" +
			"--secret and --secret2 are, for Finpilo, the API key; for Silverfin, the two signing tokens; for Moneybird and Bookkeeper, " +
			"the signing secret and a second one that is also active. Bookkeeper routes by type: --url payment.confirmed=URL.\n\n" +
			"Others see a command line in `ps`, so give secrets with --secret - or --secret @FILE, or in LEDGERHOOK_SECRET and LEDGERHOOK_SECRET2. The same goes for " +
			"a URL with a password or a token in it: --url @FILE.\n\n" +
			"--retry, --concurrency, --rate, --ordered and --at-most-once change how it is sent to; without them it goes the product's own way.",
		Example: "ledgerhook subscriptions create --provider fintoro --url http://127.0.0.1:3000/hooks --events invoices.paid\n" +
			"ledgerhook subscriptions create --provider finpilo --url http://127.0.0.1:3000/hooks --secret @api-key.txt",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if wanted.Provider == "" || len(urls) == 0 {
				return usage("ledgerhook subscriptions create --provider fintoro --url http://127.0.0.1:3000/hooks", "a subscription needs --provider and --url")
			}
			if urls, err = a.readURLs(urls); err != nil {
				return err
			}
			if err := sortURLs(urls, &wanted); err != nil {
				return err
			}
			if wanted.SubscriptionLimits, err = limits.read(cmd, "ledgerhook subscriptions create …"); err != nil {
				return err
			}
			wanted.Events = events
			if wanted.Secret, err = a.readSecret("secret", wanted.Secret); err != nil {
				return err
			}
			if wanted.Secret2, err = a.readSecret("secret2", wanted.Secret2); err != nil {
				return err
			}
			sub, err := a.client().Subscribe(cmd.Context(), wanted)
			if err != nil {
				return unprobed(err)
			}
			if a.json {
				return a.printJSON(sub)
			}
			a.printCreated(&sub)
			return nil
		},
	}
	limits.flags(c)
	f := c.Flags()
	f.StringVar(&wanted.Provider, "provider", "", "which product: finpilo, fintoro, moneybird, silverfin or bookkeeper")
	f.StringArrayVar(&urls, "url", nil, "where events go, or @FILE with it; TYPE=URL routes one type (Bookkeeper)")
	f.StringSliceVar(&events, "events", nil, "event types or groups, separated by commas (default: every type)")
	f.StringVar(&wanted.Secret, "secret", "", "the secret, instead of a drawn one: "+howToGive)
	f.StringVar(&wanted.Secret2, "secret2", "", "the second secret, likewise")
	f.StringVar(&wanted.Name, "name", "", "a name for people")
	f.BoolVar(&wanted.NoProbe, "no-probe", false, "do not ask the URL for a 200 first, as Moneybird does")
	return c
}

// unprobed says what to do where the URL did not answer as its product asks of one that is registered: nothing else of a
// subscription that is made can be a conflict.
func unprobed(err error) error {
	if !conflict(err) {
		return err
	}
	return &exitError{code: exitRefused, err: err, try: "let the URL answer as the product asks, or leave that out with --no-probe"}
}

// readURLs reads those that stand in a file or on standard input.
func (a *app) readURLs(urls []string) ([]string, error) {
	read := make([]string, len(urls))
	for i, url := range urls {
		var err error
		if read[i], err = a.readSecret("url", url); err != nil {
			return nil, err
		}
	}
	return read, nil
}

// sortURLs tells --url URL from --url TYPE=URL.
func sortURLs(urls []string, wanted *control.CreateSubscription) error {
	for _, given := range urls {
		eventType, url, routed := strings.Cut(given, "=")
		if !routed || strings.Contains(eventType, "/") {
			if wanted.URL != "" {
				return usage("ledgerhook subscriptions create --url TYPE=URL --url TYPE=URL …", "--url is given twice; give one, or route by type")
			}
			wanted.URL = given
			continue
		}
		if wanted.URLs == nil {
			wanted.URLs = map[string]string{}
		}
		wanted.URLs[eventType] = url
	}
	return nil
}

func (a *app) printCreated(sub *control.Subscription) {
	fmt.Fprintln(a.stdout, sub.ID)
	if sub.Secret != "" {
		a.say("secret   %s", relay.Visible(sub.Secret))
	}
	if sub.Secret2 != "" {
		a.say("secret2  %s", relay.Visible(sub.Secret2))
	}
	if sub.Secret != "" {
		a.say("The secret is shown this once; `ledgerhook env` prints it for your app.")
	}
	if sub.SteppedAside != "" {
		a.say("The built-in mock subscription %s stepped aside: %s events now go to your URL.", sub.SteppedAside, sub.Provider)
	}
	a.sayURLNotes("", sub.URLNotes)
}

func (a *app) subscriptionsShow() *cobra.Command {
	reveal := false
	c := &cobra.Command{
		Use: "show ID", Short: "Show one subscription, its secrets only with --reveal", Args: words(1, "ledgerhook subscriptions show sub_…"),
		Example: "ledgerhook subscriptions show sub_069v1m8qd5v6b8jq6s4g0000a4",
		RunE: func(cmd *cobra.Command, args []string) error {
			show := a.client().Subscription
			if reveal {
				show = a.client().RevealSubscription
			}
			sub, err := show(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(sub)
			}
			return a.printSubscription(&sub)
		},
	}
	c.Flags().BoolVar(&reveal, "reveal", false, "show secrets, and credentials in URLs")
	return c
}

func (a *app) printSubscription(sub *control.Subscription) error {
	fmt.Fprintf(a.stdout, "%s  %s  %s%s\n", sub.ID, sub.Provider, sub.State, export.Remark(sub.Reason))
	fmt.Fprintf(a.stdout, "url     %s\n", relay.Visible(sub.URL))
	for eventType, url := range sub.URLs {
		fmt.Fprintf(a.stdout, "        %s -> %s\n", relay.Visible(eventType), relay.Visible(url))
	}
	for i := range sub.URLNotes {
		fmt.Fprintf(a.stdout, "        %s\n", urlNoteLine(&sub.URLNotes[i]))
	}
	if sub.Hook != "" {
		fmt.Fprintf(a.stdout, "gets    what comes in at the relay's hook %s, as it came%s\n", relay.Visible(sub.Hook), resignText(sub))
	} else {
		fmt.Fprintf(a.stdout, "events  %s\n", relay.Visible(strings.Join(orAll(sub.Events), ", ")))
	}
	a.printSending(sub)
	if sub.DeclaredAs != "" {
		fmt.Fprintf(a.stdout, "from    %s in ledgerhook.yaml, whose next save sets what it declares again\n", relay.Visible(sub.DeclaredAs))
	}
	fmt.Fprintf(a.stdout, "made    %s\n", export.Moment(sub.CreatedAt))
	if sub.Secret != "" { // revealed
		fmt.Fprintf(a.stdout, "secret  %s\n", relay.Visible(sub.Secret))
	}
	if sub.Secret2 != "" {
		fmt.Fprintf(a.stdout, "secret2 %s\n", relay.Visible(sub.Secret2))
	}
	return a.printPretty(sub.Own)
}

func resignText(sub *control.Subscription) string {
	if !sub.Resign {
		return ""
	}
	return "; signed anew where the signature is too old"
}

func orAll(events []string) []string {
	if len(events) == 0 {
		return []string{"all"}
	}
	return events
}

func (a *app) subscriptionsDelete() *cobra.Command {
	return &cobra.Command{
		Use: "delete ID", Short: "Delete a subscription; what it still owes is canceled", Args: words(1, "ledgerhook subscriptions delete sub_…"),
		Example: "ledgerhook subscriptions delete sub_069v1m8qd5v6b8jq6s4g0000a4",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.client().Unsubscribe(cmd.Context(), args[0]); err != nil {
				return err
			}
			a.say("%s is deleted", args[0])
			return nil
		},
	}
}
