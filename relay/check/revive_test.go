package check_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// A process that dies breaks connections for a while before nothing listens: that is no other case's doing.
func TestADyingReceiverIsWaitedFor(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("fintoro")
	var server *httptest.Server
	var left atomic.Int64
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if left.Load() == 0 && r.Header.Get("webhook-signature") == "" {
			left.Store(4)
		}
		if left.Load() > 0 {
			if left.Add(-1) == 0 {
				_ = server.Listener.Close()
			}
			panic(http.ErrAbortHandler)
		}
		rc.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	o := newRig(t).options(t, "fintoro", http.NotFoundHandler())
	o.URL, o.Only = server.URL+"/hooks", []string{"delivery", "signature/missing", "signature/empty", "signature/cut"}
	for id, r := range run(t, o) {
		want := map[string]check.Verdict{"delivery/valid": check.Pass, "delivery/next": check.Pass, "delivery/booked": check.Skip, "signature/missing": check.Fail}[id]
		if want == "" {
			want = check.Skip
		}
		if r.Verdict != want || strings.HasPrefix(id, "signature/") && want == check.Skip && !strings.HasPrefix(r.Detail, "nothing listens there any more, since signature/missing") {
			t.Errorf("%s: %s %q, want %s", id, r.Verdict, r.Detail, want)
		}
	}
}

// One that breaks off every webhook is told what to look for, and that HTTPS may be what it speaks.
func TestABrokenConnectionIsNoReceiverThatDoesNotRun(t *testing.T) {
	t.Parallel()
	o := newRig(t).options(t, "fintoro", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	o.Only = []string{"delivery/valid"}
	if r := run(t, o)["delivery/valid"]; r.Verdict != check.Fail || !strings.Contains(r.Remedy, "give its https:// URL") {
		t.Errorf("%s: %s, remedy %q", r.ID, r.Verdict, r.Remedy)
	}
}

// No answer gives nothing away, redirects to nowhere and is not long, and is no pass. Whether a receiver lives that goes on so is asked
// once.
func TestSilenceIsNoPass(t *testing.T) {
	t.Parallel()
	silent := rightReceiver("fintoro")
	var n atomic.Int64
	silent.before = func(*receiver, http.ResponseWriter, string) bool {
		if n.Add(1) > 1 {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	breaks := newRig(t).options(t, "fintoro", silent)
	breaks.Only = []string{"delivery/valid", "answer/redirect", "answer/size"}
	results := run(t, breaks)
	for _, id := range breaks.Only[1:] {
		if r := results[id]; r.Verdict != check.Skip || !strings.Contains(r.Detail, "gave no answer") {
			t.Errorf("%s: %s %q", r.ID, r.Verdict, r.Detail)
		}
	}
	if n.Load() > 1+1+10+10 {
		t.Errorf("%d webhooks came", n.Load())
	}

	rc := rightReceiver("fintoro")
	rc.refuse = func(*receiver, http.ResponseWriter, []byte) { panic(http.ErrAbortHandler) }
	o := newRig(t).options(t, "fintoro", rc)
	o.Only = []string{"delivery/valid", "signature/echo"}
	if r := run(t, o)["signature/echo"]; r.Verdict != check.Skip || !strings.Contains(r.Detail, "gave no answer") {
		t.Errorf("%s: %s %q", r.ID, r.Verdict, r.Detail)
	}
}
