package local_test

import (
	"fmt"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// What a node costs that is started and closed, as each scenario and each test of a user's does.
func BenchmarkStart(b *testing.B) {
	stock, err := local.NewStock(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	seed := uint64(7)
	for name, shared := range map[string]*local.Stock{"own": nil, "shared": stock} {
		b.Run(fmt.Sprintf("stock=%s", name), func(b *testing.B) {
			for b.Loop() {
				node, err := local.Start(b.Context(), local.Options{
					Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Clock: relay.NewVirtualClock(bookStart), Seed: &seed, Bare: true, Stock: shared,
				})
				if err != nil {
					b.Fatal(err)
				}
				if err := node.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
