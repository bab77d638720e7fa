package control

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Stats are the counts of deliveries, and what the newest attempts tell.
type Stats struct {
	Deliveries map[string]int `json:"deliveries" doc:"how many are in each state, of all that the filter takes"`
	Events     uint64         `json:"events" doc:"the running number of the newest event, whatever the filter"`
	Window     StatsWindow    `json:"window" doc:"what all further figures are taken from"`
	// Incoming is absent where nothing came in, and where a filter is given, which takes deliveries.
	Incoming map[string]int `json:"incoming,omitempty" doc:"how many requests came in at the relay's hooks, by what was made of each, those that are not kept any more too; absent where none came in, and with a filter, which takes deliveries"`
	AttemptStats
	Providers map[string]AttemptStats `json:"providers" doc:"the same for each product"`
}

// StatsWindow says how much was looked at.
type StatsWindow struct {
	Limit    int   `json:"limit" doc:"the newest attempts counted, at most"`
	Reach    int   `json:"reach" doc:"the newest deliveries whose attempts are looked through for those that the filter takes, at most"`
	Complete bool  `json:"complete" doc:"no older attempt was left out"`
	Since    *Time `json:"since" nullable:"true" doc:"when the oldest attempt counted began; null when there is none"`
}

// AttemptStats is what a number of attempts tell.
type AttemptStats struct {
	Attempts int            `json:"attempts" doc:"how many were counted"`
	Outcomes map[string]int `json:"outcomes" doc:"how many had each outcome"`
	Statuses map[string]int `json:"statuses" doc:"how many were answered with each status, of those answered"`
	Retries  map[string]int `json:"retries" doc:"why attempts were no success, and how many of each: the outcome, with the status behind http_error, and injected behind that where a fault at the sender struck, such as http_error 503 injected"`

	SuccessRate *float64 `json:"success_rate" doc:"the share of attempts that were a success; null when there are none"`

	LatencyMS        Percentiles `json:"delivery_latency_ms" doc:"from a delivery's making to its end by the engine's clock, of those delivered; each is a latency that occurred (nearest rank)"`
	RetrySuccessRate *float64    `json:"retry_success_rate" doc:"of the deliveries that took more than one try and are delivered or failed, the share delivered; null when there are none"`

	SignatureFailures int `json:"signature_failures" doc:"attempts answered 401 or 403 that no fault at the sender struck"`
}

// Percentiles are null where there is nothing to take them of.
type Percentiles struct {
	P50 *float64 `json:"p50"`
	P95 *float64 `json:"p95"`
	P99 *float64 `json:"p99"`
}

// StatsQuery says what to tell of. The zero value takes everything, over the largest window.
type StatsQuery struct {
	Filter     string // in the filter language
	CountsOnly bool   // leave the attempts out, for those who ask often
	Window     int    // how many of the newest attempts to tell of; zero means the largest window
}

// Stats counts events and deliveries, and leaves the attempts out.
func (c *Client) Stats(ctx context.Context) (Stats, error) {
	return c.Statistics(ctx, StatsQuery{CountsOnly: true})
}

// Statistics counts events and deliveries and tells what the newest attempts came to.
func (c *Client) Statistics(ctx context.Context, q StatsQuery) (Stats, error) {
	window := strconv.Itoa(relay.SampleWindow)
	switch {
	case q.CountsOnly:
		window = "0"
	case q.Window > 0:
		window = strconv.Itoa(q.Window)
	}
	return call[Stats](ctx, c, http.MethodGet, "/v1/stats"+query("filter", q.Filter, "window", window), nil, nil)
}

func (s *server) registerStats(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/stats", "stats", "Count events and deliveries, and tell how the newest attempts fared"),
		func(ctx context.Context, in *struct {
			Filter string `query:"filter" maxLength:"65536" doc:"in the filter language"`
			Window int    `query:"window" default:"10000" minimum:"0" maximum:"10000" doc:"how many of the newest attempts to count; 0 leaves them out"`
		}) (*answer[Stats], error) {
			filter, err := relay.ParseFilter(in.Filter)
			if err != nil {
				return nil, problem(err)
			}
			return answerOf(s.stats(ctx, filter, in.Window))
		})
}

func (s *server) stats(ctx context.Context, filter relay.Filter, window int) (Stats, error) {
	now := s.Engine.Clock.Now()
	counts, err := s.Engine.Store.CountDeliveries(ctx, filter, now)
	if err != nil {
		return Stats{}, err
	}
	counters, err := s.Engine.Store.Counters(ctx)
	if err != nil {
		return Stats{}, err
	}
	samples, more, err := s.Engine.Store.SampleAttempts(ctx, relay.SampleQuery{Filter: filter, Now: now, Limit: window})
	if err != nil {
		return Stats{}, err
	}
	stats := Stats{
		Deliveries: map[string]int{}, Events: counters.Events, AttemptStats: attemptStatsOf(relay.StatsOf(samples)),
		Window:    StatsWindow{Limit: window, Reach: relay.SampleReach, Complete: !more},
		Providers: map[string]AttemptStats{},
	}
	if len(filter.Terms) == 0 {
		if stats.Incoming, err = s.incomingCounts(ctx); err != nil {
			return Stats{}, err
		}
	}
	for _, state := range relay.DeliveryStates() {
		stats.Deliveries[string(state)] = counts[state]
	}
	for _, name := range s.Engine.Providers() { // those without attempts, too
		stats.Providers[name] = attemptStatsOf(relay.AttemptStats{})
	}
	for name, some := range relay.StatsByProvider(samples) {
		stats.Providers[name] = attemptStatsOf(some)
	}
	if len(samples) > 0 {
		stats.Window.Since = &Time{oldest(samples)}
	}
	return stats, nil
}

// incomingCounts are all verdicts, those without any too; nil where nothing came in.
func (s *server) incomingCounts(ctx context.Context) (map[string]int, error) {
	counts, err := s.Engine.Store.CountIncoming(ctx)
	if err != nil || len(counts) == 0 {
		return nil, err
	}
	shown := map[string]int{}
	for _, verdict := range relay.IncomingVerdicts() {
		shown[string(verdict)] = counts[verdict]
	}
	return shown, nil
}

// oldest is when the first of some attempts began: they are stored in the order in which they ended.
func oldest(samples []relay.AttemptSample) time.Time {
	first := samples[0].StartedAt
	for i := range samples {
		if samples[i].StartedAt.Before(first) {
			first = samples[i].StartedAt
		}
	}
	return first
}

func attemptStatsOf(s relay.AttemptStats) AttemptStats {
	shown := AttemptStats{
		Attempts: s.Attempts, Outcomes: map[string]int{}, Statuses: map[string]int{}, Retries: map[string]int{}, SignatureFailures: s.SignatureFailures,
	}
	for _, outcome := range relay.Outcomes() {
		shown.Outcomes[string(outcome)] = s.Outcomes[outcome]
	}
	for status, n := range s.Statuses {
		shown.Statuses[strconv.Itoa(status)] = n
	}
	for cause, n := range s.Causes {
		shown.Retries[cause.String()] = n
	}
	if share, ok := s.SuccessRate(); ok {
		shown.SuccessRate = &share
	}
	for percent, to := range map[float64]**float64{50: &shown.LatencyMS.P50, 95: &shown.LatencyMS.P95, 99: &shown.LatencyMS.P99} {
		if latency, ok := s.Latency(percent); ok {
			ms := milliseconds(latency)
			*to = &ms
		}
	}
	if share, ok := s.RetrySuccess(); ok {
		shown.RetrySuccessRate = &share
	}
	return shown
}
