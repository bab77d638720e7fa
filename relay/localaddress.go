package relay

import (
	"net"
	"strconv"
)

// LocalAddress is host:port at which this machine calls a listener: on 127.0.0.1 where it listens at every address.
func LocalAddress(listening net.Addr) string {
	tcp, ok := listening.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return listening.String()
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
}
