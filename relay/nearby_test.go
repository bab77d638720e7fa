package relay_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// names is a resolver that gives each question for a name the next of its answers.
type names struct {
	of    map[string][]string // addresses, separated by spaces, one text a question
	asked int
}

func (a *names) LookupNetIP(_ context.Context, _, name string) ([]netip.Addr, error) {
	texts := a.of[name]
	if len(texts) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	text := texts[min(a.asked, len(texts)-1)]
	a.asked++
	var addrs []netip.Addr
	for part := range strings.FieldsSeq(text) {
		addrs = append(addrs, netip.MustParseAddr(part))
	}
	return addrs, nil
}

func TestNearby(t *testing.T) {
	t.Parallel()
	known := map[string][]string{
		"localhost": {"127.0.0.1 ::1"}, "app": {"172.18.0.3"}, "public.example.com": {"93.184.216.34"}, "mixed.example.com": {"10.0.0.1 93.184.216.34"},
		"mapped.example.com": {"::ffff:10.0.0.1"}, "metadata.example.com": {"169.254.169.254"},
	}
	tests := map[string]struct {
		host string
		want string // the addresses, or what is against it
		own  bool   // --i-own-this-receiver lets it be
	}{
		"loopback":                         {host: "127.0.0.1", want: "127.0.0.1"},
		"loopback anywhere in its block":   {host: "127.8.9.10", want: "127.8.9.10"},
		"loopback in decimal":              {host: "2130706433", want: "127.0.0.1"},
		"loopback in hexadecimal":          {host: "0x7f.1", want: "127.0.0.1"},
		"loopback in octal":                {host: "0177.0.0.1", want: "127.0.0.1"},
		"loopback of IPv6":                 {host: "::1", want: "::1"},
		"loopback inside IPv6":             {host: "::ffff:127.0.0.1", want: "127.0.0.1"},
		"loopback in full-width digits":    {host: "１２７.０.０.１", want: "127.0.0.1"},
		"private":                          {host: "192.168.1.5", want: "192.168.1.5"},
		"private of IPv6":                  {host: "fd12::1", want: "fd12::1"},
		"a name of this machine":           {host: "localhost", want: "127.0.0.1 ::1"},
		"a name in any casing, with a dot": {host: "LocalHost.", want: "127.0.0.1 ::1"},
		"a name of a private network":      {host: "app", want: "172.18.0.3"},
		"a name with a mapped address":     {host: "mapped.example.com", want: "10.0.0.1"},
		"public":                           {host: "8.8.8.8", want: "8.8.8.8 is a public address", own: true},
		"public in decimal":                {host: "134744072", want: "134744072 is 8.8.8.8, a public address", own: true},
		"public in hexadecimal":            {host: "0x08080808", want: "0x08080808 is 8.8.8.8, a public address", own: true},
		"public of IPv6":                   {host: "2606:4700:4700::1111", want: "2606:4700:4700::1111 is a public address", own: true},
		"public inside IPv6":               {host: "::ffff:8.8.8.8", want: "::ffff:8.8.8.8 is 8.8.8.8, a public address", own: true},
		"a public name":                    {host: "public.example.com", want: "public.example.com is 93.184.216.34, a public address", own: true},
		"one of a name's addresses":        {host: "mixed.example.com", want: "mixed.example.com is 93.184.216.34, a public address", own: true},
		"no address":                       {host: "0.0.0.0", want: "0.0.0.0 is an unspecified address", own: true},
		"no address of IPv6":               {host: "::", want: ":: is an unspecified address", own: true},
		"link-local":                       {host: "169.254.1.1", want: "169.254.1.1 is a link-local address", own: true},
		"a zone":                           {host: "fe80::1%eth0", want: "fe80::1%eth0 is a link-local address", own: true},
		"loopback by way of 6to4":          {host: "2002:7f00:1::", want: "2002:7f00:1:: is a loopback (6to4) address", own: true},
		"where clouds keep credentials":    {host: "169.254.169.254", want: "169.254.169.254 is a cloud metadata address"},
		"the same, spelled otherwise":      {host: "0xa9fea9fe", want: "0xa9fea9fe is 169.254.169.254, a cloud metadata address"},
		"the same, inside IPv6":            {host: "64:ff9b::a9fe:a9fe", want: "64:ff9b::a9fe:a9fe is a cloud metadata (NAT64) address"},
		"the same, by name":                {host: "metadata.example.com", want: "metadata.example.com is 169.254.169.254, a cloud metadata address"},
		"a name that nobody knows":         {host: "nowhere.example.com", want: "nowhere.example.com does not resolve (no such host)"},
		"neither name nor address":         {host: "a..b", want: "a..b is neither a name nor an address"},
		"too large a number":               {host: "99999999999", want: "99999999999 is neither a name nor an address"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			find := func(anywhere bool) string {
				addrs, err := relay.Nearby(t.Context(), &names{of: known}, tt.host, anywhere)
				if err != nil {
					return err.Error()
				}
				var texts []string
				for _, addr := range addrs {
					texts = append(texts, addr.String())
				}
				return strings.Join(texts, " ")
			}
			if diff := cmp.Diff(tt.want, find(false)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if let := find(true) != tt.want; let != tt.own {
				t.Errorf("that it is one's own changes something: %v, want %v", let, tt.own)
			}
		})
	}
}

// A name that answers otherwise the second time is dialled at what the first answer was.
func TestDialNearbyAsksForNoNameAgain(t *testing.T) {
	t.Parallel()
	rebinding := &names{of: map[string][]string{"app.example.com": {"10.0.0.1 10.0.0.2", "93.184.216.34"}}}
	addrs, err := relay.Nearby(t.Context(), rebinding, "app.example.com", false)
	if err != nil {
		t.Fatal(err)
	}
	var dialled []string
	refused := errors.New("refused")
	dial := relay.DialNearby(addrs, func(_ context.Context, _, address string) (net.Conn, error) {
		dialled = append(dialled, address)
		return nil, refused
	})
	for range 2 {
		if _, err := dial(t.Context(), "tcp", "app.example.com:3000"); !errors.Is(err, refused) {
			t.Errorf("the error is %v, want that of the last dial", err)
		}
	}
	want := []string{"10.0.0.1:3000", "10.0.0.2:3000", "10.0.0.1:3000", "10.0.0.2:3000"}
	if diff := cmp.Diff(want, dialled); diff != "" || rebinding.asked != 1 {
		t.Errorf("asked %d times, dialled (-want +got):\n%s", rebinding.asked, diff)
	}
}
