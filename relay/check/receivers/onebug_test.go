package receivers_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// fails are the cases that broke a must, in order.
func fails(report *check.Report) (ids []string) {
	for i := range report.Results {
		if r := &report.Results[i]; r.Verdict == check.Fail {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// A receiver that takes anybody's signature takes every forgery, and is told so once.
func TestAnybodysReceiverHasOneBug(t *testing.T) {
	t.Parallel()
	for _, product := range products() {
		rc := right(product)
		takesAny(rc)
		report := all(t, []trial{{name: product, url: serve(t, rc), product: product, only: []string{"delivery", "signature", "time"}}})[0]
		if ids := strings.Join(fails(&report), " "); ids != "signature/wrong-secret" {
			t.Errorf("%s: broken are %s", product, ids)
		}
	}
}

// A receiver that one request ends is told so once: nothing listens for the rest, unless it can be started again.
func TestADeadReceiverIsToldOnce(t *testing.T) {
	t.Parallel()
	for _, again := range []bool{false, true} {
		rc := right("fintoro")
		var server atomic.Pointer[httptest.Server]
		parses := rc.parses
		rc.parses = func(body []byte) (event, error) {
			e, err := parses(body)
			if err != nil {
				_ = server.Load().Listener.Close()
				panic(http.ErrAbortHandler)
			}
			return e, nil
		}
		server.Store(httptest.NewServer(rc))
		address := server.Load().Listener.Addr().String()
		dies := trial{name: "it dies", url: server.Load().URL, product: "fintoro", only: []string{"delivery", "body/invalid-json", "body/empty", "events"}}
		t.Cleanup(func() { server.Load().Close() })
		if again {
			dies.restart = func(ctx context.Context) error {
				server.Load().Close()
				listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
				if err != nil {
					return err
				}
				started := httptest.NewUnstartedServer(rc)
				if err := started.Listener.Close(); err != nil {
					return err
				}
				started.Listener = listener
				started.Start()
				server.Store(started)
				return nil
			}
		}
		report := all(t, []trial{dies})[0]
		verdicts := map[string]check.Result{}
		for _, r := range report.Results {
			verdicts[r.ID] = r
		}
		if r := verdicts["body/invalid-json"]; r.Verdict != check.Warn || !strings.Contains(r.Detail, "no connection") || strings.Contains(r.Detail, "started again") != again {
			t.Errorf("started again %t: %s: %s %s", again, r.ID, r.Verdict, r.Detail)
		}
		wanted := map[bool]check.Verdict{false: check.Skip, true: check.Warn}[again]
		if r := verdicts["body/empty"]; r.Verdict != wanted || !again && !strings.HasPrefix(r.Detail, "nothing listens there any more, since body/invalid-json") {
			t.Errorf("started again %t: %s: %s %s, want %s", again, r.ID, r.Verdict, r.Detail, wanted)
		}
		last := report.Results[len(report.Results)-1]
		if wanted = map[bool]check.Verdict{false: check.Skip, true: check.Pass}[again]; last.Verdict != wanted {
			t.Errorf("started again %t: at last: %s: %s %s, want %s", again, last.ID, last.Verdict, last.Detail, wanted)
		}
	}
}
