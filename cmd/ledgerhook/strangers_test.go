package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Anybody who knows the URL can send what is rejected, as often as they want; what proves its sender is always printed.
func TestRejectedRequestsArePrintedSoOftenAndNoMore(t *testing.T) {
	t.Parallel()
	var printed bytes.Buffer
	a := &app{stdout: &printed, stderr: &printed}
	came := func(verdict relay.IncomingVerdict, after time.Duration) {
		t.Helper()
		at := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC).Add(after)
		in := &control.Incoming{ID: "inc_1", Hook: "fintoro", Provider: "fintoro", Verdict: string(verdict), ReceivedAt: control.Time{Time: at}}
		if err := a.followed(&control.Change{Kind: string(relay.IncomingTaken), Incoming: in}); err != nil {
			t.Fatal(err)
		}
	}
	lines := func(part string) int { return strings.Count(printed.String(), part) }
	for i := range 500 {
		came(relay.IncomingRejected, time.Duration(i)*time.Millisecond)
		came(relay.IncomingProbe, time.Duration(i)*time.Millisecond)
		came(relay.IncomingVerified, time.Duration(i)*time.Millisecond)
	}
	if lines("rejected") != 5 || lines("probe") != 5 || lines("verified") != 500 || lines("ledgerhook relay list") != 1 {
		t.Errorf("of 500 each in half a second %d rejected, %d probes, %d verified are printed, and %d hints", lines("rejected"), lines("probe"), lines("verified"), lines("ledgerhook relay list"))
	}
	came(relay.IncomingRejected, time.Second)
	came(relay.IncomingRejected, -time.Hour) // the clock was set back
	if lines("rejected") != 7 {
		t.Errorf("in another second %d are printed", lines("rejected"))
	}
}
