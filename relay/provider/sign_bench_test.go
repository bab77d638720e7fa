package provider_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// BenchmarkSign makes the headers of one attempt, with a body of so many bytes.
func BenchmarkSign(b *testing.B) {
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		sub := relay.Subscription{ID: "sub_1", Provider: name, URL: "http://127.0.0.1:9000/hooks"}
		if err := dialect.Prepare(&sub, relay.Chance{Seed: 1}); err != nil {
			b.Fatal(err)
		}
		now := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
		for _, size := range []int{1 << 10, 64 << 10} {
			in := relay.SignInput{Now: now, Body: bytes.Repeat([]byte("x"), size), DialectID: "msg_0123456789ABCDEFGHJKMNPQRS", URL: sub.URL, Secrets: sub.ActiveSecrets(now)}
			b.Run(fmt.Sprintf("provider=%s/body=%d", name, size), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(size))
				for b.Loop() {
					headers, err := dialect.Headers(in)
					if err != nil || len(headers) == 0 {
						b.Fatalf("headers %v: %v", headers, err)
					}
				}
			})
		}
	}
}
