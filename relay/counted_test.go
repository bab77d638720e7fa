package relay_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestCounted(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 webhooks", 1: "1 webhook", 2: "2 webhooks", 1000: "1000 webhooks"} {
		if got := relay.Counted(n, "webhook"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
