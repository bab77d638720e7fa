package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// prepared is a database that is filled while no server runs on it.
type prepared struct {
	path     string
	run      int // whose events are pending
	pending  int
	finished int // deliveries that are final
}

// remove deletes the database.
func (p *prepared) remove() error { return os.RemoveAll(filepath.Dir(p.path)) }

// desk is an engine that is not run: what it publishes is rendered and stored as ever, and stays pending.
type desk struct {
	store   *sqlite.Store
	engine  *relay.Engine
	dialect relay.Dialect
	sub     relay.Subscription
}

// openDesk opens a database and subscribes the receiver, unless that is done already.
func openDesk(ctx context.Context, path, target string, concurrency int) (*desk, error) {
	samples, err := fixtures.New()
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(ctx, sqlite.Options{Path: path, Seal: keyOf(path)})
	if err != nil {
		return nil, err
	}
	d := &desk{store: store}
	d.dialect, _ = provider.ByName(benchProvider)
	chance := relay.Chance{Seed: 1}
	d.engine, err = relay.NewEngine(ctx, relay.Options{
		Dialects: provider.All(), Samples: samples, Store: store, Clock: relay.RealClock{}, Chance: chance, FaultSet: relay.NewFaultSet(chance),
	})
	if err == nil {
		err = d.subscribe(ctx, target, concurrency)
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return d, nil
}

func (d *desk) subscribe(ctx context.Context, target string, concurrency int) error {
	if subs := d.engine.Subscriptions(); len(subs) > 0 {
		d.sub = subs[0]
		return nil
	}
	wanted := relay.Subscription{Provider: benchProvider, URL: target, Name: "bench", Limits: relay.Limits{Concurrency: concurrency}}
	var err error
	d.sub, _, err = d.engine.Subscribe(ctx, wanted)
	return err
}

// stored tells how many deliveries are in each state.
func (d *desk) stored(ctx context.Context) (map[relay.DeliveryState]int, error) {
	return d.store.CountDeliveries(ctx, relay.Filter{}, relay.RealClock{}.Now())
}

// publish stores n events of a run, and returns the first body. The first event is published as ever, and the others are
// stored after its pattern: so nothing is rendered 100,000 times.
func (d *desk) publish(ctx context.Context, run, n int) (body []byte, err error) {
	published, _, err := d.engine.Publish(ctx, []relay.PublishRequest{{Provider: benchProvider, Type: benchType, Data: benchData(run, 0)}}, "")
	if err != nil {
		return nil, err
	}
	pattern := relay.Publication{Event: &published[0].Event, Deliveries: published[0].Deliveries}
	text := newStencil(pattern.Deliveries[0].Body, nil)
	counters, err := d.store.Counters(ctx)
	if err != nil {
		return nil, err
	}
	const chunk = 500
	err = each(ctx, 2, (n-1+chunk-1)/chunk, func(ctx context.Context, i int) error {
		first, end := 1+i*chunk, min(n, 1+(i+1)*chunk)
		batch := relay.Batch{Events: counters.Events + uint64(end) - 1}
		for number := first; number < end; number++ {
			batch.Publications = append(batch.Publications, d.like(pattern, text, run, number))
		}
		batch.LastID = d.engine.IDs().Last()
		_, _, err := d.store.Publish(ctx, batch)
		return err
	})
	return text.text, err
}

// like is another event of the same pattern.
func (d *desk) like(pattern relay.Publication, text stencil, run, number int) relay.Publication {
	event, delivery := *pattern.Event, pattern.Deliveries[0]
	event.ID = d.engine.IDs().New(relay.EventPrefix, event.CreatedAt)
	event.Data = benchData(run, number)
	event.DialectID = d.dialect.Identify(&event, d.engine.Chance)
	delivery.ID = d.engine.IDs().New(relay.DeliveryPrefix, event.CreatedAt)
	delivery.EventID, delivery.DialectID = event.ID, event.DialectID
	delivery.Body = text.with(make([]byte, 0, len(text.text)), run, number)
	return relay.Publication{Event: &event, Deliveries: []relay.Delivery{delivery}}
}

// finish settles all that is pending with one successful attempt each.
func (d *desk) finish(ctx context.Context) error {
	for {
		due, err := d.store.Due(ctx, relay.DueQuery{SubscriptionID: d.sub.ID, Limit: 5000})
		if err != nil || len(due) == 0 {
			return err
		}
		err = each(ctx, 256, len(due), func(ctx context.Context, i int) error {
			delivery, err := d.store.Delivery(ctx, due[i].DeliveryID)
			if err == nil {
				_, err = d.store.Settle(ctx, d.settlement(delivery))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
}

// settlement is the end of a delivery as a server would have stored it.
func (d *desk) settlement(delivery *relay.Delivery) relay.Settlement {
	now := relay.RealClock{}.Now()
	signature := strings.Repeat("0", 44)
	return relay.Settlement{
		Attempt: relay.Attempt{
			DeliveryID: delivery.ID, Number: delivery.AttemptCount + 1, StartedAt: now, Duration: time.Millisecond, Outcome: relay.Success,
			Request: relay.Request{Method: "POST", URL: delivery.URL, Body: delivery.Body, Headers: []relay.Header{
				{Name: "Host", Value: "127.0.0.1:65535"}, {Name: "User-Agent", Value: "ledgerhook/dev"}, {Name: "Content-Length", Value: fmt.Sprint(len(delivery.Body))},
				{Name: "Content-Type", Value: "application/json"}, {Name: "webhook-id", Value: delivery.DialectID},
				{Name: "webhook-signature", Value: "v1," + signature}, {Name: "webhook-timestamp", Value: fmt.Sprint(now.Unix())},
			}},
			Response: &relay.Response{Status: 200, Headers: []relay.Header{
				{Name: "Content-Length", Value: "0"}, {Name: "Date", Value: now.Format(time.RFC1123)},
			}},
		},
		SameBody: true, Next: relay.Next{State: relay.Delivered, SettledAt: now, CostsTry: true},
	}
}

// prepare makes a database with n pending deliveries.
func (b *bench) prepare(ctx context.Context, p *prepared, name string, n int) error {
	*p = prepared{path: filepath.Join(b.dir, name, "ledgerhook.db")}
	return b.fill(ctx, p, n)
}

// fill adds n pending deliveries of a new run.
func (b *bench) fill(ctx context.Context, p *prepared, n int) (err error) {
	d, err := openDesk(ctx, p.path, b.receiver.Receiver, b.Concurrency)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	p.run, p.pending = b.newRun(), n
	if n == 0 {
		return nil
	}
	body, err := d.publish(ctx, p.run, n)
	if err != nil || b.sample.text != nil {
		return err
	}
	now := relay.RealClock{}.Now()
	headers, err := d.dialect.Headers(relay.SignInput{
		Now: now, Body: body, DialectID: "msg_0123456789ABCDEFGHJKMNPQRS", URL: d.sub.URL, Secrets: d.sub.ActiveSecrets(now),
	})
	if err != nil {
		return err
	}
	b.sample = newStencil(body, headers)
	b.result.Provider, b.result.Type, b.result.BodyBytes = benchProvider, benchType, len(body)
	return nil
}
