package inbound

import (
	"net/http"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// kept are a request's headers that go on to the targets: all but those that are about one connection or one body on the
// wire, and those of proxies that nobody named. net/http has given their names one casing and has forgotten their order:
// those that prove the sender get the product's casing again, and all are sorted by name, with the values of one name in
// their order.
func (h *hook) kept(header http.Header, proxied bool) []relay.Header {
	named := namedByConnection(header)
	var kept []relay.Header
	for name, values := range header {
		proof := h.casing[name]
		switch {
		case hopByHop(name), !proxied && ofProxies(name):
			continue
		case proof == "" && slices.Contains(named, name): // nobody may have a signature left out
			continue
		case proof != "":
			name = proof
		}
		for _, value := range values {
			kept = append(kept, relay.Header{Name: name, Value: value})
		}
	}
	slices.SortStableFunc(kept, func(a, b relay.Header) int { return strings.Compare(a.Name, b.Name) })
	return kept
}

// casingOf maps net/http's casing of names to theirs.
func casingOf(names []string) map[string]string {
	casing := map[string]string{}
	for _, name := range names {
		casing[http.CanonicalHeaderKey(name)] = name
	}
	return casing
}

// hopByHop reports whether a header is about the connection, or is said anew when a request goes on. Expect was answered
// here.
func hopByHop(name string) bool {
	switch name {
	case "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
		"Host", "Content-Length", "Expect":
		return true
	}
	return false
}

// namedByConnection are the headers that Connection says are about the connection, too.
func namedByConnection(header http.Header) []string {
	var named []string
	for _, value := range header["Connection"] {
		for name := range strings.SplitSeq(value, ",") {
			if name = http.CanonicalHeaderKey(strings.TrimSpace(name)); name != "Content-Type" {
				named = append(named, name)
			}
		}
	}
	return named
}

// ofProxies reports whether a header is a proxy's word on the caller. An underscore counts as a hyphen, since some servers
// give both to an app under one name.
func ofProxies(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "_", "-"))
	return name == "forwarded" || name == "x-real-ip" || strings.HasPrefix(name, "x-forwarded-")
}
