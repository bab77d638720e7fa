package control

import (
	"context"
	"net/http"
	"runtime"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// metrics reads the engine's counts when somebody scrapes: nothing is kept here. No label is ever a URL or an id.
type metrics struct {
	engine  *relay.Engine
	version string

	events, incoming, attempts, exhausted, signatures, faults, depth, oldest, durations, latencies, writes, build *prometheus.Desc
}

func newMetrics(engine *relay.Engine, version string) *metrics {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("ledgerhook_"+name, help, labels, nil)
	}
	return &metrics{
		engine: engine, version: version,
		events:     desc("events_ingested_total", "Events published since the start.", "provider"),
		incoming:   desc("incoming_total", "Requests that came in at the relay's hooks since the start, by what was made of them.", "provider", "verdict"),
		attempts:   desc("delivery_attempts_total", "Attempts stored since the start, by what they meant.", "provider", "outcome"),
		durations:  desc("delivery_attempt_duration_seconds", "How long attempts took, in real time.", "provider"),
		latencies:  desc("delivery_end_to_end_seconds", "From a delivery's making to its success, by the engine's clock.", "provider"),
		exhausted:  desc("deliveries_exhausted_total", "Deliveries that failed since no attempt was left.", "provider"),
		signatures: desc("signature_failures_total", "Attempts answered 401 or 403 that no fault at the sender struck.", "provider"),
		faults:     desc("faults_injected_total", "How often each fault has struck since the start.", "fault"),
		depth:      desc("queue_depth", "Deliveries that are not final, by state.", "state"),
		oldest:     desc("queue_oldest_age_seconds", "Age of the oldest pending delivery, by the engine's clock; 0 when none is pending.", "state"),
		writes:     desc("db_write_seconds", "How long transactions of the database took."),
		build:      desc("build_info", "Always 1; the labels say what runs.", "version", "goversion"),
	}
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.events, m.incoming, m.attempts, m.exhausted, m.signatures, m.faults, m.depth, m.oldest, m.durations, m.latencies, m.writes, m.build} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (m *metrics) Collect(to chan<- prometheus.Metric) {
	count := func(d *prometheus.Desc, n uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	for name, p := range m.engine.Tally().Products() {
		count(m.events, p.Events, name)
		for verdict, n := range p.Incoming {
			count(m.incoming, n, name, string(verdict))
		}
		for outcome, n := range p.Attempts {
			count(m.attempts, n, name, string(outcome))
		}
		count(m.exhausted, p.Exhausted, name)
		count(m.signatures, p.SignatureFailures, name)
		to <- histogramOf(m.durations, p.Durations, name)
		to <- histogramOf(m.latencies, p.Latencies, name)
	}
	for name, n := range m.engine.FaultSet.Hits() {
		count(m.faults, n, name)
	}
	if store, ok := m.engine.Store.(measured); ok {
		to <- histogramOf(m.writes, store.WriteTimes())
	}
	to <- prometheus.MustNewConstMetric(m.build, prometheus.GaugeValue, 1, m.version, runtime.Version())
	m.collectQueue(to)
}

// scrapePatience bounds how long a scrape waits for the store, in real time.
const scrapePatience = 5 * time.Second

// collectQueue asks the store. Where it does not answer, the scrape says so and has the rest.
func (m *metrics) collectQueue(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapePatience)
	defer cancel()
	now := m.engine.Clock.Now()
	counts, err := m.engine.Store.CountDeliveries(ctx, relay.Filter{}, now)
	if err != nil {
		to <- prometheus.NewInvalidMetric(m.depth, err)
		return
	}
	for _, state := range relay.DeliveryStates() {
		if !state.Final() {
			to <- prometheus.MustNewConstMetric(m.depth, prometheus.GaugeValue, float64(counts[state]), string(state))
		}
	}
	store, ok := m.engine.Store.(measured)
	if !ok {
		return
	}
	made, found, err := store.OldestPending(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(m.oldest, err)
		return
	}
	age := time.Duration(0)
	if found {
		age = max(now.Sub(made), 0)
	}
	to <- prometheus.MustNewConstMetric(m.oldest, prometheus.GaugeValue, age.Seconds(), string(relay.Pending))
}

// measured is a store that can tell more than the engine needs; where it cannot, these metrics are left out.
type measured interface {
	WriteTimes() relay.HistogramCounts
	// OldestPending is when the oldest pending delivery was made; found is false when none is pending.
	OldestPending(ctx context.Context) (made time.Time, found bool, err error)
}

func histogramOf(d *prometheus.Desc, h relay.HistogramCounts, labels ...string) prometheus.Metric {
	buckets := make(map[float64]uint64, len(h.Buckets))
	for bound, n := range h.Buckets {
		buckets[bound.Seconds()] = n
	}
	return prometheus.MustNewConstHistogram(d, h.Count, h.Sum.Seconds(), buckets, labels...)
}

// metricsHandler serves the metrics from a registry of their own.
func (s *server) metricsHandler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(newMetrics(s.Engine, s.Version), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4})
}

// registerMetrics describes the one answer that is no JSON.
func (s *server) registerMetrics(api huma.API, mux *router) {
	op := operation(http.MethodGet, "/metrics", "metrics", "Tell the metrics, for Prometheus")
	op.Description = "The text format of Prometheus. Counters start at zero with the process; labels are product, outcome, state and fault, never a URL or an id."
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The metrics", Content: map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	api.OpenAPI().AddOperation(&op)
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) { s.metrics().ServeHTTP(w, r) })
}
