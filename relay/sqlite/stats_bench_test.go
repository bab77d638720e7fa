package sqlite

import (
	"fmt"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// attemptEach gives every delivery one attempt, as large as usual, and every tenth a 503 before it.
const attemptEach = `
INSERT INTO attempts (key, started_at, duration, outcome, error, note, request_method, request_url, request_headers, response_status, response_headers, response_body)
SELECT seq << 20 | 1, created_at, 1000000, iif(seq % 10 = 0, 'http_error', 'success'), '', '', 'POST', url, printf('[["Content-Type","application/json"],["Webhook-Signature","%.400c"]]', 'a'),
	iif(seq % 10 = 0, 503, 200), '[["Content-Type","application/json"]]', zeroblob(200)
FROM deliveries`

// BenchmarkStats reads what stats and --group-by read, with so many finished deliveries stored.
func BenchmarkStats(b *testing.B) {
	for _, stored := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("stored=%d", stored), func(b *testing.B) {
			s := open(b)
			fill(b, s, stored, func(i int, d *relay.Delivery) {
				d.State, d.DueAt, d.SettledAt, d.AttemptCount, d.Tries = relay.Delivered, time.Time{}, noon().Add(time.Duration(i)), 1, 1
				d.LastOutcome, d.LastStatus, d.Type = relay.Success, 200, fmt.Sprintf("invoices.type_%d", i%20)
			})
			must(b, s.db.writer.do(b.Context(), func(t *tx) error { _, err := t.exec(attemptEach); return err }))
			for _, text := range []string{"", "type:invoices.type_7", "state:failed"} {
				filter, err := relay.ParseFilter(text)
				must(b, err)
				perCall := func(name string, call func()) {
					b.Run(fmt.Sprintf("%s/filter=%s", name, text), func(b *testing.B) {
						for b.Loop() {
							call()
						}
						b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/call")
					})
				}
				perCall("sample", func() {
					samples, _, err := s.SampleAttempts(b.Context(), relay.SampleQuery{Filter: filter, Now: noon(), Limit: relay.SampleWindow})
					must(b, err)
					_ = relay.StatsByProvider(samples)
				})
				perCall("count", func() {
					_, err := s.CountDeliveries(b.Context(), filter, noon())
					must(b, err)
				})
				perCall("group", func() {
					_, err := s.GroupDeliveries(b.Context(), relay.GroupQuery{Filter: filter, By: []relay.GroupField{relay.GroupOutcome, relay.GroupStatus, relay.GroupType}, Now: noon()})
					must(b, err)
				})
			}
		})
	}
}
