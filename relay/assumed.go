package relay

import (
	"fmt"
	"net/netip"
	"strings"
)

// Assumed are host names that count as public, each with the address that deliveries to it are dialled at: a hosts file for
// deliveries alone. Names are lower case and ASCII, without a trailing dot; they mean themselves only, no names below them.
type Assumed map[string]netip.Addr

// Has tells whether a host, in whatever spelling, counts as public.
func (a Assumed) Has(text string) bool {
	_, ok := a[readHost(text).name]
	return ok
}

// ParseAssumed reads HOST=ADDRESS, such as api.test=127.0.0.1. An error is an InputError.
func ParseAssumed(text string) (name string, addr netip.Addr, err error) {
	wrong := func(format string, args ...any) (string, netip.Addr, error) {
		return "", netip.Addr{}, &InputError{Field: "assume-public", Problem: fmt.Sprintf(format, args...), Hint: "write it like api.test=127.0.0.1"}
	}
	given, at, ok := strings.Cut(text, "=")
	if !ok {
		return wrong("%q names no address", text)
	}
	host := readHost(given)
	switch {
	case host.addr.IsValid():
		return wrong("%q is an address; only a name can count as public", given)
	case host.name == "":
		return wrong("%q is no host name", given)
	case host.name == "localhost" || strings.HasSuffix(host.name, ".localhost"):
		return wrong("%q is always this machine and cannot count as public", given)
	}
	addr, err = netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(at, "["), "]"))
	switch {
	case err != nil:
		return wrong("%q is no address", at)
	case addr.IsUnspecified() || addr.IsMulticast():
		return wrong("%s cannot be dialled", addr)
	}
	return host.name, addr, nil
}
