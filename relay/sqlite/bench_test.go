package sqlite

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fill stores n deliveries in large batches, numbered from 0, with bodies of 1 KB.
func fill(b *testing.B, s *Store, n int, edit func(i int, d *relay.Delivery)) {
	b.Helper()
	for i := 0; i < n; {
		var batch relay.Batch
		for ; i < n && len(batch.Publications) < 1000; i++ {
			p := benchPublication(i)
			if edit != nil {
				edit(i, &p.Deliveries[0])
			}
			batch.Publications = append(batch.Publications, p)
		}
		_, _, err := s.Publish(b.Context(), batch)
		must(b, err)
	}
}

func benchPublication(i int) relay.Publication {
	p := onePublication(i)
	e, d := p.Event, &p.Deliveries[0]
	e.ID, d.ID = fmt.Sprintf("evt_%026d", i), fmt.Sprintf("dlv_%026d", i) // as long as real ones, and in order
	d.EventID, d.SubscriptionID = e.ID, fmt.Sprintf("sub_%026d", 0)
	e.Data, d.Body = make([]byte, 1024), make([]byte, 1024)
	for j := range e.Data {
		e.Data[j], d.Body[j] = 'a', byte(i>>(j%3*8))
	}
	return p
}

// BenchmarkPublish publishes one event with one delivery a call, from so many callers at once.
func BenchmarkPublish(b *testing.B) {
	for _, callers := range []int{1, 16, 64, 256, 10_000} {
		b.Run(fmt.Sprintf("batch=%d", callers), func(b *testing.B) {
			s := open(b)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				together(callers, func(i int) {
					_, _, err := s.Publish(b.Context(), relay.Batch{Publications: []relay.Publication{benchPublication(n + i)}, LastID: uint64(n + i + 1)})
					check(b, err)
				})
				n += callers
			}
			perEvent(b, n, "events")
		})
	}
	b.Run("batch=1000/calls=1", func(b *testing.B) {
		s := open(b)
		n := 0
		b.ReportAllocs()
		for b.Loop() {
			var batch relay.Batch
			for range 1000 {
				batch.Publications = append(batch.Publications, benchPublication(n))
				n++
			}
			_, _, err := s.Publish(b.Context(), batch)
			must(b, err)
		}
		perEvent(b, n, "events")
	})
}

// BenchmarkTake takes one verified request that nobody sent before, with one delivery, a call, from so many callers at once.
func BenchmarkTake(b *testing.B) {
	for _, callers := range []int{1, 16, 64, 256, 10_000} {
		b.Run(fmt.Sprintf("batch=%d", callers), func(b *testing.B) {
			s := open(b)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				together(callers, func(i int) {
					_, err := s.Take(b.Context(), benchTaking(n+i))
					check(b, err)
				})
				n += callers
			}
			perEvent(b, n, "events")
		})
	}
}

// benchTaking is benchPublication(i) as it came in.
func benchTaking(i int) relay.Taking {
	p := benchPublication(i)
	d := &p.Deliveries[0]
	identity := sha256.Sum256([]byte(d.ID)) // in no order, as a product's
	d.DialectID = uuid(identity)
	d.IncomingID, d.Passed = fmt.Sprintf("inc_%026d", i), []relay.Header{
		{Name: "Content-Type", Value: "application/json"}, {Name: "User-Agent", Value: "Fintoro/1"}, {Name: "Webhook-Id", Value: d.DialectID},
		{Name: "Webhook-Signature", Value: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}, {Name: "Webhook-Timestamp", Value: "1777887001"},
	}
	return relay.Taking{Publication: p, LastID: uint64(i + 1), Events: uint64(i + 1), Incoming: relay.Incoming{
		ID: d.IncomingID, Hook: "fintoro", Provider: d.Provider, ReceivedAt: noon(), RemoteAddr: "203.0.113.7",
		Request: relay.Request{Method: "POST", URL: "/", Headers: d.Passed, Body: d.Body}, Verdict: relay.IncomingVerified,
		EventType: d.Type, DialectID: d.DialectID, EventID: d.EventID, Status: 200,
	}}
}

func uuid(of [32]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", of[:4], of[4:6], of[6:8], of[8:10], of[10:16])
}

// BenchmarkSettle marks and settles the first attempt of deliveries, so many at once.
func BenchmarkSettle(b *testing.B) {
	for _, callers := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("batch=%d", callers), func(b *testing.B) {
			s := open(b)
			const stored = 100_000
			fill(b, s, stored, nil)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				together(callers, func(i int) {
					d := benchPublication((n + i) % stored).Deliveries[0]
					s.MarkSending(relay.SendingMark{DeliveryID: d.ID, StartedAt: noon()})
					_, err := s.Settle(b.Context(), relay.Settlement{
						Attempt: relay.Attempt{
							DeliveryID: d.ID, Number: 1 + (n+i)/stored, PlannedAt: noon(), StartedAt: noon(), Duration: time.Millisecond, Outcome: relay.Success,
							Timings: relay.Timings{FirstByte: 900 * time.Microsecond, Reused: true},
							Request: relay.Request{Method: "POST", URL: d.URL, Body: d.Body, Headers: []relay.Header{
								{Name: "Content-Type", Value: "application/json"}, {Name: "Fintoro-Signature", Value: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
							}},
							Response: &relay.Response{Status: 200, Headers: []relay.Header{{Name: "Content-Type", Value: "application/json"}}, Body: []byte("{}")},
						},
						Next: relay.Next{State: relay.Delivered, SettledAt: noon(), CostsTry: true},
					})
					check(b, err)
				})
				n += callers
			}
			perEvent(b, n, "settlements")
		})
	}
}

// BenchmarkDue reads what is due of one subscription, with so many finished deliveries stored.
func BenchmarkDue(b *testing.B) {
	for _, finished := range []int{0, 100_000} {
		b.Run(fmt.Sprintf("limit=256/finished=%d", finished), func(b *testing.B) {
			s := open(b)
			fill(b, s, finished+1000, func(i int, d *relay.Delivery) {
				if i < finished {
					d.State, d.DueAt, d.SettledAt = relay.Delivered, time.Time{}, noon()
				}
			})
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				due, err := s.Due(b.Context(), relay.DueQuery{SubscriptionID: fmt.Sprintf("sub_%026d", 0), Limit: 256})
				must(b, err)
				n += len(due)
			}
			perEvent(b, n, "rows")
		})
	}
}

// BenchmarkDeliveriesPage reads the first page of 100 of 100,000 deliveries, of which every 1,000th failed.
func BenchmarkDeliveriesPage(b *testing.B) {
	s := open(b)
	fill(b, s, 100_000, func(i int, d *relay.Delivery) {
		d.State, d.DueAt, d.SettledAt = relay.Delivered, time.Time{}, noon()
		if i%1000 == 0 {
			d.State = relay.Failed
		}
	})
	for _, text := range []string{"", "state:failed", "type:invoices.*", "-state:delivered", "nowhere-to-be-found"} {
		filter, err := relay.ParseFilter(text)
		must(b, err)
		b.Run("filter="+text, func(b *testing.B) {
			for b.Loop() {
				_, _, err := s.Deliveries(b.Context(), relay.DeliveryQuery{Filter: filter, Now: noon()})
				must(b, err)
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/page")
		})
	}
	b.Run("count", func(b *testing.B) {
		for b.Loop() {
			_, err := s.CountDeliveries(b.Context(), relay.Filter{}, noon())
			must(b, err)
		}
	})
}

// together runs f at once in so many goroutines.
func together(callers int, f func(i int)) {
	var wait sync.WaitGroup
	for i := range callers {
		wait.Go(func() { f(i) })
	}
	wait.Wait()
}

func perEvent(b *testing.B, n int, what string) {
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), what+"/s")
	b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(n), "µs/"+what)
}

// BenchmarkLoad reads deliveries whole, in the order of their ids.
func BenchmarkLoad(b *testing.B) {
	for _, rows := range []int{1, 256} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			s := open(b)
			fill(b, s, 10_000, nil)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				ids := make([]string, rows)
				for i := range ids {
					ids[i] = fmt.Sprintf("dlv_%026d", (n+i)%10_000)
				}
				loaded, err := s.Load(b.Context(), ids, 1<<30)
				must(b, err)
				n += len(loaded)
			}
			perEvent(b, n, "rows")
		})
	}
}
