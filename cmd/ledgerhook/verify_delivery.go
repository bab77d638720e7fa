package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// deliveryToVerify asks the server for an attempt, and for its subscription's secrets unless they are given.
func (a *app) deliveryToVerify(ctx context.Context, v *verifying, secrets, old []string) (*question, error) {
	client := a.client()
	d, err := client.RevealDelivery(ctx, v.delivery)
	if err != nil {
		return nil, err
	}
	if v.provider != "" && v.provider != d.Provider {
		return nil, usage("ledgerhook verify "+v.delivery, "delivery %s is one of %s, and not of %s", d.ID, d.Provider, v.provider)
	}
	attempt, err := attemptToVerify(&d, v.attempt)
	if err != nil {
		return nil, err
	}
	q := &question{presented: relay.Presented{Provider: d.Provider, Body: attempt.Request.Bytes(), Headers: headersOf(&attempt.Request), Secrets: secrets, Old: old}}
	for i := range attempt.Faults {
		if f := &attempt.Faults[i]; f.At == string(relay.AtSender) {
			q.note("the fault %s acted on this attempt%s", export.FaultSpec(f.Name, f.Value), export.Remark(f.Note))
		}
	}
	if len(secrets) > 0 {
		return q, q.wantsSecret()
	}
	sub, err := client.RevealSubscription(ctx, d.SubscriptionID)
	switch {
	case notFound(err):
		return nil, usage("ledgerhook verify "+v.delivery+" --secret @FILE", "its subscription is gone, and its secret with it: give the secret")
	case err != nil:
		return nil, err
	}
	for _, secret := range []string{sub.Secret, sub.Secret2} {
		if secret != "" {
			q.presented.Secrets = append(q.presented.Secrets, secret)
		}
	}
	if sub.UpdatedAt.After(attempt.StartedAt.Time) {
		q.note("subscription %s was changed after this attempt: its secret may have been another one", sub.ID)
	}
	return q, q.wantsSecret()
}

// attemptToVerify is an attempt by its number; 0 is the last.
func attemptToVerify(d *control.Delivery, number int) (*control.Attempt, error) {
	if number == 0 {
		number = len(d.Attempts)
	}
	for i := range d.Attempts {
		if d.Attempts[i].Number != number {
			continue
		}
		if len(d.Attempts[i].Request.Headers) == 0 {
			return nil, &exitError{code: exitNotFound, err: fmt.Errorf("no request is known of attempt %d of delivery %s%s", number, d.ID, export.Remark(d.Attempts[i].Error))}
		}
		return &d.Attempts[i], nil
	}
	err := fmt.Errorf("delivery %s has %s: there is no attempt %d", d.ID, relay.Counted(len(d.Attempts), "attempt"), number)
	if len(d.Attempts) == 0 {
		err = errors.New("delivery " + d.ID + " has no attempt yet")
	}
	return nil, &exitError{code: exitNotFound, err: err, try: "ledgerhook deliveries show " + d.ID}
}

func headersOf(m *control.Message) []relay.Header {
	var headers []relay.Header
	for _, name := range export.HeaderOrder(m) {
		for _, value := range m.Headers[name] {
			headers = append(headers, relay.Header{Name: name, Value: value})
		}
	}
	return headers
}
