package export

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// The parts add up to the whole, with -1 for what is not known or did not happen.
func TestHARTimings(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		parts control.Timings
		want  harTimings
	}{
		"nothing is known":       {control.Timings{}, harTimings{Blocked: -1, DNS: -1, Connect: -1, SSL: -1, Wait: 16}},
		"a fresh TLS connection": {control.Timings{DNSMS: 1, ConnectMS: 2, TLSMS: 4, FirstByteMS: 12}, harTimings{Blocked: -1, DNS: 1, Connect: 6, SSL: 4, Wait: 5, Receive: 4}},
		"a kept connection":      {control.Timings{FirstByteMS: 12, Reused: true}, harTimings{Blocked: -1, DNS: -1, Connect: -1, SSL: -1, Wait: 12, Receive: 4}},
		"no answer came":         {control.Timings{ConnectMS: 2}, harTimings{Blocked: -1, DNS: -1, Connect: 2, SSL: -1, Wait: 14}},
	} {
		if diff := cmp.Diff(tt.want, harTimingsOf(16, tt.parts)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
