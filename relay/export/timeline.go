package export

import (
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// timelineOf tells when an attempt was due and where its time went, as far as that is known; empty where nothing is:
// "planned 2026-05-04 09:30:10.000, began 5s late; connect 0.2ms, first byte 3.1ms".
func timelineOf(at *control.Attempt) string {
	var parts []string
	if at.PlannedAt != nil {
		parts = append(parts, "planned "+Moment(*at.PlannedAt)+drift(at.StartedAt.Sub(at.PlannedAt.Time)))
	}
	if t := timingsText(&at.Timings); t != "" {
		parts = append(parts, t)
	}
	return strings.Join(parts, "; ")
}

// noDrift is how late an attempt may begin before that is told: less than a person would plan for. Our choice.
const noDrift = 10 * time.Millisecond

func drift(late time.Duration) string {
	switch {
	case late >= noDrift:
		return ", began " + Wait(late) + " late"
	case late <= -noDrift: // the machine's clock was set back
		return ", began " + Wait(-late) + " early"
	}
	return ""
}

func timingsText(t *control.Timings) string {
	var parts []string
	if t.Reused {
		parts = append(parts, "kept connection")
	}
	for _, part := range []struct {
		name string
		ms   float64
	}{{"dns", t.DNSMS}, {"connect", t.ConnectMS}, {"tls", t.TLSMS}, {"first byte", t.FirstByteMS}} {
		if part.ms > 0 {
			parts = append(parts, part.name+" "+Millis(part.ms))
		}
	}
	return strings.Join(parts, ", ")
}
