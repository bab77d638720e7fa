package control

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// longestAdvance bounds one move of the clock, so that times stay within what 64 bits of nanoseconds hold.
const longestAdvance = 10 * 365 * 24 * time.Hour

func (s *server) registerClock(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/clock", "clock", "Tell the engine's time"),
		func(context.Context, *struct{}) (*answer[Clock], error) { return &answer[Clock]{Body: s.clock()}, nil })
	huma.Register(api, operation(http.MethodPost, "/v1/clock/advance", "advance-clock", "Move a virtual clock; answers when all that fell due has settled"),
		func(ctx context.Context, in *struct{ Body AdvanceClock }) (*answer[Clock], error) {
			err := s.advance(ctx, in.Body.By)
			return answerOf(s.clock(), err)
		})
	huma.Register(api, operation(http.MethodPost, "/v1/clock/freeze", "freeze-clock", "Stop a virtual clock where it is"),
		func(ctx context.Context, _ *struct{}) (*answer[Clock], error) {
			err := s.Engine.FreezeClock(ctx)
			return answerOf(s.clock(), err)
		})
	huma.Register(api, operation(http.MethodPost, "/v1/clock/run", "run-clock", "Let a virtual clock go on in real time"),
		func(context.Context, *struct{}) (*answer[Clock], error) {
			err := s.Engine.RunClock()
			return answerOf(s.clock(), err)
		})
}

// toNext is what stands for a duration: as far as the next attempt that is due.
const toNext = "next"

func (s *server) advance(ctx context.Context, text string) error {
	if text == toNext {
		_, err := s.Engine.AdvanceToNext(ctx)
		return err
	}
	by, err := advanceBy(text)
	if err == nil {
		_, err = s.Engine.Advance(ctx, by)
	}
	return err
}

// advanceBy reads how far the clock is to be moved.
func advanceBy(text string) (time.Duration, error) {
	by, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, &relay.InputError{Field: "by", Problem: fmt.Sprintf("%q is no duration with units", text), Hint: "write it like 90s, 30m or 48h, or next for the next attempt that is due"}
	case by > longestAdvance:
		return 0, &relay.InputError{Field: "by", Problem: fmt.Sprintf("%v is more than ten years", by)}
	}
	return by, nil
}

func (s *server) clock() Clock {
	clock, movable := s.Engine.Clock.(relay.Movable)
	return Clock{
		Mode: s.ClockMode, Running: !movable || clock.Running(), Now: Time{s.Engine.Clock.Now()}, TimeScale: max(s.Engine.TimeScale, 1),
		NextDueAt: timeOrNil(s.Engine.NextDue()),
	}
}
