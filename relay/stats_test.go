package relay

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestStatsOf(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	sample := func(edit func(*AttemptSample)) AttemptSample {
		s := AttemptSample{Outcome: Success, Status: 200, Last: true, State: Delivered, Tries: 1, CreatedAt: made, SettledAt: made.Add(time.Second)}
		edit(&s)
		return s
	}
	refused := func(status int, faulted bool) AttemptSample {
		return sample(func(s *AttemptSample) {
			s.Outcome, s.Status, s.Faulted, s.State, s.SettledAt = HTTPError, status, faulted, Pending, time.Time{}
		})
	}
	second := []time.Duration{time.Second}
	tests := map[string]struct {
		samples []AttemptSample
		want    AttemptStats
	}{
		"nothing tells nothing": {nil, AttemptStats{Outcomes: map[Outcome]int{}}},
		"one try that was delivered has a latency and needed no retry": {
			[]AttemptSample{sample(func(*AttemptSample) {})},
			AttemptStats{Attempts: 1, Outcomes: map[Outcome]int{Success: 1}, Statuses: map[int]int{200: 1}, Latencies: second},
		},
		"a delivery of two tries counts once, by its newest attempt": {
			[]AttemptSample{
				sample(func(s *AttemptSample) { s.Tries = 2 }),
				sample(func(s *AttemptSample) { s.Tries, s.Last, s.Outcome, s.Status = 2, false, Timeout, 0 }),
			},
			AttemptStats{Attempts: 2, Outcomes: map[Outcome]int{Success: 1, Timeout: 1}, Statuses: map[int]int{200: 1}, Causes: map[Cause]int{{Outcome: Timeout}: 1}, Latencies: second, Retried: 1, RetriedDelivered: 1},
		},
		"a failed delivery has no latency, and its retries did not help": {
			[]AttemptSample{sample(func(s *AttemptSample) { s.Tries, s.State, s.Outcome, s.Status = 5, Failed, HTTPError, 503 })},
			AttemptStats{Attempts: 1, Outcomes: map[Outcome]int{HTTPError: 1}, Statuses: map[int]int{503: 1}, Causes: map[Cause]int{{HTTPError, 503, false}: 1}, Retried: 1},
		},
		"what is not delivered or failed says nothing about retries": {
			[]AttemptSample{
				sample(func(s *AttemptSample) { s.Tries, s.State, s.Outcome, s.Status = 2, Pending, HTTPError, 503 }),
				sample(func(s *AttemptSample) { s.Tries, s.State, s.Outcome, s.Status = 2, Canceled, HTTPError, 503 }),
				sample(func(s *AttemptSample) { s.Tries, s.State, s.Outcome, s.Status = 2, Unknown, Timeout, 0 }),
			},
			AttemptStats{
				Attempts: 3, Outcomes: map[Outcome]int{HTTPError: 2, Timeout: 1}, Statuses: map[int]int{503: 2},
				Causes: map[Cause]int{{HTTPError, 503, false}: 2, {Outcome: Timeout}: 1},
			},
		},
		"401 and 403 are signature failures, unless a fault struck": {
			[]AttemptSample{refused(401, false), refused(403, false), refused(401, true), refused(403, true), refused(400, false), refused(404, false)},
			AttemptStats{
				Attempts: 6, Outcomes: map[Outcome]int{HTTPError: 6}, Statuses: map[int]int{400: 1, 401: 2, 403: 2, 404: 1}, SignatureFailures: 2,
				Causes: map[Cause]int{
					{HTTPError, 400, false}: 1, {HTTPError, 401, false}: 1, {HTTPError, 401, true}: 1, {HTTPError, 403, false}: 1, {HTTPError, 403, true}: 1, {HTTPError, 404, false}: 1,
				},
			},
		},
		"an answer that a fault hid has a status, and its cause is the outcome alone": {
			[]AttemptSample{sample(func(s *AttemptSample) { s.Outcome, s.Status, s.Faulted, s.Last = ProtocolError, 200, true, false })},
			AttemptStats{Attempts: 1, Outcomes: map[Outcome]int{ProtocolError: 1}, Statuses: map[int]int{200: 1}, Causes: map[Cause]int{{ProtocolError, 0, true}: 1}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, StatsOf(tt.samples), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("stats (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStatsByProvider(t *testing.T) {
	t.Parallel()
	got := StatsByProvider([]AttemptSample{
		{Provider: "fintoro", Outcome: Success}, {Provider: "finpilo", Outcome: Timeout}, {Provider: "fintoro", Outcome: Timeout},
	})
	want := map[string]AttemptStats{
		"fintoro": {Attempts: 2, Outcomes: map[Outcome]int{Success: 1, Timeout: 1}, Causes: map[Cause]int{{Outcome: Timeout}: 1}},
		"finpilo": {Attempts: 1, Outcomes: map[Outcome]int{Timeout: 1}, Causes: map[Cause]int{{Outcome: Timeout}: 1}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
}

func TestLatencyIsNearestRank(t *testing.T) {
	t.Parallel()
	upTo := func(n int) AttemptStats {
		var s AttemptStats
		for i := range n {
			s.Latencies = append(s.Latencies, time.Duration(i+1))
		}
		return s
	}
	for _, tt := range []struct {
		n       int
		percent float64
		want    time.Duration
	}{
		{1, 50, 1}, {1, 99, 1}, {2, 50, 1}, {2, 95, 2}, {3, 50, 2}, {5, 50, 3}, {20, 95, 19}, {21, 95, 20}, {100, 50, 50}, {100, 95, 95}, {100, 99, 99}, {101, 99, 100}, {100, 100, 100},
	} {
		s := upTo(tt.n)
		if got, ok := s.Latency(tt.percent); !ok || got != tt.want {
			t.Errorf("p%g of 1 to %d is %d, want %d", tt.percent, tt.n, got, tt.want)
		}
	}
	none := upTo(0)
	if got, ok := none.Latency(50); ok {
		t.Errorf("p50 of nothing is %v, want none", got)
	}
}

func TestRetrySuccess(t *testing.T) {
	t.Parallel()
	s := AttemptStats{Retried: 4, RetriedDelivered: 3}
	if share, ok := s.RetrySuccess(); !ok || share != 0.75 {
		t.Errorf("share %v, want 0.75", share)
	}
	if share, ok := new(AttemptStats).RetrySuccess(); ok {
		t.Errorf("share of nothing is %v, want none", share)
	}
}

func TestSuccessRate(t *testing.T) {
	t.Parallel()
	s := AttemptStats{Attempts: 4, Outcomes: map[Outcome]int{Success: 1, Timeout: 3}}
	if share, ok := s.SuccessRate(); !ok || share != 0.25 {
		t.Errorf("share %v, want 0.25", share)
	}
	if share, ok := new(AttemptStats).SuccessRate(); ok {
		t.Errorf("share of nothing is %v, want none", share)
	}
}

func TestCausesInWords(t *testing.T) {
	t.Parallel()
	for want, cause := range map[string]Cause{
		"timeout": {Outcome: Timeout}, "http_error 503": {HTTPError, 503, false}, "http_error 401 injected": {HTTPError, 401, true}, "protocol_error injected": {ProtocolError, 0, true},
	} {
		if got := cause.String(); got != want {
			t.Errorf("%+v is %q, want %q", cause, got, want)
		}
	}
}
