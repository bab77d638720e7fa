package check_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

func TestAWrongSuccessStatusIsToldOnce(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("moneybird")
	take := rc.take
	rc.take = func(rc *receiver, w http.ResponseWriter, id string) {
		w.WriteHeader(http.StatusNoContent)
		take(rc, w, id)
	}
	o := newRig(t).options(t, "moneybird", rc)
	o.Skip = []string{"load"} // which says the same with 200 webhooks
	results := run(t, o)
	for id, result := range results {
		if broken := result.Verdict == check.Fail || result.Verdict == check.Warn; broken != (id == "delivery/valid") {
			t.Errorf("%s: %s: %s", id, result.Verdict, result.Detail)
		}
	}
	if !strings.Contains(results["delivery/valid"].Detail, "204") {
		t.Error("the first case does not name the status: ", results["delivery/valid"].Detail)
	}
}

func TestNothingIsToldOfAReceiverThatRefusesTheRightWebhook(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("silverfin")
	rc.secrets = []string{"another", "still another"}
	for id, result := range run(t, newRig(t).options(t, "silverfin", rc)) {
		want := check.Skip
		if id == "delivery/valid" {
			want = check.Fail
		}
		if result.Verdict != want {
			t.Errorf("%s: got %s, want %s: %s", id, result.Verdict, want, result.Detail)
		}
	}
}
