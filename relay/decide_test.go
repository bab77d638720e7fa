package relay_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	end := harnessStart
	twice := retry.Gaps(10*time.Second, 100*time.Second)
	plain := &relay.Traits{}
	final := func(state relay.DeliveryState, reason string) relay.Next {
		return relay.Next{State: state, Reason: reason, SettledAt: end, CostsTry: true}
	}
	tests := map[string]struct {
		situation relay.Situation
		want      relay.Decision
	}{
		"a success is final and keeps the reference": {
			relay.Situation{Outcome: relay.Success, Status: 200, Judgement: relay.Judgement{Success: true, Reference: "INV-1"}, Try: 1, Schedule: twice, Traits: plain, SubState: relay.Active},
			relay.Decision{Next: relay.Next{State: relay.Delivered, Reference: "INV-1", SettledAt: end, CostsTry: true}},
		},
		"the reference that was given first is kept": {
			relay.Situation{Outcome: relay.Success, Status: 200, Judgement: relay.Judgement{Success: true, Reference: "INV-2"}, First: "INV-1", Try: 1, Traits: plain, SubState: relay.Active},
			relay.Decision{Next: relay.Next{State: relay.Delivered, Reason: relay.ReasonReferenceConflict, Reference: "INV-1", SettledAt: end, CostsTry: true}},
		},
		"the same reference again is no conflict": {
			relay.Situation{Outcome: relay.Success, Status: 200, Judgement: relay.Judgement{Success: true, Reference: "INV-1"}, First: "INV-1", Try: 1, Traits: plain, SubState: relay.Active},
			relay.Decision{Next: relay.Next{State: relay.Delivered, Reference: "INV-1", SettledAt: end, CostsTry: true}},
		},
		"a failure waits for the gap behind its try": {
			relay.Situation{Outcome: relay.HTTPError, Status: 500, Try: 2, Schedule: twice, Traits: plain, SubState: relay.Active},
			relay.Decision{Next: relay.Next{State: relay.Pending, DueAt: end.Add(100 * time.Second), CostsTry: true}},
		},
		"a scaled failure waits less": {
			relay.Situation{Outcome: relay.Timeout, Try: 1, Schedule: twice, TimeScale: 1000, Traits: plain, SubState: relay.Active},
			relay.Decision{Next: relay.Next{State: relay.Pending, DueAt: end.Add(10 * time.Millisecond), CostsTry: true}},
		},
		"a spent schedule fails": {
			relay.Situation{Outcome: relay.HTTPError, Status: 500, Try: 3, Schedule: twice, Traits: plain, SubState: relay.Active},
			relay.Decision{Next: final(relay.Failed, relay.ReasonScheduleSpent)},
		},
		"a product without retries fails at once": {
			relay.Situation{Outcome: relay.HTTPError, Status: 500, Try: 1, Traits: plain, SubState: relay.Active},
			relay.Decision{Next: final(relay.Failed, relay.ReasonNoRetry)},
		},
		"a spent schedule may end the subscription": {
			relay.Situation{Outcome: relay.HTTPError, Status: 500, Try: 3, Schedule: twice, Traits: &relay.Traits{ExpiresWhenSpent: true}, SubState: relay.Active},
			relay.Decision{Next: final(relay.Failed, relay.ReasonScheduleSpent), Subscription: relay.Expired, Why: relay.ReasonScheduleSpent},
		},
		"410 disables where the product says so": {
			relay.Situation{Outcome: relay.HTTPError, Status: 410, Try: 1, Schedule: twice, Traits: &relay.Traits{GoneDisables: true}, SubState: relay.Active},
			relay.Decision{Next: final(relay.Failed, relay.ReasonGone), Subscription: relay.Disabled, Why: relay.ReasonGone},
		},
		"410 is a failure like any other elsewhere": {
			relay.Situation{Outcome: relay.HTTPError, Status: 410, Try: 1, Schedule: twice, Traits: plain, SubState: relay.Active},
			relay.Decision{Next: relay.Next{State: relay.Pending, DueAt: end.Add(10 * time.Second), CostsTry: true}},
		},
		"an attempt in flight while the subscription expired is the last": {
			relay.Situation{Outcome: relay.HTTPError, Status: 500, Try: 1, Schedule: twice, Traits: plain, SubState: relay.Expired},
			relay.Decision{Next: final(relay.Failed, relay.ReasonSubscriptionExpired)},
		},
		"an attempt in flight while the subscription was deleted is the last": {
			relay.Situation{Outcome: relay.HTTPError, Status: 500, Try: 1, Schedule: twice, Traits: plain},
			relay.Decision{Next: final(relay.Canceled, relay.ReasonSubscriptionDeleted)},
		},
		"an aborted attempt costs no try and is due at once": {
			relay.Situation{Outcome: relay.Aborted, Try: 9, Schedule: twice, Traits: plain, SubState: relay.Active},
			relay.Decision{Next: relay.Next{State: relay.Pending, DueAt: end}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.situation.EndedAt = end
			if diff := cmp.Diff(tt.want, relay.Decide(tt.situation)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever happens, attempts that cost a try never exceed the schedule plus one, due times never go back, and the life
// ends in exactly one final state.
func TestEveryLifeEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		schedule := retry.Gaps(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "gap"))
		}), 0, 20).Draw(t, "gaps")...)
		traits := &relay.Traits{ExpiresWhenSpent: rapid.Bool().Draw(t, "expires"), GoneDisables: rapid.Bool().Draw(t, "gone")}
		now, tries, last := harnessStart, 0, harnessStart
		for step := 0; ; step++ {
			outcome := rapid.SampledFrom(relay.Outcomes()).Draw(t, "outcome")
			if step > 200 {
				outcome = relay.HTTPError // enough crashes
			}
			d := relay.Decide(relay.Situation{
				Outcome: outcome, Status: rapid.SampledFrom([]int{0, 204, 410, 500}).Draw(t, "status"), Try: tries + 1,
				EndedAt: now, Schedule: schedule, TimeScale: rapid.SampledFrom([]float64{0, 1, 1000}).Draw(t, "scale"), Traits: traits, SubState: relay.Active,
			})
			if d.Next.CostsTry {
				tries++
			}
			if tries > schedule.Attempts() {
				t.Fatalf("%d tries, the schedule allows %d", tries, schedule.Attempts())
			}
			if d.Next.State.Final() {
				if d.Next.SettledAt.IsZero() || !d.Next.DueAt.IsZero() {
					t.Fatalf("a final state with %+v", d.Next)
				}
				return
			}
			if d.Next.State != relay.Pending || d.Next.DueAt.Before(last) {
				t.Fatalf("%s due %v, after %v", d.Next.State, d.Next.DueAt, last)
			}
			now, last = d.Next.DueAt, d.Next.DueAt
		}
	})
}
