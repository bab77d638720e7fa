package receivers_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
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

// A receiver that one request ends is told so once: nothing listens for the rest.
func TestADeadReceiverIsToldOnce(t *testing.T) {
	t.Parallel()
	rc := right("fintoro")
	var server *httptest.Server
	parses := rc.parses
	rc.parses = func(body []byte) (event, error) {
		e, err := parses(body)
		if err != nil {
			_ = server.Listener.Close()
			panic(http.ErrAbortHandler)
		}
		return e, nil
	}
	server = httptest.NewServer(rc)
	t.Cleanup(server.Close)
	report := all(t, []trial{{name: "it dies", url: server.URL, product: "fintoro", only: []string{"delivery", "body", "events", "load"}}})[0]
	if ids := fails(&report); len(ids) != 1 {
		t.Errorf("broken are %q", ids)
	}
	last := report.Results[len(report.Results)-1]
	if last.Verdict != check.Skip || !strings.HasPrefix(last.Detail, "nothing listens there any more: see ") {
		t.Errorf("at last: %s %s", last.Verdict, last.Detail)
	}
	for _, r := range report.Results {
		if r.ID == "body/invalid-json" && (r.Verdict != check.Warn || !strings.Contains(r.Detail, "no connection")) {
			t.Errorf("%s: %s %s", r.ID, r.Verdict, r.Detail)
		}
	}
}
