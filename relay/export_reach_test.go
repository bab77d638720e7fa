package relay

import "net/netip"

// ReadHost tells tests what a host means: its address, or its name.
func ReadHost(text string) (netip.Addr, string) {
	h := readHost(text)
	return h.addr, h.name
}

// HostNotPublic tells tests why a host is not public.
func HostNotPublic(text string) string { return readHost(text).notPublic() }
