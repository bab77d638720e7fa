package relay

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// FarError says why a host is not one of this machine or of a private network.
type FarError struct {
	Text string // a sentence without a dot
	// Never means that no receiver can be there, whoever owns it: it is where clouds give out their machines' credentials.
	Never bool
}

func (e *FarError) Error() string { return e.Text }

// Nearby returns the addresses of a host of which every one is this machine's or a private network's, however the host is
// spelled; of any other it returns a FarError, unless anywhere lets that be. A name is asked for once, so that the addresses
// that were judged can be those that are dialled: which of them it is, or what a second question would answer, must not be
// left to chance. resolver nil means the system's. Any other error is that of the resolver.
func Nearby(ctx context.Context, resolver Resolver, host string, anywhere bool) ([]netip.Addr, error) {
	h := readHost(host)
	if h.name == "" && !h.addr.IsValid() {
		return nil, &FarError{Text: h.notPublic(), Never: true}
	}
	addrs := []netip.Addr{h.addr}
	if h.name != "" {
		var err error
		if addrs, err = (&Reach{Resolver: resolver}).lookup(ctx, h.name); err != nil {
			return nil, fmt.Errorf("%s does not resolve (%s)", h.name, lookupText(err))
		}
	}
	for i, addr := range addrs {
		addrs[i] = addr.Unmap()
		if err := far(&h, addr, anywhere); err != nil {
			return nil, err
		}
	}
	return addrs, nil
}

// far says what is against an address; nil where nothing is.
func far(h *host, addr netip.Addr, anywhere bool) error {
	kind := AddressKind(addr)
	never := strings.HasPrefix(kind, "cloud metadata") // also inside an IPv6 address
	if near(kind) || anywhere && !never {
		return nil
	}
	if kind == "" {
		kind = "public"
	}
	text := fmt.Sprintf("%s is %s address", h.text, article(kind))
	if plain := addr.Unmap().String(); plain != h.text {
		text = fmt.Sprintf("%s is %s, %s address", h.text, plain, article(kind))
	}
	return &FarError{Text: text, Never: never}
}

// near tells whether addresses of a kind are this machine's or a private network's: those whose packets stay there.
func near(kind string) bool {
	return kind == "loopback" || kind == "private" || kind == "private (unique local)"
}

// DialNearby makes connections to the addresses that Nearby returned, in their order, whatever host is asked for; next makes
// each, and its last error is returned where none can be made.
func DialNearby(addrs []netip.Addr, next func(ctx context.Context, network, address string) (net.Conn, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		for _, addr := range addrs {
			var conn net.Conn
			if conn, err = next(ctx, network, net.JoinHostPort(addr.String(), port)); err == nil || ctx.Err() != nil {
				return conn, err
			}
		}
		return nil, err
	}
}
