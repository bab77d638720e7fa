package relay_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestParseAssumed(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"api.test=127.0.0.1": "api.test 127.0.0.1", "API.Test.=::1": "api.test ::1", "api.test=[::1]": "api.test ::1",
		"hooks.example.com=10.0.0.7": "hooks.example.com 10.0.0.7", "receiver=172.17.0.2": "receiver 172.17.0.2", "bücher.test=127.0.0.1": "xn--bcher-kva.test 127.0.0.1",
	}
	for text, want := range good {
		name, addr, err := relay.ParseAssumed(text)
		if got := name + " " + addr.String(); err != nil || got != want {
			t.Errorf("%s: %s (%v), want %s", text, got, err, want)
		}
	}
	bad := map[string]string{
		"": "names no address", "api.test": "names no address", "=127.0.0.1": "is no host name", "api.test=": "is no address", "api.test=localhost": "is no address",
		"api.test=127.0.0.1:3000": "is no address", "*.test=127.0.0.1": "is no host name", "a b=127.0.0.1": "is no host name", "https://api.test=127.0.0.1": "is no host name",
		"localhost=127.0.0.1": "always this machine", "x.localhost=127.0.0.1": "always this machine", "10.0.0.1=127.0.0.1": "is an address", "2130706433=127.0.0.1": "is an address",
		"api.test=0.0.0.0": "cannot be dialled", "api.test=ff02::1": "cannot be dialled", "api.test=2130706433": "is no address",
	}
	for text, want := range bad {
		_, _, err := relay.ParseAssumed(text)
		var input *relay.InputError
		if !errors.As(err, &input) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
