package export

import (
	"fmt"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// timelineOf tells when an attempt was due and where its time went, as far as that is known; empty where nothing is:
// "planned 2026-05-04 09:30:10.000, began 5s late; connect 0.2ms, first byte 3.1ms".
func timelineOf(at *control.Attempt) string {
	var parts []string
	if at.PlannedAt != nil {
		parts = append(parts, "planned "+shortTime(*at.PlannedAt)+drift(at.StartedAt.Sub(at.PlannedAt.Time)))
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
		return ", began " + waitText(late) + " late"
	case late <= -noDrift: // the machine's clock was set back
		return ", began " + waitText(-late) + " early"
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
			parts = append(parts, part.name+" "+millis(part.ms))
		}
	}
	return strings.Join(parts, ", ")
}

// shortTime is a time to the millisecond.
func shortTime(t control.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000") }

// millis writes a duration given in milliseconds.
func millis(ms float64) string {
	switch {
	case ms >= 1000:
		return fmt.Sprintf("%.1fs", ms/1000)
	case ms >= 10:
		return fmt.Sprintf("%.0fms", ms)
	}
	return fmt.Sprintf("%.1fms", ms)
}

// waitText writes a duration as people read it: 10s, 16m40s, 2h46m40s.
func waitText(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
