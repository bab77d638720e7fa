package receivers_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// checks are the options by which a receiver of a product is checked.
func checks(samples relay.Samples, product, url string) check.Options {
	clock := relay.Clock(hasty{})
	if os.Getenv(testWhole) != "" {
		clock = relay.RealClock{}
	}
	return check.Options{URL: url, Dialect: dialectOf(product), Secrets: secretsOf(product), Samples: samples, Clock: clock, Seed: 7}
}

// hasty is the clock on the wall for one who waits a twentieth as long as he should.
type hasty struct{ relay.RealClock }

func (c hasty) Alarm(t time.Time) (<-chan struct{}, func()) {
	now := c.Now()
	return c.RealClock.Alarm(now.Add(t.Sub(now) / 20))
}

// passes fails the test where a report is not all good: a warning is none of a right receiver's either.
func passes(t *testing.T, report check.Report, deserved ...string) {
	t.Helper()
	warned := map[string]bool{}
	for _, id := range deserved {
		warned[id] = true
	}
	for i := range report.Results {
		r := &report.Results[i]
		if r.Verdict == check.Fail || r.Verdict == check.Warn && !warned[r.ID] {
			t.Errorf("%s: %s: %s", r.Verdict, r.ID, r.Detail)
		}
		if r.Verdict == check.Warn {
			delete(warned, r.ID)
		}
	}
	for id := range warned {
		t.Errorf("%s gave no warning", id)
	}
}

// A right receiver of each product, written by the vendor's documentation, has nothing to mend.
func TestRightReceiversPass(t *testing.T) {
	t.Parallel()
	var trials []trial
	var receivers []*receiver
	for _, product := range products() {
		rc := right(product)
		receivers = append(receivers, rc)
		trials = append(trials, trial{name: product, url: serve(t, rc), product: product, observed: rc.books.observed})
	}
	for i, report := range all(t, trials) {
		t.Run(trials[i].name, func(t *testing.T) {
			passes(t, report)
			if n := report.Count(check.Pass); n < 60 {
				t.Errorf("only %d of %d cases apply", n, len(report.Results))
			}
			receivers[i].booked(t)
		})
	}
}

// booked fails the test where nothing was booked: then nothing was checked either.
func (rc *receiver) booked(t *testing.T) {
	t.Helper()
	rc.books.working.Wait()
	if items, err := rc.books.observed(t.Context()); err != nil || len(items) == 0 {
		t.Errorf("%d were booked, %v", len(items), err)
	}
}

// What the receivers take for right is what an independent implementation signed.
func TestRightReceiversTakeTheVectors(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../mock/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors map[string]map[string]any
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	at := time.Unix(1777887001, 0)
	for product, secrets := range map[string][]string{
		"fintoro": {"secret"}, "moneybird": {"secret"}, "silverfin": {"token1", "token2"}, "bookkeeper": {"secret"},
	} {
		v := vectors[product]
		rc := right(product)
		rc.secrets = nil
		for _, name := range secrets {
			rc.secrets = append(rc.secrets, v[name].(string))
		}
		body := v["body"].(string)
		h := http.Header{"Webhook-Timestamp": {"1777887001"}}
		for name, value := range v {
			if value, ok := value.(string); ok {
				h.Set(name, value)
			}
		}
		h.Set("webhook-id", h.Get("id"))
		if !rc.proof.holds(rc.secrets, h, []byte(body)) || !rc.fresh(h, at) {
			t.Errorf("%s: the vector is refused", product)
		}
		if rc.proof.holds(rc.secrets, h, bytes.ToUpper([]byte(body))) || product != "silverfin" && rc.fresh(h, at.Add(time.Hour)) {
			t.Errorf("%s: whatever comes is taken", product)
		}
	}
}

// A right Finpilo receiver takes its key and no other.
func TestRightFinpiloReceiverTakesItsKey(t *testing.T) {
	t.Parallel()
	rc := right("finpilo")
	for authorization, want := range map[string]int{
		"Bearer " + rc.secrets[0]: http.StatusOK, "Bearer other": http.StatusUnauthorized, "": http.StatusUnauthorized, "Basic " + rc.secrets[0]: http.StatusUnauthorized,
	} {
		request := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader([]byte(`{"documentId":"d1"}`)))
		request.Header.Set("Authorization", authorization)
		answer := httptest.NewRecorder()
		rc.ServeHTTP(answer, request)
		if answer.Code != want {
			t.Errorf("Authorization %q is answered %d, want %d", authorization, answer.Code, want)
		}
	}
}
