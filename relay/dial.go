package relay

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// dialFunc makes a connection to a host and port.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// errNotPublic is why nothing was dialled.
type errNotPublic struct{ text string }

func (e *errNotPublic) Error() string { return e.text }

// dialTimeout is how long one attempt at a connection may take, over all addresses of a host.
const dialTimeout = 10 * time.Second

// dialling wraps a dialer: a name that counts as public is dialled at its address.
func (r *Reach) dialling(next dialFunc) dialFunc {
	if len(r.Assumed) == 0 {
		return next
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, port, err := net.SplitHostPort(address); err == nil {
			if addr, ok := r.Assumed[readHost(host).name]; ok {
				address = net.JoinHostPort(addr.String(), port)
			}
		}
		return next(ctx, network, address)
	}
}

// guarding wraps a dialer so that it connects to public addresses alone. It asks for the addresses once, looks at each, and
// hands on no name but the very addresses that it has seen, so that nobody can answer otherwise in between. A host of which
// one address is not public is refused whole: which one is dialled must not be left to chance.
func (r *Reach) guarding(next dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		text, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		h := readHost(text)
		if addr, ok := r.Assumed[h.name]; ok {
			return next(ctx, network, net.JoinHostPort(addr.String(), port))
		}
		if why := h.notPublic(); why != "" {
			return nil, &errNotPublic{why}
		}
		addrs := []netip.Addr{h.addr}
		if h.name != "" {
			if addrs, err = r.lookup(ctx, h.name); err != nil {
				return nil, err
			}
			if why := anyNotPublic(h.name, addrs); why != "" {
				return nil, &errNotPublic{why}
			}
		}
		return dialFirst(ctx, next, network, addrs, port)
	}
}

// dialFirst tries addresses in turn until one takes the connection. Each gets its share of the time; the first failure counts.
func dialFirst(ctx context.Context, next dialFunc, network string, addrs []netip.Addr, port string) (conn net.Conn, err error) {
	share := max(dialTimeout/time.Duration(len(addrs)), time.Second)
	for _, addr := range addrs {
		limited, cancel := context.WithTimeout(ctx, share)
		made, problem := next(limited, network, net.JoinHostPort(addr.Unmap().String(), port))
		cancel()
		if problem == nil {
			return made, nil
		}
		if err == nil {
			err = problem
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, err
}
