package chaos

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestBooksHoldEachWebhookOnce(t *testing.T) {
	t.Parallel()
	visits := []visit{
		{place{0, 1}, "msg_1", false}, {place{0, 1}, "msg_1", true}, {place{0, 1}, "msg_1", true}, {place{1, 1}, "msg_1", true}, {place{0, 2}, "msg_2", true}, {place{1, 2}, "msg_2", false},
	}
	item := func(id, amount string) relay.ObservedItem {
		return relay.ObservedItem{EventID: id, Amount: amount, Currency: "EUR"}
	}
	want := map[int][]relay.ObservedItem{0: {item("msg_1", "1.00"), item("msg_2", "2.00")}, 1: {item("msg_1", "1.00")}}
	if diff := cmp.Diff(want, books(visits)); diff != "" {
		t.Errorf("books (-want +got):\n%s", diff)
	}
	for _, broken := range []Reconciliation{{Missing: 1}, {Doubled: 1}, {Differing: 1}, {Unmatched: 1}} {
		if report := (Report{Reconciliation: broken}); report.Held() {
			t.Errorf("%+v is no proof", broken)
		}
	}
}
