package sqlite

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// attemptSeveral gives a delivery from one attempt to five, as large as usual, of which every second was hit by a fault.
const attemptSeveral = `
INSERT INTO attempts (key, started_at, duration, outcome, error, note, request_method, request_url, request_headers, response_status, response_headers, response_body, faults)
SELECT seq << 20 | value, created_at, 1000000, iif(value = attempt_count, 'success', 'http_error'), '', '', 'POST', url, printf('[["Content-Type","application/json"],["Webhook-Signature","%.400c"]]', 'a'),
	iif(value = attempt_count, 200, 503), '[["Content-Type","application/json"]]', zeroblob(200), iif(value % 2 = 0, '[{"rule_id":"flt_1","name":"status","value":"503","at":"sender"}]', NULL)
FROM deliveries CROSS JOIN json_each('[1,2,3,4,5]') WHERE value <= attempt_count`

// BenchmarkOutcomes reads pages of 200 of so many deliveries, without and with their outcomes: the newest, and from all over.
func BenchmarkOutcomes(b *testing.B) {
	const stored = 100_000
	s := open(b)
	fill(b, s, stored, func(i int, d *relay.Delivery) {
		d.State, d.DueAt, d.SettledAt, d.AttemptCount = relay.Delivered, time.Time{}, noon(), 1+i%5
	})
	must(b, s.db.writer.do(b.Context(), func(t *tx) error { _, err := t.exec(attemptSeveral); return err }))
	newest := func(int) string { return "" }
	anywhere := func(n int) string { return strconv.FormatInt(int64(1000+n*7919%(stored-1000)), 36) }
	for where, cursor := range map[string]func(n int) string{"newest": newest, "anywhere": anywhere} {
		for _, with := range []bool{false, true} {
			b.Run(fmt.Sprintf("limit=200/stored=%d/page=%s/outcomes=%v", stored, where, with), func(b *testing.B) {
				n := 0
				b.ReportAllocs()
				for b.Loop() {
					n++
					found, _, err := s.Deliveries(b.Context(), relay.DeliveryQuery{Now: noon(), Cursor: cursor(n), Limit: 200})
					must(b, err)
					if !with {
						continue
					}
					outcomes, err := s.Outcomes(b.Context(), idsOf(found))
					must(b, err)
					if len(outcomes) != 200 {
						b.Fatalf("outcomes of %d deliveries", len(outcomes))
					}
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/page")
			})
		}
	}
}

func idsOf(deliveries []relay.Delivery) []string {
	ids := make([]string, len(deliveries))
	for i := range deliveries {
		ids[i] = deliveries[i].ID
	}
	return ids
}
