package control

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"github.com/ledgerhook/ledgerhook/relay"
)

// heartbeat is how often a quiet stream says that it is alive.
const heartbeat = 10 * time.Second

// Heartbeat says that the stream is alive though nothing changed.
type Heartbeat struct {
	At Time `json:"at"`
}

func (s *server) registerChanges(api huma.API) {
	sse.Register(api, operation(http.MethodGet, "/v1/changes", "watch-changes", "Stream what changes, as server-sent events"),
		map[string]any{"change": Change{}, "heartbeat": Heartbeat{}},
		func(ctx context.Context, in *struct {
			LastEventID uint64 `header:"Last-Event-ID" doc:"resume behind this change; absent: from now on"`
		}, send sse.Sender) {
			after := in.LastEventID
			if after == 0 {
				after = s.Engine.Changes.Last()
			}
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			defer context.AfterFunc(s.Stopping, cancel)()
			_ = s.stream(ctx, after, send) // an error means that the watcher is gone
		})
}

// headOfChanges answers HEAD, for which a stream that goes on has nothing more.
func headOfChanges(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
}

func (s *server) stream(ctx context.Context, after uint64, send sse.Sender) error {
	if err := send.Data(Heartbeat{At: Time{s.Engine.Clock.Now()}}); err != nil { // so that the watcher knows it is connected
		return err
	}
	for {
		quiet, cancel := context.WithTimeout(ctx, heartbeat)
		changes, missed, err := s.Engine.Changes.After(quiet, after)
		cancel()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if err := send.Data(Heartbeat{At: Time{s.Engine.Clock.Now()}}); err != nil {
				return err
			}
			continue
		}
		for i := range changes {
			shown, err := s.changeOf(ctx, &changes[i])
			if err != nil {
				return err
			}
			shown.Missed = missed && i == 0
			if err := send(sse.Message{ID: int(changes[i].Number), Data: shown}); err != nil {
				return err
			}
			after = changes[i].Number
		}
	}
}

func (s *server) changeOf(ctx context.Context, c *relay.Change) (Change, error) {
	shown := Change{Number: c.Number, Kind: string(c.Kind), At: Time{c.At}, ID: c.ID, Attempted: c.Attempted, Blocks: c.Blocks}
	if c.Event != nil {
		event := EventOf(c.Event)
		shown.Event = &event
	}
	if c.Delivery != nil {
		delivery := DeliveryOf(c.Delivery)
		shown.Delivery, shown.ID = &delivery, c.Delivery.ID
		if c.Attempted {
			shown.Explanation = s.explainedNewest(ctx, c.Delivery)
		}
	}
	if c.Incoming != nil {
		incoming := IncomingOf(c.Incoming)
		shown.Incoming, shown.ID = &incoming, c.Incoming.ID
	}
	if c.Subscription != nil {
		sub, err := SubscriptionOf(s.Engine, c.Subscription)
		if err != nil {
			return Change{}, err
		}
		shown.Subscription = &sub
	}
	return shown, nil
}
