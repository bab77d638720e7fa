package export

import "github.com/ledgerhook/ledgerhook/relay/control"

// harTimingsOf divides what an attempt took, so that the parts add up to it: HAR counts the TLS handshake to connect as well.
// What no part is known of is waiting.
func harTimingsOf(total float64, p control.Timings) harTimings {
	t := harTimings{Blocked: -1, DNS: -1, Connect: -1, SSL: -1}
	if p.DNSMS > 0 {
		t.DNS = p.DNSMS
	}
	if p.ConnectMS+p.TLSMS > 0 {
		t.Connect = p.ConnectMS + p.TLSMS
	}
	if p.TLSMS > 0 {
		t.SSL = p.TLSMS
	}
	before, answered := p.DNSMS+p.ConnectMS+p.TLSMS, total
	if p.FirstByteMS > before { // counted from the attempt's start; 0 when no answer came
		answered = min(p.FirstByteMS, total)
	}
	t.Wait, t.Receive = max(answered-before, 0), total-answered
	return t
}
