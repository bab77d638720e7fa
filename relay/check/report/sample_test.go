package report_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/check/report"
)

// hostile is what a receiver may answer to drive a terminal, a browser or a CI.
const hostile = "\x1b[2J\x00</pre><script>alert(1)</script>]]>\r\n::error::x %0A\u202egnp\xff"

// sample is one check with every verdict and level.
func sample() *report.Report {
	return &report.Report{Report: check.Report{
		URL: "http://***@127.0.0.1:3000/webhooks/fintoro?key=***", Provider: "fintoro", Title: "Fintoro", Seed: 42, RunID: "k3f9a2b1", Elapsed: 2345 * time.Millisecond,
		Results: []check.Result{
			taken(), prefix(), evil(), slow(), noPartner("rotation/next"), noPartner("rotation/both"), noPartner("rotation/neither"),
			{ID: "rotation/old", Title: "refuses what an old secret has signed", Level: check.Must, Verdict: check.Skip, Source: check.Documented, Detail: "no --old-secret was given"},
			noPartner("rotation/late"),
		},
	}}
}

func sent(body string) check.Sent {
	return check.Sent{
		Method: "POST", URL: "http://***@127.0.0.1:3000/webhooks/fintoro?key=***", Body: []byte(body), Headers: []relay.Header{
			{Name: "User-Agent", Value: "ledgerhook-check"}, {Name: "Authorization", Value: "Basic ***"}, {Name: "Content-Type", Value: "application/json"},
			{Name: "webhook-id", Value: "0b5c2f8e"}, {Name: "webhook-signature", Value: "227429a14d09c910"},
		},
	}
}

func taken() check.Result {
	return check.Result{
		ID: "delivery/valid", Title: "takes a right webhook", Level: check.Must, Verdict: check.Pass, Source: check.Documented, Elapsed: 12 * time.Millisecond,
		Rule: "Fintoro counts any 2xx as success, and anything else as a failure", Detail: "it answered 204 to a right webhook",
		Exchanges: []check.Exchange{{What: "a right webhook", Sent: sent(`{"id":"0b5c2f8e"}`), Response: &relay.Response{Status: 204}, Duration: 11 * time.Millisecond}},
	}
}

func prefix() check.Result {
	second := sent(`{"id":"0b5c2f8e","note":"it's so"}`)
	second.Manner = "in chunks of 7 bytes"
	long := sent(strings.Repeat("x", 9<<10))
	answer := &relay.Response{Status: 200, Headers: []relay.Header{{Name: "Content-Type", Value: "text/plain"}}, Body: []byte("booked\n")}
	return check.Result{
		ID: "signature/prefix", Title: "refuses a signature of which only the first bytes are right", Level: check.Must, Verdict: check.Fail, Source: check.GoodPractice,
		Rule:   "A signature proves who sends only where all of it is compared: whoever may guess byte by byte needs a few thousand tries, and not as many as there are atoms",
		Detail: "it answered 200 to a signature of which only the first 8 digits are right: it compares a prefix", Remedy: "compare the whole value, in constant time", Elapsed: 40 * time.Millisecond,
		Exchanges: []check.Exchange{
			{What: "a webhook with half a signature", Sent: second, Response: answer, Duration: 3 * time.Millisecond},
			{What: "one that is longer than anybody wants to see", Sent: long, Response: answer, Duration: 3 * time.Millisecond, Reused: true},
			{What: "the same again", Sent: sent("{}"), Error: "the connection was closed without an answer", Duration: 2 * time.Second},
			{What: "and again", Sent: sent("{}"), Response: answer},
		},
	}
}

func evil() check.Result {
	headers := []relay.Header{{Name: "X-Long", Value: strings.Repeat("a", 64<<10)}, {Name: "X-Evil", Value: hostile}}
	for range 50 {
		headers = append(headers, relay.Header{Name: "X-Many", Value: "1"})
	}
	body := sent(hostile)
	body.URL = "http://127.0.0.1:3000/" + hostile
	return check.Result{
		ID: "http/" + hostile, Title: hostile, Level: check.Should, Verdict: check.Warn, Source: check.Chosen, Rule: hostile, Detail: hostile, Remedy: hostile, Elapsed: time.Second,
		Exchanges: []check.Exchange{
			{What: hostile, Sent: body, Error: hostile, Response: &relay.Response{Status: 500, Headers: headers, Body: []byte(strings.Repeat(hostile, 200)), Truncated: 99}},
			{What: "binary", Sent: sent("\x00\x01\xff"), Response: &relay.Response{Status: 200, Body: []byte("\x00\x01\xfe\xff")}},
		},
	}
}

func slow() check.Result {
	return check.Result{
		ID: "answer/in-time", Title: "answers well before the product gives up", Level: check.Hint, Verdict: check.Warn, Source: check.ThirdParty, Rule: "Fintoro waits for 10 s",
		Detail: "it took 7 s", Elapsed: 7 * time.Second,
	}
}

func noPartner(id string) check.Result {
	return check.Result{
		ID: id, Title: "takes what the next secret has signed", Level: check.Should, Verdict: check.Skip, Source: check.Documented, Rule: "It is so",
		Detail: "no --next-secret was given",
	}
}

// golden compares with a file in testdata, which UPDATE_GOLDEN=1 rewrites.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
