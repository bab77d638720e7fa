package relay

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// The bounds of statistics: they tell of the newest attempts, so that they cost the same however much is stored.
const (
	SampleWindow = 10_000  // attempts that are counted, at most
	SampleReach  = 100_000 // deliveries whose attempts are looked through for those that a filter takes
)

// SampleQuery says which attempts to take.
type SampleQuery struct {
	Filter Filter    // of their deliveries
	Now    time.Time // what age is measured from
	Limit  int       // more than SampleWindow means SampleWindow; zero takes none
}

// AttemptSample is one attempt, and what its delivery has come to by now.
type AttemptSample struct {
	Provider  string
	StartedAt time.Time
	Outcome   Outcome
	Status    int  // zero when no answer came
	Faulted   bool // a fault at the sender struck it

	Last      bool // the delivery's newest attempt
	State     DeliveryState
	Tries     int // of the delivery
	CreatedAt time.Time
	SettledAt time.Time // zero while the delivery is not final
}

// signatureFailure reports whether the receiver refused who called: 401 or 403, and no fault at the sender struck the
// attempt, whether that forged the answer or spoiled what was signed. A fault at the receiver is kept on the mock's
// receipt and not on the attempt, so an answer that it forges counts. Source: our choice.
func (s *AttemptSample) signatureFailure() bool {
	return (s.Status == 401 || s.Status == 403) && !s.Faulted
}

// cause is why the attempt was no success.
func (s *AttemptSample) cause() Cause {
	c := Cause{Outcome: s.Outcome, Injected: s.Faulted}
	if s.Outcome == HTTPError {
		c.Status = s.Status
	}
	return c
}

// Cause is why an attempt was no success, and so what a retry is for.
type Cause struct {
	Outcome  Outcome
	Status   int  // of an http_error; zero otherwise
	Injected bool // a fault at the sender struck the attempt
}

// String is such as "timeout", "http_error 503" or "http_error 503 injected".
func (c Cause) String() string {
	text := string(c.Outcome)
	if c.Status != 0 {
		text += " " + strconv.Itoa(c.Status)
	}
	if c.Injected {
		text += " injected"
	}
	return text
}

// AttemptStats is what a number of attempts tell. A delivery counts once, with its newest attempt.
type AttemptStats struct {
	Attempts int
	Outcomes map[Outcome]int // those that occurred
	Statuses map[int]int     // of the answers that came; those that occurred
	Causes   map[Cause]int   // why attempts were no success; those that occurred

	// Latencies are the times from a delivery's making to its end, of those delivered, in rising order.
	Latencies []time.Duration

	Retried          int // deliveries that took more than one try and are delivered or failed
	RetriedDelivered int // of those, the delivered ones

	SignatureFailures int // attempts
}

// StatsOf adds samples up.
func StatsOf(samples []AttemptSample) AttemptStats {
	stats := AttemptStats{Attempts: len(samples), Outcomes: map[Outcome]int{}, Statuses: map[int]int{}, Causes: map[Cause]int{}}
	for i := range samples {
		s := &samples[i]
		stats.Outcomes[s.Outcome]++
		if s.Status != 0 {
			stats.Statuses[s.Status]++
		}
		if s.Outcome != Success {
			stats.Causes[s.cause()]++
		}
		if s.signatureFailure() {
			stats.SignatureFailures++
		}
		if !s.Last || (s.State != Delivered && s.State != Failed) {
			continue
		}
		if s.State == Delivered {
			stats.Latencies = append(stats.Latencies, s.SettledAt.Sub(s.CreatedAt))
		}
		if s.Tries > 1 {
			stats.Retried++
			if s.State == Delivered {
				stats.RetriedDelivered++
			}
		}
	}
	slices.Sort(stats.Latencies)
	return stats
}

// StatsByProvider adds samples up for each provider that occurs.
func StatsByProvider(samples []AttemptSample) map[string]AttemptStats {
	split := map[string][]AttemptSample{}
	for i := range samples {
		split[samples[i].Provider] = append(split[samples[i].Provider], samples[i])
	}
	stats := make(map[string]AttemptStats, len(split))
	for name, some := range split {
		stats[name] = StatsOf(some)
	}
	return stats
}

// Latency is the nearest-rank percentile of the latencies, percent above 0 and up to 100: a latency that did occur.
// ok is false when there are none.
func (s *AttemptStats) Latency(percent float64) (latency time.Duration, ok bool) {
	n := len(s.Latencies)
	if n == 0 {
		return 0, false
	}
	rank := int(math.Ceil(percent / 100 * float64(n)))
	return s.Latencies[min(max(rank, 1), n)-1], true
}

// SuccessRate is the share of attempts that were a success. ok is false when there are none.
func (s *AttemptStats) SuccessRate() (share float64, ok bool) {
	if s.Attempts == 0 {
		return 0, false
	}
	return float64(s.Outcomes[Success]) / float64(s.Attempts), true
}

// RetrySuccess is the share of deliveries that were delivered, of those that took more than one try and are delivered or
// failed. ok is false when there are none.
func (s *AttemptStats) RetrySuccess() (share float64, ok bool) {
	if s.Retried == 0 {
		return 0, false
	}
	return float64(s.RetriedDelivered) / float64(s.Retried), true
}
