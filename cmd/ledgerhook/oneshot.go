package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// oneShot signs one event, sends it and shows the exchange. Nothing is kept: the node behind it lives for one attempt, on
// free ports, with a temporary database and without the mock's subscriptions.
func (a *app) oneShot(ctx context.Context, t *triggering, request *control.PublishRequest) error {
	node, err := local.Start(ctx, local.Options{
		Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", DB: local.InMemory, Bare: true, Version: buildVersion().Version,
		Grace: time.Millisecond, // an interrupted one-shot has nothing to finish
	})
	if err != nil {
		return err
	}
	client := control.NewClient(node.ControlURL)
	failure := a.shoot(ctx, client, t, request)
	return errors.Join(failure, node.Close())
}

func (a *app) shoot(ctx context.Context, client *control.Client, t *triggering, request *control.PublishRequest) error {
	sub, err := client.Subscribe(ctx, control.CreateSubscription{Provider: t.provider, URL: t.to, Secret: t.secret, Secret2: t.secret2, NoProbe: true})
	if err != nil {
		return err
	}
	published, err := client.Publish(ctx, *request, "")
	if err != nil {
		return err
	}
	d, err := firstAttempt(ctx, client, published.Deliveries[0].ID)
	if err != nil {
		return err
	}
	if !d.Final() { // nobody will send it again
		d.State, d.Reason, d.DueAt = string(relay.Failed), relay.ReasonNoRetry, nil
	}
	if a.json {
		if err := a.printJSON(struct {
			Event      control.Event      `json:"event"`
			Deliveries []control.Delivery `json:"deliveries"`
		}{published.Event, []control.Delivery{d}}); err != nil {
			return err
		}
	} else {
		a.printExchange(&d, &sub, t)
	}
	if d.State != string(relay.Delivered) {
		return errFailed
	}
	return nil
}

// firstAttempt waits for the one attempt of a one-shot delivery. Whatever the schedule says, no second one is waited for.
func firstAttempt(ctx context.Context, client *control.Client, id string) (control.Delivery, error) {
	var found control.Delivery
	errSeen := errors.New("seen")
	err := client.Watch(ctx, 0, func(control.Change) error {
		d, err := client.Delivery(ctx, id) // the first call is the stream's hello, so nothing can be missed
		if err != nil {
			return err
		}
		if found = d; len(d.Attempts) > 0 {
			return errSeen
		}
		return nil
	})
	if errors.Is(err, errSeen) {
		err = nil
	}
	return found, err
}

func (a *app) printExchange(d *control.Delivery, sub *control.Subscription, t *triggering) {
	export.Exchange(a.stdout, &d.Attempts[0])
	a.sayURLNotes("  ", d.URLNotes)
	if t.secret == "" && sub.Secret != "" {
		a.say("\nsigned with a drawn secret: %s (give your own with --secret @FILE)", relay.Visible(sub.Secret))
	}
	if d.State == string(relay.Delivered) {
		a.say("\naccepted%s", refText(d.Reference))
		return
	}
	fmt.Fprintf(a.stderr, "\nnot accepted%s\n", export.Remark(d.Attempts[0].Error))
}

func refText(reference string) string {
	if reference == "" {
		return ""
	}
	return "  Ref: " + relay.Visible(reference)
}
