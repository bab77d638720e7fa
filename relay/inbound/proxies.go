package inbound

import (
	"net/http"
	"net/netip"
	"strings"
)

// proxies are whose word on a caller counts. None: nobody's.
type proxies []netip.Prefix

// trusts reports whether an address is that of a named proxy.
func (p proxies) trusts(addr netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// normal are the ranges with IPv4 written in one way.
func normal(prefixes []netip.Prefix) proxies {
	var p proxies
	for _, prefix := range prefixes {
		if addr := prefix.Addr(); addr.Is4In6() {
			prefix = netip.PrefixFrom(addr.Unmap(), prefix.Bits()-96)
		}
		p = append(p, prefix)
	}
	return p
}

// caller is who made a request: by the connection, and where that is a named proxy's, by what it says. proxied reports that
// it is one. Where the connection has no address of the internet, caller is not valid.
func (p proxies) caller(r *http.Request) (caller netip.Addr, proxied bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	caller = plain(peer.Addr())
	if !p.trusts(caller) {
		return caller, false
	}
	return p.forwarded(caller, r.Header["X-Forwarded-For"]), true
}

// forwarded reads X-Forwarded-For from the right, where the nearest proxy wrote: the first address that is no named proxy's
// is the caller. What stands left of it anybody may have written. Where an entry is no address, the one to its right is as
// far as one knows.
func (p proxies) forwarded(peer netip.Addr, values []string) netip.Addr {
	caller := peer
	entries := strings.Split(strings.Join(values, ","), ",")
	for i := len(entries) - 1; i >= 0; i-- {
		addr, ok := addressIn(strings.TrimSpace(entries[i]))
		if !ok {
			return caller
		}
		caller = addr
		if !p.trusts(caller) {
			return caller
		}
	}
	return caller
}

// addressIn reads an address, with a port behind it or not, as proxies write both.
func addressIn(text string) (netip.Addr, bool) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return plain(withPort.Addr()), true
	}
	bare := text
	if inner, ok := strings.CutPrefix(text, "["); ok {
		if bare, ok = strings.CutSuffix(inner, "]"); !ok {
			return netip.Addr{}, false
		}
	}
	addr, err := netip.ParseAddr(bare)
	return plain(addr), err == nil
}

// plain is an address without a zone, and IPv4 as IPv4.
func plain(addr netip.Addr) netip.Addr { return addr.Unmap().WithZone("") }
