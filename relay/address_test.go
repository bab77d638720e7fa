package relay_test

import (
	"net/netip"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Every row of IANA's registries of special-purpose addresses, first and last address, and what stands beside them.
func TestAddressKind(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		// the IPv4 registry
		"0.0.0.0": "unspecified", "0.0.0.1": "local (0.0.0.0/8)", "0.255.255.255": "local (0.0.0.0/8)", "1.0.0.0": "",
		"9.255.255.255": "", "10.0.0.0": "private", "10.255.255.255": "private", "11.0.0.0": "",
		"100.63.255.255": "", "100.64.0.0": "carrier-grade NAT", "100.127.255.255": "carrier-grade NAT", "100.128.0.0": "",
		"126.255.255.255": "", "127.0.0.0": "loopback", "127.0.0.1": "loopback", "127.255.255.255": "loopback", "128.0.0.0": "",
		"169.253.255.255": "", "169.254.0.0": "link-local", "169.254.255.255": "link-local", "169.255.0.0": "",
		"172.15.255.255": "", "172.16.0.0": "private", "172.31.255.255": "private", "172.32.0.0": "",
		"191.255.255.255": "", "192.0.0.0": "IETF protocol", "192.0.0.8": "IETF protocol", "192.0.0.9": "IETF protocol", "192.0.0.10": "IETF protocol",
		"192.0.0.170": "IETF protocol", "192.0.0.171": "IETF protocol", "192.0.0.255": "IETF protocol",
		"192.0.1.255": "", "192.0.2.0": "documentation", "192.0.2.255": "documentation", "192.0.3.0": "",
		"192.31.196.1": "", "192.52.193.1": "", "192.175.48.1": "", // AS112 and AMT: globally reachable
		"192.88.98.255": "", "192.88.99.0": "6to4 relay", "192.88.99.2": "6to4 relay", "192.88.99.255": "6to4 relay", "192.88.100.0": "",
		"192.167.255.255": "", "192.168.0.0": "private", "192.168.255.255": "private", "192.169.0.0": "",
		"198.17.255.255": "", "198.18.0.0": "benchmarking", "198.19.255.255": "benchmarking", "198.20.0.0": "",
		"198.51.99.255": "", "198.51.100.0": "documentation", "198.51.100.255": "documentation", "198.51.101.0": "",
		"203.0.112.255": "", "203.0.113.0": "documentation", "203.0.113.255": "documentation", "203.0.114.0": "",
		"223.255.255.255": "", "224.0.0.0": "multicast", "239.255.255.255": "multicast",
		"240.0.0.0": "reserved", "255.255.255.254": "reserved", "255.255.255.255": "broadcast",
		// the IPv6 registry
		"::": "unspecified", "::1": "loopback", "::2": "reserved",
		"::ffff:0:0": "unspecified", "::ffff:7f00:1": "loopback", "::ffff:127.0.0.1": "loopback", "::ffff:10.1.2.3": "private", "::ffff:8.8.8.8": "",
		"64:ff9b::": "unspecified (NAT64)", "64:ff9b::7f00:1": "loopback (NAT64)", "64:ff9b::a00:1": "private (NAT64)", "64:ff9b::808:808": "",
		"64:ff9b:0:0:0:1::": "reserved", "64:ff9b:1::": "private (NAT64)", "64:ff9b:1:ffff:ffff:ffff:808:808": "private (NAT64)", "64:ff9b:2::": "reserved",
		"100::": "discard-only", "100::ffff:ffff:ffff:ffff": "discard-only", "100:0:0:1::": "dummy", "100:0:0:2::": "reserved",
		"2000:ffff::": "", "2001::": "Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2": "Teredo", "2001:1::1": "IETF protocol",
		"2001:1::2": "IETF protocol", "2001:1::3": "IETF protocol", "2001:2::": "benchmarking", "2001:2:0:ffff::": "benchmarking", "2001:2:1::": "IETF protocol",
		"2001:3::1": "IETF protocol", "2001:4:112::1": "IETF protocol", "2001:10::1": "ORCHID", "2001:1f:ffff::": "ORCHID",
		"2001:20::": "ORCHID", "2001:2f::1": "ORCHID", "2001:30::1": "drone identity", "2001:1ff:ffff::": "IETF protocol", "2001:200::": "",
		"2001:db7:ffff::": "", "2001:db8::": "documentation", "2001:db8:ffff:ffff::": "documentation", "2001:db9::": "",
		"2002::": "unspecified (6to4)", "2002:7f00:1::": "loopback (6to4)", "2002:c0a8:101::1": "private (6to4)", "2002:808:808::": "6to4", "2003::": "",
		"2620:4f:8000::1": "", // AS112: globally reachable
		"3ffe:ffff::":     "", "3fff::": "documentation", "3fff:fff:ffff::": "documentation", "3fff:1000::": "", "4000::": "reserved",
		"5eff::": "reserved", "5f00::": "segment routing", "5f00:ffff::": "segment routing", "5f01::": "reserved",
		"fbff::": "reserved", "fc00::": "private (unique local)", "fdff:ffff::": "private (unique local)", "fe00::": "reserved",
		"fe80::": "link-local", "febf:ffff::": "link-local", "fe80::1%eth0": "link-local", "2606:4700::1%eth0": "link-local",
		"2606:4700:4700::1111": "", "2a00:1450:4001:830::200e": "",
		// not in them
		"fec0::": "site-local", "feff::": "site-local", "ff00::": "multicast", "ff02::1": "multicast", "ffff:ffff::": "multicast",
		"::10.0.0.1": "private (IPv4-compatible)", "::7f00:1": "loopback (IPv4-compatible)", "::8.8.8.8": "IPv4-compatible",
		// where clouds keep credentials
		"169.254.169.254": "cloud metadata", "169.254.170.2": "cloud metadata", "fd00:ec2::254": "cloud metadata", "fd20:ce::254": "cloud metadata",
		"100.100.100.200": "cloud metadata", "192.0.0.192": "cloud metadata", "168.63.129.16": "cloud metadata", "168.63.129.17": "",
		"::ffff:a9fe:a9fe": "cloud metadata", "64:ff9b::a9fe:a9fe": "cloud metadata (NAT64)", "2002:a9fe:a9fe::": "cloud metadata (6to4)",
	}
	for text, want := range tests {
		if got := relay.AddressKind(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	if relay.AddressKind(netip.Addr{}) == "" {
		t.Error("no address at all counts as public")
	}
}
