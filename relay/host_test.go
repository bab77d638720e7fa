package relay_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestHostSpellings(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // host as url.URL.Hostname gives it -> the address meant
		"127.0.0.1": "127.0.0.1", "127.0.0.1.": "127.0.0.1", "2130706433": "127.0.0.1", "0x7f000001": "127.0.0.1", "017700000001": "127.0.0.1",
		"0177.0.0.1": "127.0.0.1", "0x7f.0.0.1": "127.0.0.1", "0x7F.0X0.0.1": "127.0.0.1", "127.1": "127.0.0.1", "127.0.1": "127.0.0.1", "0x7f.1": "127.0.0.1",
		"127.0.0.01": "127.0.0.1", "0": "0.0.0.0", "0x": "0.0.0.0", "0xa9.254.0251.0xfe": "169.254.169.254", "2852039166": "169.254.169.254", "10.257": "10.0.1.1",
		"134744072": "8.8.8.8", "8.8": "8.0.0.8",
		"１２７.０.０.１": "127.0.0.1", "127。0。0。1": "127.0.0.1", "127．0．0．1": "127.0.0.1", "127｡0｡0｡1": "127.0.0.1", "①②⑦.⓪.⓪.①": "127.0.0.1", "０ｘ７ｆ.1": "127.0.0.1",
		"::1": "::1", "0:0:0:0:0:0:0:1": "::1", "::ffff:7f00:1": "::ffff:127.0.0.1", "0:0:0:0:0:ffff:127.0.0.1": "::ffff:127.0.0.1", "fe80::1%eth0": "fe80::1%eth0", "FE80::1": "fe80::1",
		"64:FF9B::7F00:1": "64:ff9b::7f00:1",
	}
	for text, want := range tests {
		if addr, name := relay.ReadHost(text); name != "" || addr.String() != want {
			t.Errorf("%s is %s and the name %q, want %s", text, addr, name, want)
		}
	}
}

func TestHostNames(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // host -> a part of why it is not public; "" where nothing is known against it
		"localhost": "this machine", "LOCALHOST": "this machine", "localhost.": "this machine", "LocalHost.": "this machine", "foo.localhost": "this machine",
		"ｌｏｃａｌｈｏｓｔ": "this machine", "local\u00adhost": "this machine", "ⓛocalhost": "this machine",
		"printer.local": "local network", "printer.local.": "local network", "PRINTER.LOCAL": "local network", "local": "local network", "printer。local": "local network",
		"metadata.google.internal": "private networks", "x.internal": "private networks", "router.home.arpa": "private networks",
		"api.test": ".test", "api.example": ".example", "x.invalid": ".invalid", "x.onion": ".onion", "metadata": "without a dot", "receiver": "without a dot",
		"": "neither", ".": "neither", "..": "neither", "a..b": "neither", "127.0.0.1..": "neither", "256.0.0.1": "neither", "1.2.3.4.5": "neither", "0400.0.0.1": "neither",
		"4294967296": "neither", "127.0.0.0x100": "neither", "127.0.0.08": "neither", "a.1": "neither", "a b.com": "neither", "a%00.com": "neither", "\xff.com": "neither",
		"xn--.1": "neither", "[::1]": "neither", "::g": "neither", strings.Repeat("a", 64) + ".com": "neither",
		"10.0.0.1": "private", "[fe80::1%25eth0]": "neither",
		"example.com": "", "api.example.com": "", "EXAMPLE.com.": "", "bücher.de": "", "localhost.example.com": "", "local.example.com": "", "mylocal.io": "", "x.test.io": "",
		"127.0.0.1.nip.io": "", "under_score.example.com": "", "8.8.8.8": "", "0x8.0x8.0x8.0x8": "",
	}
	for text, want := range tests {
		got := relay.HostNotPublic(text)
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// However an IPv4 address is spelled, it counts for what it is.
func TestEverySpellingOfAnAddress(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := [4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address"))
		text := spelled(t, b)
		want := netip.AddrFrom4(b)
		addr, name := relay.ReadHost(text)
		if name != "" || addr != want {
			t.Fatalf("%q is %s and the name %q, want %s", text, addr, name, want)
		}
		for _, wrapped := range []string{
			fmt.Sprintf("::ffff:%x:%x", uint(b[0])<<8|uint(b[1]), uint(b[2])<<8|uint(b[3])),
			fmt.Sprintf("64:ff9b::%x:%x", uint(b[0])<<8|uint(b[1]), uint(b[2])<<8|uint(b[3])),
		} {
			inner, _ := relay.ReadHost(wrapped)
			if (relay.AddressKind(inner) == "") != (relay.AddressKind(want) == "") {
				t.Fatalf("%s is %q, but %s is %q", wrapped, relay.AddressKind(inner), want, relay.AddressKind(want))
			}
		}
	})
}

// spelled writes an address with fewer parts, other bases, leading zeros, wide digits, other dots and a dot behind it.
func spelled(t *rapid.T, b [4]byte) string {
	parts := []uint64{uint64(b[0]), uint64(b[1]), uint64(b[2]), uint64(b[3])}
	for fold := rapid.IntRange(0, 3).Draw(t, "folds"); fold > 0; fold-- {
		last := len(parts) - 1
		parts = append(parts[:last-1], parts[last-1]<<(8*(4-uint(last)))|parts[last])
	}
	dot := rapid.SampledFrom([]string{".", "。", "．", "｡"}).Draw(t, "dot")
	var texts []string
	for i, n := range parts {
		form := rapid.SampledFrom([]string{"%d", "0x%x", "0X%X", "0%o", "00%o"}).Draw(t, fmt.Sprint("form of part ", i))
		texts = append(texts, fmt.Sprintf(form, n))
	}
	text := strings.Join(texts, dot)
	if rapid.Bool().Draw(t, "wide") {
		text = strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' {
				return r - '0' + '０'
			}
			return r
		}, text)
	}
	return text + rapid.SampledFrom([]string{"", "."}).Draw(t, "end")
}

// FuzzReadHost: no text makes it panic, nothing is a name and an address, and reading a name again changes nothing.
func FuzzReadHost(f *testing.F) {
	for _, text := range []string{"127.1", "localhost.", "１２７.１", "fe80::1%eth0", "xn--a", "0x", "1.2.3.4.5.", "a_b.c", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		addr, name := relay.ReadHost(text)
		if addr.IsValid() && name != "" {
			t.Errorf("%q is %s and %q", text, addr, name)
		}
		if again, same := relay.ReadHost(name); name != "" && (again.IsValid() || same != name) {
			t.Errorf("%q is %q, which is %q", text, name, same)
		}
		if why := relay.HostNotPublic(text); !addr.IsValid() && name == "" && why == "" {
			t.Errorf("%q is nothing and counts as public", text)
		}
	})
}
