package relay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// BenchmarkDecide decides what comes after a first attempt.
func BenchmarkDecide(b *testing.B) {
	schedule := retry.Gaps(10*time.Second, 100*time.Second)
	for _, outcome := range []relay.Outcome{relay.Success, relay.HTTPError, relay.Timeout} {
		b.Run(fmt.Sprintf("outcome=%s", outcome), func(b *testing.B) {
			situation := relay.Situation{
				Outcome: outcome, Try: 1, EndedAt: harnessStart, Schedule: schedule, TimeScale: 1, Traits: &relay.Traits{}, SubState: relay.Active,
				Judgement: relay.Judgement{Success: outcome == relay.Success},
			}
			want := relay.Decide(situation)
			b.ReportAllocs()
			for b.Loop() {
				if got := relay.Decide(situation); got.Next.State != want.Next.State {
					b.Fatalf("decided %+v, then %+v", want, got)
				}
			}
		})
	}
}
