package emulate

import (
	"net/http"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// bookkeeperMetrics are the three that the product names, of the newest attempts for the caller's endpoints. How they are
// counted is that of `ledgerhook stats`, our choice.
type bookkeeperMetrics struct {
	Attempts int  `json:"attempts"` // how many were counted
	Complete bool `json:"complete"` // no older one was left out

	LatencyMS struct {
		P50 *float64 `json:"p50"`
		P95 *float64 `json:"p95"`
		P99 *float64 `json:"p99"`
	} `json:"event_delivery_latency_ms"`
	RetrySuccessRate  *float64 `json:"retry_success_rate"` // null where nothing was retried
	SignatureFailures int      `json:"signature_verification_failures"`
}

func (b *bookkeeper) metrics(r *http.Request, who caller) (answer, error) {
	ids, err := b.endpointIDs(who)
	if err != nil {
		return answer{}, err
	}
	body := bookkeeperMetrics{Complete: true}
	var samples []relay.AttemptSample
	if len(ids) > 0 {
		query := relay.SampleQuery{Filter: filterOf(ids), Now: b.Clock.Now(), Limit: relay.SampleWindow}
		var more bool
		if samples, more, err = b.Store.SampleAttempts(r.Context(), query); err != nil {
			return answer{}, err
		}
		body.Complete = !more
	}
	stats := relay.StatsOf(samples)
	body.Attempts, body.SignatureFailures = stats.Attempts, stats.SignatureFailures
	for _, p := range []struct {
		percent float64
		into    **float64
	}{{50, &body.LatencyMS.P50}, {95, &body.LatencyMS.P95}, {99, &body.LatencyMS.P99}} {
		if latency, ok := stats.Latency(p.percent); ok {
			ms := float64(latency) / float64(time.Millisecond)
			*p.into = &ms
		}
	}
	if share, ok := stats.RetrySuccess(); ok {
		body.RetrySuccessRate = &share
	}
	return answerOf(http.StatusOK, body)
}
