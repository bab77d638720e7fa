package export

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestTimelineOf(t *testing.T) {
	t.Parallel()
	planned := time.Date(2026, 5, 4, 9, 30, 10, 0, time.UTC)
	attempt := func(late time.Duration, timings control.Timings) control.Attempt {
		return control.Attempt{PlannedAt: &control.Time{Time: planned}, StartedAt: control.Time{Time: planned.Add(late)}, Timings: timings}
	}
	tests := map[string]struct {
		attempt control.Attempt
		want    string
	}{
		"nothing is known of an older one": {control.Attempt{StartedAt: control.Time{Time: planned}}, ""},
		"on time, nothing was sent":        {attempt(9*time.Millisecond, control.Timings{}), "planned 2026-05-04 09:30:10.000"},
		"late, over a kept connection": {
			attempt(5*time.Second, control.Timings{FirstByteMS: 3.14, Reused: true}), "planned 2026-05-04 09:30:10.000, began 5s late; kept connection, first byte 3.1ms",
		},
		"early, over a new one": {
			attempt(-10*time.Millisecond, control.Timings{DNSMS: 1, ConnectMS: 20, TLSMS: 3, FirstByteMS: 1500}),
			"planned 2026-05-04 09:30:10.000, began 10ms early; dns 1.0ms, connect 20ms, tls 3.0ms, first byte 1.5s",
		},
		"no answer came": {attempt(0, control.Timings{ConnectMS: 0.2}), "planned 2026-05-04 09:30:10.000; connect 0.2ms"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := timelineOf(&tt.attempt); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
