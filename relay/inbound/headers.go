package inbound

import (
	"cmp"
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
	var came []relay.Header
	for name, values := range header {
		if !proxied && ofProxies(name) {
			continue
		}
		for _, value := range values {
			came = append(came, relay.Header{Name: cmp.Or(h.casing[name], name), Value: value})
		}
	}
	kept := relay.EndToEnd(came, h.guarded...) // nobody may have a signature left out
	slices.SortStableFunc(kept, func(a, b relay.Header) int { return strings.Compare(a.Name, b.Name) })
	return kept
}

// contentType says what a body is: Connection cannot take it out either.
const contentType = "Content-Type"

// casingOf maps net/http's casing of names to theirs.
func casingOf(names []string) map[string]string {
	casing := map[string]string{}
	for _, name := range names {
		casing[http.CanonicalHeaderKey(name)] = name
	}
	return casing
}

// ofProxies reports whether a header is a proxy's word on the caller. An underscore counts as a hyphen, since some servers
// give both to an app under one name.
func ofProxies(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "_", "-"))
	return name == "forwarded" || name == "x-real-ip" || strings.HasPrefix(name, "x-forwarded-")
}
