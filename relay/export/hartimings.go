package export

import "github.com/ledgerhook/ledgerhook/relay/control"

// parts of an attempt in milliseconds; 0 where one did not happen or is not known. firstByte counts from the attempt's start.
type parts struct{ dns, connect, tls, firstByte float64 }

// partsOf are those that the API tells: none so far.
func partsOf(*control.Attempt) parts { return parts{} }

// harTimingsOf divides what an attempt took, so that the parts add up to it: HAR counts the TLS handshake to connect as well.
// What no part is known of is waiting.
func harTimingsOf(total float64, p parts) harTimings {
	t := harTimings{Blocked: -1, DNS: -1, Connect: -1, SSL: -1}
	if p.dns > 0 {
		t.DNS = p.dns
	}
	if p.connect+p.tls > 0 {
		t.Connect = p.connect + p.tls
	}
	if p.tls > 0 {
		t.SSL = p.tls
	}
	before, answered := p.dns+p.connect+p.tls, total
	if p.firstByte > before {
		answered = min(p.firstByte, total)
	}
	t.Wait, t.Receive = max(answered-before, 0), total-answered
	return t
}
