package control

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// longestWait bounds one call of wait; a client calls again.
const longestWait = 10 * time.Minute

func (s *server) registerDeliveries(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/deliveries", "list-deliveries", "List deliveries, newest first unless told otherwise"),
		func(ctx context.Context, in *struct {
			Paged
			Filter string `query:"filter" maxLength:"65536" doc:"in the filter language" example:"state:failed provider:fintoro"`
			Order  string `query:"order" default:"newest" enum:"newest,oldest" doc:"which comes first; a cursor goes on either way"`

			Bounded bool `query:"bounded" doc:"look at a bounded number of deliveries: a page may then be short, or empty, though there is a next one, which goes on from there"`

			Outcomes bool `query:"outcomes" doc:"with what the newest attempts of each came to"`
		}) (*answer[page[Delivery]], error) {
			filter, err := relay.ParseFilter(in.Filter)
			if err != nil {
				return nil, problem(err)
			}
			found, next, err := s.Engine.Store.Deliveries(ctx, relay.DeliveryQuery{
				Filter: filter, Now: s.Engine.Clock.Now(), Cursor: in.Cursor, Limit: in.Limit, OldestFirst: in.Order == "oldest", Bounded: in.Bounded,
			})
			rows := pageOf(found, next, DeliveryOf)
			if err == nil && in.Outcomes {
				err = s.addOutcomes(ctx, rows.Items)
			}
			return answerOf(rows, err)
		})
	s.registerGroups(api)
	huma.Register(api, operation(http.MethodGet, "/v1/deliveries/wait", "wait-deliveries", "Wait until all that a filter takes are final"),
		func(ctx context.Context, in *struct {
			Filter    string `query:"filter" maxLength:"65536" doc:"in the filter language" example:"event:evt_069v1m8qd5v6b8jq6s4g0000a4"`
			TimeoutMS int64  `query:"timeout_ms" default:"35000" minimum:"0" maximum:"600000"`
		}) (*answer[Waited], error) {
			filter, err := relay.ParseFilter(in.Filter)
			if err != nil {
				return nil, problem(err)
			}
			return answerOf(s.wait(ctx, filter, min(time.Duration(in.TimeoutMS)*time.Millisecond, longestWait)))
		})
	huma.Register(api, operation(http.MethodGet, "/v1/deliveries/{id}", "show-delivery", "Show one delivery with its attempts and body"),
		func(ctx context.Context, in *revealable) (*answer[Delivery], error) {
			return answerOf(s.delivery(ctx, in.ID, in.Reveal))
		})
	s.registerSignature(api)
	s.registerByHand(api)
	s.registerBulk(api)
}

// delivery shows one delivery whole, its credentials masked unless they are to be revealed.
func (s *server) delivery(ctx context.Context, id string, reveal bool) (Delivery, error) {
	d, err := s.Engine.Store.Delivery(ctx, id)
	if err != nil {
		return Delivery{}, err
	}
	attempts, err := s.Engine.Store.Attempts(ctx, id)
	if err == nil && len(attempts) > d.AttemptCount { // one was settled meanwhile
		d, err = s.Engine.Store.Delivery(ctx, id)
	}
	if err != nil {
		return Delivery{}, err
	}
	shown := DeliveryOf(d)
	s.showBlocked(&shown)
	s.showURLNotes(&shown, d)
	shown.Body, shown.BodyBase64 = bodyOf(d.Body)
	shown.Attempts = []Attempt{} // not absent before the first one
	for i := range attempts {
		shown.Attempts = append(shown.Attempts, AttemptOf(&attempts[i]))
	}
	s.explained(d, attempts, shown.Attempts)
	if !reveal {
		shown.hide(s.secretPaths(d.Provider))
		return shown, nil
	}
	return shown, s.reveal(&shown, d, attempts)
}

// named makes sure that what a filter names by id is there: waiting for a mistyped id would end at once, as if all were well.
func (s *server) named(ctx context.Context, filter relay.Filter) error {
	for _, term := range filter.Terms {
		if term.Negate {
			continue
		}
		for _, id := range term.Values {
			var err error
			switch term.Field {
			case relay.FieldID:
				_, err = s.Engine.Store.Delivery(ctx, id)
			case relay.FieldEvent:
				_, err = s.Engine.Store.Event(ctx, id)
			case relay.FieldSubscription:
				_, err = s.Engine.Subscription(id)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// wait looks at the counts again after changes, until nothing is left that may still happen.
func (s *server) wait(ctx context.Context, filter relay.Filter, timeout time.Duration) (Waited, error) {
	over, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(timeout))
	defer stop()
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.Stopping, cancel)()
	if err := s.named(ctx, filter); err != nil {
		return Waited{}, err
	}
	go func() {
		select {
		case <-over:
			cancel()
		case <-waiting.Done():
		}
	}()
	for {
		seen, took := s.Engine.Changes.Last(), relay.RealClock{}.Stopwatch()
		counts, err := s.Engine.Store.CountDeliveries(ctx, filter, s.Engine.Clock.Now())
		if err != nil {
			return Waited{}, err
		}
		waited := Waited{Final: true, States: map[string]int{}}
		for state, n := range counts {
			waited.States[string(state)] = n
			waited.Final = waited.Final && state.Final()
		}
		if waited.Final {
			return waited, nil
		}
		counted := took()
		if _, _, err := s.Engine.Changes.After(waiting, seen); err != nil {
			return waited, ctx.Err()
		}
		_ = relay.RealClock{}.Pause(waiting, min(restsPerCount*counted, longestWaitRest)) // its end is seen above
	}
}

// While much is changing, counting again takes no more than this share of the time.
const (
	restsPerCount   = 10
	longestWaitRest = 250 * time.Millisecond
)
