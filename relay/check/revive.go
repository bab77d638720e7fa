package check

import (
	"context"
	"fmt"
)

// revive starts a receiver again that a case has ended, where it can, and else lets the cases behind it be: each of them would tell
// the same once more.
func (s *Session) revive(ctx context.Context, r *Result) error {
	n := len(s.exchanges)
	if r.Verdict != Fail && r.Verdict != Warn || n == 0 || !s.exchanges[n-1].gone() {
		return nil
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
