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

func (a *app) subscriptionsTest() *cobra.Command {
	timeout := 35 * time.Second
	c := &cobra.Command{
		Use: "test ID [EVENT]", Short: "Send one sample event to one subscription, and show the exchange", Args: testWords,
		Long: "Sends a sample of EVENT, or of the first event type that the subscription takes, to this subscription alone, waits for the first " +
			"attempt and shows it. The test is ledgerhook's own: no product is known to have one, and nothing in the request says that it is a test. " +
			"What is not accepted goes on with the retries of its subscription.",
		Example: "ledgerhook subscriptions test sub_069v1m8qd5v6b8jq6s4g0000a4\nledgerhook subscriptions test sub_069v1m8qd5v6b8jq6s4g0000a4 invoices.paid",
		RunE: func(cmd *cobra.Command, args []string) error {
			eventType := ""
			if len(args) > 1 {
				eventType = args[1]
			}
			return a.testSubscription(cmd.Context(), args[0], eventType, timeout)
		},
	}
	c.Flags().DurationVar(&timeout, "timeout", timeout, "how long to wait for the first attempt")
	return c
}

// testWords takes an id and perhaps an event type.
func testWords(_ *cobra.Command, args []string) error {
	if len(args) == 0 || len(args) > 2 {
		return usage("ledgerhook subscriptions test sub_…", "give a subscription, and perhaps an event type: %d words are not that", len(args))
	}
	return nil
}

// errNoAttempt means that the time was up before the first attempt was made.
var errNoAttempt = errors.New("no attempt in time")

func (a *app) testSubscription(ctx context.Context, id, eventType string, timeout time.Duration) error {
	client := a.client()
	made, err := client.TestSubscription(ctx, id, eventType)
	if err != nil {
		if conflict(err) {
			return &exitError{code: exitRefused, err: err, try: "ledgerhook subscriptions resume " + id}
		}
		return err
	}
	waiting, stop := context.WithTimeoutCause(ctx, timeout, errNoAttempt)
	defer stop()
	d, err := firstAttempt(waiting, client, made.ID)
	if errors.Is(err, errNoAttempt) {
		return &exitError{code: exitTimeout, err: fmt.Errorf("delivery %s was not attempted within %v", made.ID, timeout), try: "ledgerhook deliveries show " + made.ID}
	}
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(d); err != nil {
			return err
		}
	} else {
		a.say("a test by ledgerhook, which %s itself does not have: %s", d.Provider, relay.Visible(d.Type))
		a.printDelivery(&d)
	}
	return a.testVerdict(ctx, client, &d)
}

// testVerdict turns the first attempt into the exit code, and explains what is no success.
func (a *app) testVerdict(ctx context.Context, client *control.Client, d *control.Delivery) error {
	if d.Attempts[0].Outcome == string(relay.Success) {
		return nil
	}
	if err := a.explainDelivery(ctx, client, d.ID); err != nil {
		return err
	}
	return errFailed
}
