package relay_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// pathOf is the path of a target: its subscription's.
func pathOf(target string) string {
	path, _, _ := strings.Cut(target, "?")
	return path
}

// refused reports whether an action's error is one that the engine may answer.
func (w *world) refused(err error) bool {
	return errors.Is(err, relay.ErrConflict) || errors.Is(err, relay.ErrNotFound) || (errors.Is(err, relay.ErrUnavailable) && !w.store.works())
}

// tolerate lets an action be refused.
func (w *world) tolerate(err error) error {
	if w.refused(err) {
		return nil
	}
	return err
}

// step does one step of the plan, and then holds the engine to the model.
func (w *world) step(step planStep) error {
	if err := w.do(step); err != nil {
		return err
	}
	return w.check(step.Do == "advance")
}

// advances are how long a step may let pass.
func advances(n int) time.Duration {
	all := []time.Duration{time.Second, time.Second, 4 * time.Second, 10 * time.Second, 45 * time.Second, 5 * time.Minute, time.Hour, 26 * time.Hour}
	return all[n%len(all)]
}

func (w *world) do(step planStep) error {
	switch step.Do {
	case "advance":
		return w.advance(advances(step.A))
	case "publish":
		return w.publish(step.A, 1)
	case "take":
		return w.take(step.A, step.B)
	case "batch":
		return w.publish(step.A, 2+step.B)
	case "subscribe":
		return w.subscribe(step.A, step.B)
	case "replay", "retry", "cancel":
		if len(w.owed) > 0 {
			return w.byHand(step.Do, w.owed[len(w.owed)-1-step.A%len(w.owed)], step.B)
		}
	case "pause", "resume", "disable", "unsubscribe", "limits":
		if len(w.subs) > 0 {
			return w.steer(step.Do, w.subs[step.A%len(w.subs)], step.B)
		}
	case "retry all", "cancel all", "replay all":
		if len(w.subs) > 0 {
			verb, _, _ := strings.Cut(step.Do, " ")
			return w.bulk(relay.Verb(verb), w.subs[step.A%len(w.subs)], step.B)
		}
	case "fault":
		rules := []relay.FaultRule{
			{Name: "lose-ack", First: 1}, {Name: "lose-ack", Chance: 0.5}, {Name: "status", Value: "500", First: 2}, {Name: "status", Value: "410", Chance: 0.1},
			{Name: "delay", Value: "7s", Chance: 0.5}, {Name: "reorder", Value: "20s", First: 1},
		}
		_, err := w.engine.AddFault(w.ctx, rules[step.A%len(rules)])
		return err
	case "no faults":
		return w.engine.ClearFaults(w.ctx)
	case "jump":
		if !w.plan.Virtual {
			w.jumps = append(w.jumps, w.clock.Now())
			w.jumped.jump(advances(step.A))
			w.paced = w.clock.Now().Add(time.Minute)
		}
	case "crash":
		w.store.fail(true, true)
		return w.again()
	case "restart":
		return w.again()
	case "refuse writes":
		w.store.fail(true, false)
	case "refuse all":
		w.store.fail(true, true)
	case "store works":
		w.store.fail(false, false)
		w.works = relay.RealClock{}.Stopwatch()
	}
	return nil
}

// again stops the engine and starts another on the same file.
func (w *world) again() error {
	before := w.clock.Now()
	kept := w.store.works()
	if err := w.stopped(); err != nil {
		return err
	}
	if err := w.start(); err != nil {
		return err
	}
	if kept && w.clock.Now().Before(before) {
		return fmt.Errorf("the clock stood at %v and now at %v", before, w.clock.Now())
	}
	return nil
}

func (w *world) subscribe(product, limits int) error {
	name, _ := modelProviders(product)
	path := "/s" + strconv.Itoa(len(w.subs))
	if len(w.subs) == 6 {
		return nil
	}
	made, _, err := w.engine.Subscribe(w.ctx, relay.Subscription{Provider: name, URL: "http://127.0.0.1:3000" + path, Limits: modelLimits(limits)})
	if err == nil {
		w.subs = append(w.subs, &known{id: made.ID, provider: name, path: path, limits: made.Limits})
	}
	return w.tolerate(err)
}

func (w *world) publish(product, n int) error {
	if len(w.subs) == 0 {
		return nil
	}
	name := w.subs[product%len(w.subs)].provider
	request := relay.PublishRequest{Provider: name}
	for i := range 5 {
		if other, eventType := modelProviders(i); other == name {
			request.Type = eventType
		}
	}
	published, _, err := w.engine.Publish(w.ctx, slices.Repeat([]relay.PublishRequest{request}, n), "")
	for i := range published {
		for _, d := range published[i].Deliveries {
			if d.Reason != relay.ReasonNoTarget {
				w.owe(d)
				continue
			}
			if err := w.lost(&d); err != nil {
				return err
			}
		}
	}
	return w.tolerate(err)
}

// lost holds a delivery without target to what a product that routes makes of it: it has failed, since nothing took it.
func (w *world) lost(d *relay.Delivery) error {
	if d.Provider != "finpilo" || d.State != relay.Failed || d.URL != "" || d.SettledAt.IsZero() {
		return fmt.Errorf("a delivery without target is %+v", d)
	}
	for _, sub := range w.engine.Subscriptions() {
		if sub.Provider == d.Provider && sub.State.Takes() {
			return fmt.Errorf("%s has no target, and %s is %s", d.ID, sub.ID, sub.State)
		}
	}
	w.byID[d.ID] = &owed{id: d.ID} // acknowledged, and nothing is owed
	return nil
}

// owe notes a delivery that was acknowledged.
func (w *world) owe(d relay.Delivery) {
	o := &owed{id: d.ID, sub: d.SubscriptionID, key: strings.TrimPrefix(d.URL, "http://127.0.0.1:3000") + " "}
	if d.Provider != "silverfin" && d.Provider != "finpilo" { // they have no header for it
		o.key += d.DialectID
	}
	o.key += string(d.Body)
	w.owed = append(w.owed, o)
	w.byID[o.id] = o
}

func (w *world) byHand(verb string, o *owed, n int) error {
	switch verb {
	case "replay":
		made, err := w.engine.Replay(w.ctx, o.id, w.another(o))
		if err != nil {
			return w.tolerate(err)
		}
		whole, err := w.store.Store.Delivery(w.ctx, made.ID)
		if err == nil {
			w.owe(*whole)
		}
		return err
	case "cancel":
		if n%4 > 0 { // often enough, it is final
			return nil
		}
		_, err := w.engine.Cancel(w.ctx, o.id)
		return w.tolerate(err)
	}
	o.retries = append(o.retries, w.clock.Now())
	_, err := w.engine.Retry(w.ctx, o.id)
	return w.tolerate(err)
}

// another is how a replay of a delivery is told from it.
func (w *world) another(o *owed) relay.ReplayOptions {
	for _, s := range w.subs {
		if s.id == o.sub {
			return relay.ReplayOptions{URL: "http://127.0.0.1:3000" + s.path + "?replay=" + strconv.Itoa(len(w.owed))}
		}
	}
	return relay.ReplayOptions{}
}

func (w *world) steer(verb string, s *known, n int) error {
	var err error
	switch verb {
	case "pause":
		if _, err = w.engine.Pause(w.ctx, s.id); err == nil && !s.paused {
			s.paused, s.sentBefore = true, w.sentTo(s)
		}
	case "resume":
		s.paused = false
		_, err = w.engine.Resume(w.ctx, s.id)
	case "disable":
		if n%4 == 0 {
			_, err = w.engine.Disable(w.ctx, s.id, "")
			s.paused = false
		}
	case "unsubscribe":
		if n%4 == 0 {
			err = w.engine.Unsubscribe(w.ctx, s.id)
			s.gone = s.gone || err == nil
			s.paused = false
		}
	case "limits": // those that do not change what was promised before
		var changed relay.Subscription
		changed, err = w.engine.Update(w.ctx, s.id, func(sub *relay.Subscription) error {
			if !sub.Limits.Ordered {
				sub.Limits.Concurrency = n % 4
			}
			sub.Limits.Rate = []float64{0, 0.5, 2, 10}[n/4%4]
			return nil
		})
		if err == nil {
			s.limits = changed.Limits
			s.changed(w.clock.Now())
		}
	}
	return w.tolerate(err)
}

// sentTo is how many requests a subscription got.
func (w *world) sentTo(s *known) int {
	w.receiver.mu.Lock()
	defer w.receiver.mu.Unlock()
	n := 0
	for _, one := range w.receiver.sends {
		if pathOf(one.target) == s.path {
			n++
		}
	}
	return n
}

func (w *world) bulk(verb relay.Verb, s *known, n int) error {
	filters := map[relay.Verb][]string{
		relay.RetryVerb:  {"", "state:unknown", "state:pending"},
		relay.CancelVerb: {"state:unknown", "attempts:>2", "state:held"},
		relay.ReplayVerb: {"state:failed", "state:canceled", "state:unknown"},
	}[verb]
	filter, err := relay.ParseFilter("sub:" + s.id + " " + filters[n%len(filters)])
	if err != nil {
		return err
	}
	now := w.clock.Now()
	before := len(w.owed)
	request := relay.BulkRequest{Verb: verb, Filter: filter, Limit: 20}
	switch verb {
	case relay.RetryVerb:
		for _, o := range w.owed {
			if o.sub == s.id {
				o.retries = append(o.retries, now)
			}
		}
	case relay.ReplayVerb:
		if s.provider == "silverfin" || s.provider == "finpilo" {
			return nil // without an identity of its own, a replay of many cannot be told from the originals
		}
		request.Replay = relay.ReplayOptions{NewID: true, URL: "http://127.0.0.1:3000" + s.path + "?replays=" + strconv.Itoa(before)}
	}
	if _, err := w.engine.Bulk(w.ctx, request); err != nil {
		return w.tolerate(err)
	}
	return w.adopt()
}

// adopt notes what a bulk replay has made.
func (w *world) adopt() error {
	query := relay.DeliveryQuery{Now: w.clock.Now(), Limit: 1000}
	page, _, err := w.store.Deliveries(w.ctx, query)
	if err != nil {
		return err
	}
	slices.Reverse(page)
	for _, d := range page {
		if w.byID[d.ID] != nil {
			continue
		}
		if d.ReplayOf == "" {
			return fmt.Errorf("%s is stored and was never acknowledged", d.ID)
		}
		whole, err := w.store.Store.Delivery(w.ctx, d.ID)
		if err != nil {
			return err
		}
		w.owe(*whole)
	}
	return nil
}
