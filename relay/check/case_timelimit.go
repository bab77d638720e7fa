package check

import (
	"context"
	"fmt"
	"time"
)

// veryOld is older than any receiver allows that looks at the time at all: 300 s in milliseconds, taken for seconds, are three days.
// Source: our choice.
const veryOld = 365 * 24 * time.Hour

// howLong tells a receiver that allows too much from one that does not look at the time.
func howLong(c Case) Case {
	run := c.Run
	c.Run = func(ctx context.Context, s *Session) (Finding, error) {
		found, err := run(ctx, s)
		if err != nil || found.Verdict != Fail || len(found.Exchanges) != 1 || !s.taken(&found.Exchanges[0]) {
			return found, err
		}
		w, err := s.Usual()
		if err != nil {
			return Finding{}, err
		}
		request, err := s.Signed(w, Signing{Age: veryOld})
		if err != nil {
			return Finding{}, err
		}
		taken := found.Exchanges[0]
		x := s.Send(ctx, "a webhook with a timestamp of a year ago", request)
		if s.Refuses(x, x.What).Verdict != Pass {
			return found, nil
		}
		return Finding{
			Verdict: Fail, Exchanges: []Exchange{x, taken},
			Detail: fmt.Sprintf("it %s to %s, and %d to one of a year ago: it looks, and allows far more than 300 s", Answer(&taken), taken.What, x.Status()),
			Remedy: "allow 300 s either way, and compare seconds with seconds: 300000, which are milliseconds, let a webhook of three days ago pass",
		}, nil
	}
	return c
}
