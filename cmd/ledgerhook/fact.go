package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// telling is what came of a business fact at one product.
type telling struct {
	how     *fixtures.Telling
	request control.PublishRequest
	event   control.Event
	// delivery is the first of those that were made; nil where none was.
	delivery *control.Delivery
	further  int // deliveries beside it
	body     []byte
	record   []byte // what a read of the record answered; nil where none is needed, or it was not answered
	unread   string // why it was not
}

// runFact lets every product tell a fact, and shows it side by side.
func (a *app) runFact(ctx context.Context, cmd *cobra.Command, t *triggering, words []string) error {
	known, err := fixtures.New()
	if err != nil {
		return err
	}
	if err := t.checkFact(cmd, words); err != nil {
		return err
	}
	if t.list {
		return a.listFacts(known)
	}
	fact, err := known.Fact(words[0])
	if err != nil {
		return err
	}
	set, err := factValues(t.set)
	if err != nil {
		return err
	}
	client := a.client()
	env, err := client.Env(ctx)
	if err != nil {
		return err
	}
	values, tellings, err := tell(ctx, client, &env, known, &fact, set)
	if err != nil {
		return err
	}
	if t.dryRun {
		err = previewTellings(ctx, client, tellings)
	} else {
		err = publishTellings(ctx, client, &env, tellings, t.timeout)
	}
	if err != nil {
		return err
	}
	if err := a.printFact(&fact, &values, tellings); err != nil || t.dryRun {
		return err
	}
	return a.factVerdict(ctx, client, t, tellings)
}

// checkFact refuses what does not go with a fact.
func (t *triggering) checkFact(cmd *cobra.Command, words []string) error {
	const example = "ledgerhook trigger --every-product invoice.paid"
	if t.list {
		if len(words) > 0 {
			return usage("ledgerhook trigger --every-product --list", "--list shows all facts and takes no word")
		}
		return nil
	}
	if len(words) != 1 {
		return usage(example, "--every-product wants one fact behind it, not %s", relay.Counted(len(words), "word"))
	}
	for _, flag := range []string{"data", "count", "rate", "sub", "idempotency-key", "to", "secret", "secret2"} {
		if cmd.Flags().Changed(flag) {
			return usage(example, "--every-product goes without --%s", flag)
		}
	}
	return nil
}

// factValues takes --set in: name=value.
func factValues(sets []string) (map[string]string, error) {
	values := map[string]string{}
	for _, set := range sets {
		name, value, ok := strings.Cut(set, "=")
		if !ok || name == "" || strings.HasSuffix(name, ":") {
			return nil, usage("--set total=121.00", "--set %q: of a fact, write name=value; names are %s", set, strings.Join(fixtures.ValueNames(), ", "))
		}
		values[name] = value
	}
	return values, nil
}

// tell makes the fact's values, and what each product is to publish. They are drawn from the number of events that there have
// been, so that a seeded server repeats itself, and no two facts are alike.
func tell(ctx context.Context, client *control.Client, env *control.Env, known *fixtures.Catalogue, fact *fixtures.Fact, set map[string]string) (fixtures.Values, []telling, error) {
	stats, err := client.Stats(ctx)
	if err != nil {
		return fixtures.Values{}, nil, err
	}
	clock, err := client.Clock(ctx)
	if err != nil {
		return fixtures.Values{}, nil, err
	}
	draw := relay.Draw{Chance: relay.Chance{Seed: 1}, Key: "fact", Number: stats.Events + 1, Now: clock.Now.Time}
	values, err := known.Values(fact, draw, set)
	if err != nil {
		return values, nil, err
	}
	tellings := make([]telling, len(fact.Tellings))
	for i := range fact.Tellings {
		how := &fact.Tellings[i]
		tellings[i].how = how
		if how.Type == "" {
			continue
		}
		draw.BaseURL = strings.TrimSuffix(env.Providers[how.Provider], "/"+how.Provider)
		told, err := known.Tell(fact, how, values, draw)
		if err != nil {
			return values, nil, err
		}
		tellings[i].request = control.PublishRequest{Provider: how.Provider, Type: how.Type, Data: told.Data, Record: told.Record}
	}
	return values, tellings, nil
}

// previewTellings shows what would be sent.
func previewTellings(ctx context.Context, client *control.Client, tellings []telling) error {
	for i := range tellings {
		t := &tellings[i]
		if t.how.Type == "" {
			continue
		}
		seen, err := client.Preview(ctx, t.request)
		if err != nil {
			return err
		}
		t.body, t.record = []byte(seen.Body), t.request.Record
	}
	return nil
}

// publishTellings publishes them at once, waits for the first answer to each, and reads the records that the events name.
func publishTellings(ctx context.Context, client *control.Client, env *control.Env, tellings []telling, timeout time.Duration) error {
	told := make([]*telling, 0, len(tellings))
	var requests []control.PublishRequest
	for i := range tellings {
		if t := &tellings[i]; t.how.Type != "" {
			told, requests = append(told, t), append(requests, t.request)
		}
	}
	published, err := client.PublishBatch(ctx, requests)
	if err != nil {
		return err
	}
	var unanswered []string
	for i := range published {
		told[i].event = published[i].Event
		for _, d := range published[i].Deliveries {
			unanswered = append(unanswered, d.ID)
		}
		if n := len(published[i].Deliveries); n > 0 {
			told[i].delivery, told[i].further = &published[i].Deliveries[0], n-1
		}
	}
	if err := awaitAnswers(ctx, client, unanswered, timeout); err != nil {
		return err
	}
	for _, t := range told {
		if err := lookAgain(ctx, client, env, t); err != nil {
			return err
		}
	}
	return nil
}

// lookAgain reads what was sent and answered, and the record that it is about.
func lookAgain(ctx context.Context, client *control.Client, env *control.Env, t *telling) error {
	if t.delivery != nil {
		d, err := client.Delivery(ctx, t.delivery.ID)
		if err != nil {
			return err
		}
		message := control.Message{Body: d.Body, BodyBase64: d.BodyBase64}
		t.delivery, t.body = &d, message.Bytes()
	} else { // nobody takes it: this is how the next one of its kind would look
		seen, err := client.Preview(ctx, t.request)
		if err != nil {
			return err
		}
		t.body = []byte(seen.Body)
	}
	if t.how.Read == "" {
		return nil
	}
	_, id, _ := strings.Cut(t.event.Subject, "/")
	record, err := client.ReadRecord(ctx, env, t.how.Provider, t.how.Read+id)
	if err != nil {
		t.unread = err.Error()
	}
	t.record = record
	return ctx.Err()
}

// awaitAnswers waits until each delivery was attempted once, is final, or waits for something else than an answer.
func awaitAnswers(ctx context.Context, client *control.Client, ids []string, timeout time.Duration) error {
	if len(ids) == 0 {
		return nil
	}
	errAnswered := errors.New("all were answered")
	waiting, cancel := context.WithTimeoutCause(ctx, timeout, errNotFinal)
	defer cancel()
	err := client.Watch(waiting, 0, func(control.Change) error { // the first call is the stream's hello, so nothing can be missed
		for len(ids) > 0 {
			d, err := client.Delivery(waiting, ids[0])
			if err != nil {
				return err
			}
			if len(d.Attempts) == 0 && !d.Final() && d.State != string(relay.Held) && d.BlockedBy == "" {
				return nil
			}
			ids = slices.Delete(ids, 0, 1)
		}
		return errAnswered
	})
	if errors.Is(err, errAnswered) || ctx.Err() == nil && waiting.Err() != nil {
		return nil // what has no answer yet says so itself
	}
	return err
}

// factVerdict turns what became of the fact into trigger's exit, as with a single event.
func (a *app) factVerdict(ctx context.Context, client *control.Client, t *triggering, tellings []telling) error {
	deadline := relay.RealClock{}.Now().Add(t.timeout)
	var worst error
	for i := range tellings {
		told := &tellings[i]
		if told.how.Type == "" {
			continue
		}
		p := control.Published{Event: told.event}
		if told.delivery != nil {
			p.Deliveries = append(p.Deliveries, *told.delivery)
		}
		var waited error
		if t.wait {
			waited = a.awaitAll(ctx, client, &p, deadline)
		}
		worst = worse(worst, a.verdict(ctx, client, t, &p, waited))
	}
	return worst
}
