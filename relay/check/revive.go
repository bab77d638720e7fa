package check

import (
	"context"
	"fmt"
)

// dyingWaits is how often it is asked whether a receiver that broke a connection still lives, downPause apart. Source: our choice.
const dyingWaits = 10

// revive starts a receiver again that a case has ended, where it can, and else lets the cases behind it be: each of them would tell
// the same once more.
func (s *Session) revive(ctx context.Context, r *Result) error {
	n := len(s.exchanges)
	if n == 0 {
		return nil
	}
	if gone, err := s.gone(ctx, &s.exchanges[n-1]); !gone || err != nil {
		return err
	}
	if s.Restart == nil {
		s.refused = "nothing listens there any more, since " + r.ID + ": start it again, or let --app-cmd do that"
		return nil
	}
	if err := s.Restart(ctx); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		s.refused = fmt.Sprintf("nothing listens there any more, since %s, and it did not start again: %v", r.ID, err)
		return nil
	}
	r.Detail += "; it was started again for the cases that follow"
	return nil
}

// gone reports whether nothing listens any more after an exchange. A process that dies breaks the connection first, and a while later
// it takes no more: until then nothing that it does to others is theirs.
func (s *Session) gone(ctx context.Context, last *Exchange) (bool, error) {
	x := *last
	for range dyingWaits {
		if x.Response != nil || x.Error == "" || x.Late || x.gone() || s.breaks {
			return x.gone(), nil
		}
		if err := s.pause(ctx, downPause); err != nil {
			return false, err
		}
		var err error
		if _, x, err = s.sends(ctx, "a right webhook, to see whether it lives", usualType(s.Traits.Name), nil); err != nil {
			return false, err
		}
	}
	s.breaks = !x.gone()
	return x.gone(), nil
}
