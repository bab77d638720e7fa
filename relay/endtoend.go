package relay

import (
	"slices"
	"strings"
)

// EndToEnd are the headers of a request or an answer that are meant for whoever is at the end: those that speak of one connection
// are left out, those that Connection names included, and what each request has of its own. Connection cannot take out those that
// are guarded, in any casing. Source: RFC 9110, section 7.6.1; Expect is our choice, since the request is here already.
func EndToEnd(headers []Header, guarded ...string) []Header {
	var named []string
	for _, h := range headers {
		if strings.EqualFold(h.Name, "Connection") {
			for name := range strings.SplitSeq(h.Value, ",") {
				named = append(named, strings.TrimSpace(name))
			}
		}
	}
	hop := func(name string) bool {
		is := func(other string) bool { return strings.EqualFold(name, other) }
		return slices.ContainsFunc(hopByHop(), is) || slices.ContainsFunc(named, is) && !slices.ContainsFunc(guarded, is)
	}
	kept := make([]Header, 0, len(headers))
	for _, h := range headers {
		if !hop(h.Name) {
			kept = append(kept, h)
		}
	}
	return kept
}

func hopByHop() []string {
	return []string{
		"Host", "Content-Length", "Expect", // of each request
		"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
	}
}
