package relay

import "net/netip"

// AddressKind says why an address is not one of the public internet, in a word or two such as "private" or "loopback";
// empty for a public one. An IPv4 address inside an IPv6 one counts for what it is.
//
// The blocks are those of IANA's special-purpose registries for IPv4 and IPv6 that are not globally reachable, with
// multicast and what was withdrawn. In 192.0.0.0/24 and 2001::/23 the registries call some protocols' anycast addresses
// reachable; as nobody can receive webhooks there, they count as not public. Source: IANA; that last point: our choice.
func AddressKind(addr netip.Addr) string {
	if !addr.IsValid() {
		return "invalid"
	}
	if addr.Zone() != "" {
		return "link-local"
	}
	addr = addr.Unmap()
	if isMetadata(addr) {
		return "cloud metadata"
	}
	if addr.Is4() {
		return kindIn(specialV4(), addr)
	}
	if inside, way := embedded(addr); way != "" {
		kind := AddressKind(inside)
		switch {
		case kind != "":
			return kind + " (" + way + ")"
		case way == nat64: // made by DNS64 of public addresses, where a machine has IPv6 only
			return ""
		}
		return way
	}
	if kind := kindIn(specialV6(), addr); kind != "" {
		return kind
	}
	if !netip.MustParsePrefix("2000::/3").Contains(addr) { // no more than this has been given out
		return "reserved"
	}
	return ""
}

// The ways in which an IPv4 address stands in an IPv6 one, beside the mapped one.
const (
	nat64 = "NAT64"
	sixTo = "6to4"
	old   = "IPv4-compatible"
)

// embedded is the IPv4 address inside an IPv6 one; way is empty where there is none.
func embedded(addr netip.Addr) (inside netip.Addr, way string) {
	b := addr.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(addr): // RFC 6052
		return netip.AddrFrom4([4]byte(b[12:])), nat64
	case netip.MustParsePrefix("2002::/16").Contains(addr): // RFC 3056, withdrawn by RFC 7526
		return netip.AddrFrom4([4]byte(b[2:6])), sixTo
	case netip.MustParsePrefix("::/96").Contains(addr) && b[12] != 0: // RFC 4291, withdrawn; :: and ::1 are others
		return netip.AddrFrom4([4]byte(b[12:])), old
	}
	return netip.Addr{}, ""
}

// isMetadata tells whether clouds give out their machines' credentials at an address: that of nearly all of them, AWS's
// IPv6, Google's IPv6, Alibaba's, Oracle's and Azure's. Source: their documentation.
func isMetadata(addr netip.Addr) bool {
	switch addr.String() {
	case "169.254.169.254", "169.254.170.2", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192", "168.63.129.16":
		return true
	}
	return false
}

// block is a range of addresses that are not public.
type block struct {
	prefix string
	kind   string
}

// kindIn is the kind of the first block that holds an address.
func kindIn(blocks []block, addr netip.Addr) string {
	for _, b := range blocks {
		if netip.MustParsePrefix(b.prefix).Contains(addr) {
			return b.kind
		}
	}
	return ""
}

// specialV4 lists the blocks, the narrower before the wider.
func specialV4() []block {
	return []block{
		{"0.0.0.0/32", "unspecified"},
		{"0.0.0.0/8", "local (0.0.0.0/8)"},
		{"10.0.0.0/8", "private"},
		{"100.64.0.0/10", "carrier-grade NAT"},
		{"127.0.0.0/8", "loopback"},
		{"169.254.0.0/16", "link-local"},
		{"172.16.0.0/12", "private"},
		{"192.0.0.0/24", "IETF protocol"},
		{"192.0.2.0/24", "documentation"},
		{"192.88.99.0/24", "6to4 relay"},
		{"192.168.0.0/16", "private"},
		{"198.18.0.0/15", "benchmarking"},
		{"198.51.100.0/24", "documentation"},
		{"203.0.113.0/24", "documentation"},
		{"224.0.0.0/4", "multicast"},
		{"255.255.255.255/32", "broadcast"},
		{"240.0.0.0/4", "reserved"},
	}
}

// specialV6 lists the blocks, the narrower before the wider. Those with an IPv4 address inside are embedded's.
func specialV6() []block {
	return []block{
		{"::/128", "unspecified"},
		{"::1/128", "loopback"},
		{"64:ff9b:1::/48", "private (NAT64)"},
		{"100::/64", "discard-only"},
		{"100:0:0:1::/64", "dummy"},
		{"2001::/32", "Teredo"},
		{"2001:2::/48", "benchmarking"},
		{"2001:10::/28", "ORCHID"},
		{"2001:20::/28", "ORCHID"},
		{"2001:30::/28", "drone identity"},
		{"2001::/23", "IETF protocol"},
		{"2001:db8::/32", "documentation"},
		{"3fff::/20", "documentation"},
		{"5f00::/16", "segment routing"},
		{"fc00::/7", "private (unique local)"},
		{"fe80::/10", "link-local"},
		{"fec0::/10", "site-local"},
		{"ff00::/8", "multicast"},
	}
}
