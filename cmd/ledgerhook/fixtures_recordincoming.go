package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// incoming reads a request that came in at a hook of the relay. What came of it is its deliveries' to tell: here it is only expected
// that it is taken.
func (s *recordingServer) incoming(ctx context.Context, id string) error {
	if s.read[id] {
		return nil
	}
	s.read[id] = true
	in, err := s.client.IncomingRequest(ctx, id)
	if err != nil {
		return err
	}
	if in.Verdict == "probe" || in.Verdict == "rejected" {
		what := map[string]string{"probe": "a probe", "rejected": "rejected"}[in.Verdict]
		return &exitError{
			code: exitRefused, err: fmt.Errorf("%s cannot be recorded: it is %s, so that no product's event is known to be in it", id, what), try: "ledgerhook relay show " + id,
		}
	}
	if err := recordableType(id, in.Provider, in.EventType); err != nil {
		return err
	}
	seen, err := provider.RecognizeAs(in.Provider, canonical(in.Request.Headers), in.Request.Bytes())
	if err != nil {
		return notRecordable(id, "%w", err)
	}
	item := arrived(&seen, id, in.ReceivedAt.Time, export.Arrival{})
	s.found.items = append(s.found.items, item)
	return nil
}

// recordableType refuses what no scenario can trigger: an event that was not recognised, or whose type the product is not known to
// have. Each is passed on and replayed all the same.
func recordableType(id, product, eventType string) error {
	if eventType == "" {
		return notRecordable(id, "its body is none that %s is known to send", product)
	}
	if err := knownType(&provider.Recognized{Provider: product, Type: eventType}); err != nil {
		return notRecordable(id, "%w", err)
	}
	return nil
}

func notRecordable(id, format string, args ...any) error {
	return &exitError{code: exitRefused, err: fmt.Errorf(id+" cannot be recorded: "+format, args...), try: "ledgerhook deliveries replay sends it again, and deliveries export --format curl writes it as it is"}
}

// schedule gives the subscription of a hook, where a retry was made, the relay's waits: without them a scenario has the product's,
// and Finpilo has none.
func (s *recordingServer) schedule(d *control.Delivery) {
	sub := s.found.base.Subscriptions[d.SubscriptionID]
	if sub == nil || sub.Hook == "" || sub.Retry != "" || d.AttemptCount < 2 {
		return
	}
	waits := make([]string, len(sub.RetryWaitsMS))
	for i, ms := range sub.RetryWaitsMS {
		waits[i] = time.Duration(ms * float64(time.Millisecond)).String()
	}
	if sub.Retry = strings.Join(waits, ","); sub.Retry == "" {
		sub.Retry = "none"
	}
}
