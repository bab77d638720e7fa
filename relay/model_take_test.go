package relay_test

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// tookIn is a request that was taken, and acknowledged.
type tookIn struct {
	in   relay.Incoming
	told relay.Told
}

// take lets a request come in for subscriptions of a product, or one that did before.
func (w *world) take(product, n int) error {
	if len(w.subs) == 0 {
		return nil
	}
	if len(w.took) > 0 && n%4 == 0 {
		return w.takeAgain(w.took[n/4%len(w.took)])
	}
	name := w.subs[product%len(w.subs)].provider
	number := len(w.took)
	in := relay.Incoming{
		Hook: "any", Provider: name, Verdict: relay.IncomingVerified,
		Request: relay.Request{Method: "POST", Body: fmt.Appendf(nil, `{"id":"%d","came in":true}`, number), Headers: []relay.Header{{Name: "Content-Type", Value: "application/json"}}},
	}
	told := relay.Told{Type: "came.in"}
	switch name {
	case "fintoro", "bookkeeper":
		told.DialectID = fmt.Sprintf("in-%d", number)
		in.Request.Headers = append(in.Request.Headers, relay.Header{Name: "webhook-id", Value: told.DialectID})
	case "moneybird":
		told.DialectID = fmt.Sprintf("in-%d", number)
		in.Request.Headers = append(in.Request.Headers, relay.Header{Name: "Idempotency-Key", Value: told.DialectID})
	}
	var to []string
	for _, s := range w.subs {
		if s.provider == name {
			to = append(to, s.id)
		}
	}
	taken, err := w.engine.Take(w.ctx, in, told, to)
	if err != nil {
		return w.tolerate(err)
	}
	if taken.Incoming.Verdict != relay.IncomingVerified || taken.Event == nil {
		return fmt.Errorf("what came in first is %+v", taken)
	}
	w.took = append(w.took, tookIn{in, told})
	for _, d := range taken.Deliveries {
		w.owe(d)
	}
	return nil
}

// takeAgain lets a request come in that was acknowledged: it is known, where it has an identity, whatever happened since.
func (w *world) takeAgain(before tookIn) error {
	if before.told.DialectID == "" {
		return nil
	}
	taken, err := w.engine.Take(w.ctx, before.in, before.told, nil)
	if err != nil {
		return w.tolerate(err)
	}
	if taken.Incoming.Verdict != relay.IncomingRepeated || len(taken.Deliveries) > 0 {
		return fmt.Errorf("what came in again is %+v", taken)
	}
	return nil
}

func (s *modelStore) Take(ctx context.Context, taking relay.Taking) (relay.Incoming, error) {
	if write, _ := s.fails(); write != nil {
		return relay.Incoming{}, write
	}
	return s.Store.Take(ctx, taking)
}
