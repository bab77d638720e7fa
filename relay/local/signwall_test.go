package local_test

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// Where signatures take the time from the wall, so does whoever checks how fresh they are, wherever the engine's clock stands.
func TestTheMockTakesSignaturesOfTheWallsTime(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]time.Time{
		"a clock years before the wall's": time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC),
		"a clock years after the wall's":  time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := start(t, local.Options{Clock: relay.NewVirtualClock(at), SignWall: true})
			for _, event := range [][2]string{{"fintoro", "invoices.paid"}, {"moneybird", "contact_created"}, {"bookkeeper", "payment.confirmed"}} {
				if _, err := client.Publish(t.Context(), control.PublishRequest{Provider: event[0], Type: event[1]}, ""); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := client.Advance(t.Context(), time.Second); err != nil {
				t.Fatal(err)
			}
			receipts, _, err := client.Receipts(t.Context(), "", "", "", 10)
			if err != nil || len(receipts) != 3 {
				t.Fatalf("%d receipts, %v", len(receipts), err)
			}
			for _, r := range receipts {
				if r.Verdict != string(relay.Accepted) || r.ReceivedAt.Year() != at.Year() {
					t.Errorf("%s is %s at %v: %s", r.Provider, r.Verdict, r.ReceivedAt, r.Problem)
				}
			}
		})
	}
}
