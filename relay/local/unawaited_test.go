package local_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// A kill ends the wait for an app that was not asked yet: its user was told of a failure, so that the next start does not send it.
// What was answered before the hook had sync goes on, and so does a replay.
func TestAStartGivesUpWhatNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	r := reals(t)[0]
	hook := r.hook("http://127.0.0.1:9/documents")
	hook.Sync = true
	opt := local.Options{DB: filepath.Join(t.TempDir(), "x.db")}
	node, client := relays(t, opt, hook)
	sub := node.Engine.Subscriptions()[0].ID
	if _, err := client.Pause(t.Context(), sub); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for status, state := range map[int]string{0: "canceled given_up", 200: "held "} {
		in := relay.Incoming{Hook: "finpilo", Provider: "finpilo", Verdict: relay.IncomingVerified, Status: status, Request: relay.Request{Method: "POST", Body: []byte(r.body)}}
		taken, err := node.Engine.Take(t.Context(), in, relay.Told{Type: "document.sent"}, []string{sub})
		if err != nil {
			t.Fatal(err)
		}
		want[taken.Deliveries[0].ID] = state
		if status == 0 {
			again, err := client.Replay(t.Context(), taken.Deliveries[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			want[again.ID] = "held "
		}
	}
	stop(t, node)
	_, client = relays(t, opt, hook)
	list, _, err := client.Deliveries(t.Context(), control.DeliveryQuery{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for i := range list {
		got[list[i].ID] = list[i].State + " " + list[i].Reason
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after the next start (-want +got):\n%s", diff)
	}
}
