package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// triggering is what the words and flags of trigger say.
type triggering struct {
	provider, event string
	set             []string
	data            string
	count           int
	rate            float64
	sub             string
	wait            bool
	timeout         time.Duration
	key             string
	to, secret      string
	secret2         string
	dryRun          bool
	everyProduct    bool // the event is a business fact, for all products at once
	list            bool
}

func (a *app) trigger() *cobra.Command {
	t := triggering{}
	c := &cobra.Command{
		Use: "trigger PROVIDER EVENT", Short: "Let a product send an event, with sample data or your own",
		Long: "Publishes an event of a product; every subscription that takes it gets a delivery.\n\n" +
			"--set path=value edits the body that is sent; the value takes the kind that the body has there, and path:=JSON puts JSON there as it " +
			"is. --data replaces the business part of the sample. --dry-run prints the body that would be sent, and stores nothing. With --to nothing is stored and no server is needed: one request is signed, " +
			"sent and shown.\n\n" +
			"--every-product lets all products tell one business fact, with the same number, amounts, currency, days and party, and shows it " +
			"side by side; those that cannot tell it say why. --set then names a value: number, total, paid, currency, date, due or party.",
		Example: "ledgerhook trigger fintoro invoices.paid --wait\n" +
			"ledgerhook trigger finpilo document.sent --set total=121.00 --set lineItems.0.title='Paper A4'\n" +
			"ledgerhook trigger moneybird sales_invoice_state_changed_to_paid --data entity.json\n" +
			"ledgerhook trigger fintoro invoices.paid --dry-run\n" +
			"ledgerhook trigger --every-product invoice.paid --set total=121.00\n" +
			"ledgerhook trigger bookkeeper payment.confirmed --to http://127.0.0.1:3000/hooks --secret @whsec.txt",
		Args: func(cmd *cobra.Command, args []string) error {
			if t.everyProduct || t.list { // with its flags they are judged together
				return nil
			}
			return words(2, "ledgerhook trigger fintoro invoices.paid")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if t.everyProduct {
				return a.runFact(cmd.Context(), cmd, &t, args)
			}
			if t.list {
				return usage("ledgerhook trigger --every-product --list", "--list goes with --every-product; `ledgerhook providers show` lists events")
			}
			t.provider, t.event = args[0], args[1]
			return a.runTrigger(cmd.Context(), &t)
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
			if t.everyProduct {
				return completeFacts(args)
			}
			return completeEvents(cmd, args, start)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&t.set, "set", nil, "edit the body: path=value, or path:=JSON")
	f.StringVar(&t.data, "data", "", "a file with JSON that replaces the business part; - reads standard input")
	f.IntVar(&t.count, "count", 1, "how many events")
	f.Float64Var(&t.rate, "rate", 0, "events a second (default: as fast as it goes)")
	f.StringVar(&t.sub, "sub", "", "send to this subscription only")
	f.BoolVar(&t.wait, "wait", false, "wait until the deliveries are final")
	f.DurationVar(&t.timeout, "timeout", 35*time.Second, "how long to wait")
	f.StringVar(&t.key, "idempotency-key", "", "the same key and event again publishes nothing new")
	f.BoolVar(&t.dryRun, "dry-run", false, "print the body that would be sent, credentials as ***; with --json also its fields")
	f.BoolVar(&t.everyProduct, "every-product", false, "let all products tell a business fact such as invoice.paid, side by side")
	f.BoolVar(&t.list, "list", false, "with --every-product: list the facts, and how each product tells them")
	f.StringVar(&t.to, "to", "", "one shot without a server: sign, send to this URL, show the exchange")
	f.StringVar(&t.secret, "secret", "", "with --to: the secret to sign with; "+howToGive)
	f.StringVar(&t.secret2, "secret2", "", "with --to: the second secret, likewise")
	return c
}

func (a *app) runTrigger(ctx context.Context, t *triggering) error {
	switch {
	case t.count < 1:
		return usage("ledgerhook trigger "+t.provider+" "+t.event+" --count 10", "--count %d: at least 1", t.count)
	case !(t.rate >= 0):
		return usage("ledgerhook trigger "+t.provider+" "+t.event+" --rate 5", "--rate %g: it must be 0 (as fast as it goes) or more events a second", t.rate)
	case t.to == "" && (given(t.secret, a.environ("LEDGERHOOK_SECRET")) || given(t.secret2, a.environ("LEDGERHOOK_SECRET2"))):
		return usage("ledgerhook trigger … --to URL --secret @FILE", "--secret goes with --to; a subscription has its own")
	case t.to != "" && (t.count > 1 || t.sub != "" || t.key != "" || t.wait):
		return usage("ledgerhook trigger "+t.provider+" "+t.event+" --to URL", "--to sends one request and goes without --count, --sub, --wait and --idempotency-key")
	}
	if t.dryRun && (t.to != "" || t.count > 1 || t.key != "" || t.wait) {
		return usage("ledgerhook trigger "+t.provider+" "+t.event+" --dry-run", "--dry-run shows one event and goes without --to, --count, --wait and --idempotency-key")
	}
	request := control.PublishRequest{Provider: t.provider, Type: t.event, SubscriptionID: t.sub}
	if err := a.readData(t.data, &request); err != nil {
		return err
	}
	var err error
	if request.Set, request.SetText, err = readSets(t.set); err != nil {
		return err
	}
	if t.dryRun {
		return a.preview(ctx, request)
	}
	if t.to != "" {
		if err := a.readSecrets(t); err != nil {
			return err
		}
		return a.oneShot(ctx, t, &request)
	}
	return a.publishAll(ctx, t, request)
}

// given reports whether a flag was given that the environment did not fill.
func given(value, environment string) bool { return value != "" && value != environment }

// readSecrets reads what a one-shot signs with.
func (a *app) readSecrets(t *triggering) (err error) {
	if t.data == "-" && (t.secret == "-" || t.secret2 == "-" || t.to == "-") {
		return usage("--secret @FILE", "--data and a secret cannot both come from standard input")
	}
	if t.to, err = a.readSecret("to", t.to); err != nil {
		return err
	}
	if t.secret, err = a.readSecret("secret", t.secret); err != nil {
		return err
	}
	t.secret2, err = a.readSecret("secret2", t.secret2)
	return err
}

// publishAll publishes and tells, event by event.
func (a *app) publishAll(ctx context.Context, t *triggering, request control.PublishRequest) error {
	client := a.client()
	deadline := relay.RealClock{}.Now().Add(t.timeout)
	var worst error
	err := publishEach(ctx, client, t, request, func(published *control.Published) error {
		var waited error
		if t.wait {
			waited = a.awaitAll(ctx, client, published, deadline)
		}
		if err := a.printPublished(published); err != nil {
			return err
		}
		worst = worse(worst, a.verdict(ctx, client, t, published, waited))
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return worst
}

// errNotFinal means that the time was up before all deliveries were final.
var errNotFinal = errors.New("not final in time")

// awaitAll waits for an event's deliveries and brings them up to date.
func (a *app) awaitAll(ctx context.Context, client *control.Client, p *control.Published, deadline time.Time) error {
	if len(p.Deliveries) == 0 {
		return nil
	}
	left := max(deadline.Sub(relay.RealClock{}.Now()), 0)
	waited, err := client.Wait(ctx, "event:"+p.Event.ID, left)
	if err != nil {
		return err
	}
	p.Deliveries, _, err = client.Deliveries(ctx, control.DeliveryQuery{Filter: "event:" + p.Event.ID})
	if err == nil && !waited.Final {
		err = errNotFinal
	}
	return err
}

// triggered is what trigger prints of one event with --json. Scripts rely on the names.
type triggered struct {
	Event struct {
		ID         string       `json:"id"`
		Provider   string       `json:"provider"`
		Type       string       `json:"type"`
		OccurredAt control.Time `json:"occurred_at"`
	} `json:"event"`
	Deliveries []triggeredDelivery `json:"deliveries"`
}

type triggeredDelivery struct {
	ID             string `json:"id"`
	SubscriptionID string `json:"subscription_id"`
	State          string `json:"state"`
	Reason         string `json:"reason,omitempty,omitzero"`
	Reference      string `json:"reference,omitempty,omitzero"`
}

// attemptsSoFar tells of more than one attempt, and of faults in the newest one.
func attemptsSoFar(d *control.Delivery) string {
	text := ""
	if d.AttemptCount > 1 {
		text = fmt.Sprintf("  after %d attempts", d.AttemptCount)
	}
	if d.LastFaults > 0 {
		text += "  (a fault was injected)"
	}
	return text
}

func (a *app) printPublished(p *control.Published) error {
	if a.json {
		line := triggered{Deliveries: []triggeredDelivery{}}
		line.Event.ID, line.Event.Provider, line.Event.Type, line.Event.OccurredAt = p.Event.ID, p.Event.Provider, p.Event.Type, p.Event.OccurredAt
		for _, d := range p.Deliveries {
			line.Deliveries = append(line.Deliveries, triggeredDelivery{d.ID, d.SubscriptionID, d.State, d.Reason, d.Reference})
		}
		return a.printJSON(line)
	}
	fmt.Fprintf(a.stdout, "%s  %s %s\n", p.Event.ID, p.Event.Provider, p.Event.Type)
	for i := range p.Deliveries {
		d := &p.Deliveries[i]
		fmt.Fprintf(a.stdout, "  %s  %s%s  -> %s\n", d.ID, stateOf(d), attemptsSoFar(d), relay.Visible(d.URL))
	}
	return nil
}

// completeEvents completes the product and then its event types.
func completeEvents(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	known, err := builtinProducts()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var words []string
	switch len(args) {
	case 0:
		words = providerNames()
	case 1:
		types, _ := known.EventTypes(args[0])
		for _, t := range types {
			words = append(words, t.Name+"\t"+t.Meaning)
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}
