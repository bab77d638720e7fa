package export

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The parts add up to the whole, with -1 for what is not known or did not happen.
func TestHARTimings(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		parts parts
		want  harTimings
	}{
		"nothing is known":       {parts{}, harTimings{Blocked: -1, DNS: -1, Connect: -1, SSL: -1, Wait: 16}},
		"a fresh TLS connection": {parts{dns: 1, connect: 2, tls: 4, firstByte: 12}, harTimings{Blocked: -1, DNS: 1, Connect: 6, SSL: 4, Wait: 5, Receive: 4}},
		"a kept connection":      {parts{firstByte: 12}, harTimings{Blocked: -1, DNS: -1, Connect: -1, SSL: -1, Wait: 12, Receive: 4}},
		"no answer came":         {parts{connect: 2}, harTimings{Blocked: -1, DNS: -1, Connect: 2, SSL: -1, Wait: 14}},
	} {
		if diff := cmp.Diff(tt.want, harTimingsOf(16, tt.parts)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
