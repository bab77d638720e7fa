package control_test

import (
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestTimingsAreInMilliseconds(t *testing.T) {
	t.Parallel()
	got := control.AttemptOf(&relay.Attempt{Timings: relay.Timings{
		DNS: 1500 * time.Microsecond, Connect: 2 * time.Millisecond, TLS: 3 * time.Second, FirstByte: 4*time.Microsecond + 400, Reused: true,
	}}).Timings
	want := control.Timings{DNSMS: 1.5, ConnectMS: 2, TLSMS: 3000, FirstByteMS: 0.004, Reused: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("timings (-want +got):\n%s", diff)
	}
}

// An older ledgerhook stored neither when an attempt was due nor where its time went.
func TestWhatIsNotKnownOfAnAttempt(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(control.AttemptOf(&relay.Attempt{Duration: time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(text); !strings.Contains(got, `"planned_at":null`) || strings.Contains(got, "timings") {
		t.Errorf("planned_at must be null, and timings absent: %s", got)
	}
}
