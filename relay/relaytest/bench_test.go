package relaytest_test

import (
	"fmt"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/relaytest"
)

// What a test costs that starts a relay, sends one event to the mock, and ends.
func BenchmarkTest(b *testing.B) {
	for name, stock := range map[string]*relaytest.Stock{"own": nil, "shared": {}} {
		b.Run(fmt.Sprintf("stock=%s", name), func(b *testing.B) {
			for b.Loop() {
				printed, failed := watch(func(t testing.TB) {
					h := relaytest.NewWith(t, relaytest.Options{Stock: stock})
					h.Subscribe("fintoro", h.MockURL("fintoro"))
					h.RequireDelivered(h.Trigger("fintoro", "invoices.paid"))
				})
				if failed {
					b.Fatal(printed)
				}
			}
		})
	}
}
