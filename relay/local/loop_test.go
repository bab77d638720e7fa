package local

import (
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A target that leads back to the public side is refused, however it is written.
func TestLoopsAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		listen, target string // PORT is the public side's
		loops          bool
	}{
		"itself":                    {"127.0.0.1:0", "http://127.0.0.1:PORT/hooks/x", true},
		"another address of it":     {"127.0.0.1:0", "http://127.0.0.2:PORT/", true},
		"by name":                   {"127.0.0.1:0", "http://LocalHost.:PORT/", true},
		"by a name below localhost": {"127.0.0.1:0", "http://app.localhost:PORT/", true},
		"no address at all":         {"127.0.0.1:0", "http://0.0.0.0:PORT/", true},
		"mapped to IPv6":            {"127.0.0.1:0", "http://[::ffff:127.0.0.1]:PORT/", true},
		"where it listens anywhere": {"0.0.0.0:0", "http://127.0.0.1:PORT/", true},
		"through the tunnel":        {"127.0.0.1:0", "https://HOOKS.test/hooks/x", true},
		"the tunnel's port spelt":   {"127.0.0.1:0", "https://hooks.test:443/", true},
		"another port":              {"127.0.0.1:0", "http://127.0.0.1:1/", false},
		"another machine":           {"127.0.0.1:0", "http://192.0.2.1:PORT/", false},
		"another machine anywhere":  {"0.0.0.0:0", "http://192.0.2.1:PORT/", false},
		"another host":              {"127.0.0.1:0", "https://app.test/", false},
		"the tunnel's host by http": {"127.0.0.1:0", "http://hooks.test/", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", test.listen)
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			_, port, err := net.SplitHostPort(listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			n := &Node{public: &publicSide{listener: listener}}
			hook := &Hook{To: []string{strings.ReplaceAll(test.target, "PORT", port)}}
			_, err = n.wanted(&Public{URL: "https://hooks.test"}, hook, hook.To[0])
			var input *relay.InputError
			if loops := errors.As(err, &input) && input.Field == "to"; loops != test.loops {
				t.Errorf("%s: %v", hook.To[0], err)
			}
		})
	}
}
