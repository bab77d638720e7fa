package check_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// secretsOf are those of the receivers here.
func secretsOf(product string) []string {
	return map[string][]string{
		"finpilo":    {"fp_0a1b2c3d4e5f60718293a4b5"},
		"fintoro":    {"whsec_fintoro_2f6c1e9ab04d4c7d8e5f60718293a4b5"},
		"moneybird":  {"7d1f0c6b5a4e39281706f5e4d3c2b1a00f1e2d3c4b5a69788796a5b4c3d2e1f0"},
		"silverfin":  {"sf-signing-token-one", "sf-signing-token-two"},
		"bookkeeper": {"whsec_YQqF+RKftbFy0eJhnUF1/p4wDFaYim5C"},
	}[product]
}

const products = "finpilo fintoro moneybird silverfin bookkeeper"

// receiver is a right one of any product, by its own code. Each field is a place where receivers go wrong.
type receiver struct {
	product string
	secrets []string
	lax     bool // a test's own mark

	key      func(secret string) []byte
	hash     func() hash.Hash
	text     func(id, time string, body []byte) []byte                            // what is signed
	body     func(body []byte) []byte                                             // what of the body is signed
	same     func(given, want string) bool                                        // of two signatures
	verified func(rc *receiver, r *http.Request, body []byte) bool                // by all of these
	fresh    func(seconds string) bool                                            // of a timestamp
	identity func(r *http.Request, body []byte) string                            // of an event
	refuse   func(rc *receiver, w http.ResponseWriter, body []byte)               // the answer
	take     func(rc *receiver, w http.ResponseWriter, id string)                 // remembers, books, answers
	before   func(rc *receiver, w http.ResponseWriter, id string) (answered bool) // verification

	mu     sync.Mutex
	seen   map[string]string // references, by identity
	booked []relay.ObservedItem
}

// timed are the products that send a time.
func timed(product string) bool { return product != "finpilo" && product != "silverfin" }

func rightReceiver(product string) *receiver {
	rc := &receiver{product: product, secrets: secretsOf(product), hash: sha256.New, seen: map[string]string{}}
	rc.same = func(given, want string) bool { return hmac.Equal([]byte(given), []byte(want)) }
	rc.key = func(secret string) []byte { return []byte(secret) }
	rc.body = func(body []byte) []byte { return body }
	rc.text = func(_, _ string, body []byte) []byte { return body }
	rc.verified = (*receiver).verify
	rc.fresh = func(seconds string) bool {
		n, err := strconv.ParseUint(seconds, 10, 40)
		return err == nil && time.Duration(abs(relay.RealClock{}.Now().Unix()-int64(n)))*time.Second <= 5*time.Minute
	}
	rc.identity = func(r *http.Request, body []byte) string {
		switch product {
		case "moneybird":
			return r.Header.Get("Idempotency-Key")
		case "bookkeeper":
			return r.Header.Get("webhook-id")
		case "fintoro":
			return field(body, "id")
		case "finpilo":
			return field(body, "documentId")
		}
		sum := sha256.Sum256(body)
		return hex.EncodeToString(sum[:])
	}
	rc.refuse = func(_ *receiver, w http.ResponseWriter, _ []byte) { w.WriteHeader(http.StatusUnauthorized) }
	rc.take = (*receiver).takeOnce
	rc.before = func(*receiver, http.ResponseWriter, string) bool { return false }
	switch product {
	case "moneybird":
		rc.text = func(_, t string, body []byte) []byte { return []byte(t + "." + string(body)) }
	case "bookkeeper":
		rc.text = func(id, t string, body []byte) []byte { return []byte(id + "." + t + "." + string(body)) }
		rc.key = func(secret string) []byte {
			key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
			if err != nil {
				panic(err)
			}
			return key
		}
	}
	return rc
}

func abs(n int64) int64 { return max(n, -n) }

// field is a text in a JSON object; empty where there is none.
func field(body []byte, name string) string {
	var o map[string]any
	_ = json.Unmarshal(body, &o)
	text, _ := o[name].(string)
	return text
}

func (rc *receiver) sign(secret, id, t string, body []byte) string {
	mac := hmac.New(rc.hash, rc.key(secret))
	mac.Write(rc.text(id, t, rc.body(body)))
	if rc.product == "bookkeeper" {
		return base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// presented are time, identity and signatures of a request, those of Silverfin in the order of its headers.
func (rc *receiver) presented(r *http.Request) (id, t string, signatures []string) {
	id, t = r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
	switch rc.product {
	case "moneybird":
		for part := range strings.SplitSeq(r.Header.Get("Moneybird-Signature"), ",") {
			name, value, _ := strings.Cut(part, "=")
			if name == "t" {
				t = value
			} else if name == "v1" {
				signatures = append(signatures, value)
			}
		}
	case "bookkeeper":
		for part := range strings.FieldsSeq(r.Header.Get("webhook-signature")) {
			if value, ok := strings.CutPrefix(part, "v1,"); ok {
				signatures = append(signatures, value)
			}
		}
	case "silverfin":
		return id, t, []string{r.Header.Get("X-SF-SIGNATURE-1"), r.Header.Get("X-SF-SIGNATURE-2")}
	case "fintoro":
		signatures = []string{r.Header.Get("webhook-signature")}
	}
	return id, t, signatures
}

func (rc *receiver) verify(r *http.Request, body []byte) bool {
	if rc.product == "finpilo" {
		scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		return strings.EqualFold(scheme, "Bearer") && rc.same(key, rc.secrets[0])
	}
	id, t, signatures := rc.presented(r)
	if timed(rc.product) && !rc.fresh(t) {
		return false
	}
	for i, signature := range signatures {
		for j, secret := range rc.secrets {
			if rc.product == "silverfin" && i != j {
				continue
			}
			if rc.same(signature, rc.sign(secret, id, t, body)) {
				return true
			}
		}
	}
	return false
}

func (rc *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	id := rc.identity(r, body)
	if empty := len(body) == 0 || string(body) == "{}"; empty && rc.product == "moneybird" && id == "" && r.Header.Get("Moneybird-Signature") == "" {
		return // the probe, when the webhook is made
	}
	if rc.before(rc, w, id) {
		return
	}
	if !rc.verified(rc, r, body) {
		rc.refuse(rc, w, body)
		return
	}
	if !json.Valid(body) || id == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	rc.take(rc, w, id)
}

func (rc *receiver) takeOnce(w http.ResponseWriter, id string) {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	if rc.seen[id] == "" {
		rc.book(id)
	}
	rc.answer(w, rc.seen[id])
}

// book needs rc.mu.
func (rc *receiver) book(id string) {
	rc.seen[id] = fmt.Sprintf("REF-%d", len(rc.booked)+1)
	rc.booked = append(rc.booked, relay.ObservedItem{EventID: id, Reference: rc.seen[id]})
}

func (rc *receiver) answer(w http.ResponseWriter, reference string) {
	if rc.product == "finpilo" {
		_, _ = fmt.Fprintf(w, `{"accountingReferenceId":%q}`, reference)
	}
}

func (rc *receiver) observed(context.Context) ([]relay.ObservedItem, error) {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	return append([]relay.ObservedItem(nil), rc.booked...), nil
}

// hastyClock is the wall's, but for waits, of which it takes a twentieth.
type hastyClock struct{ relay.RealClock }

func (c hastyClock) Alarm(t time.Time) (<-chan struct{}, func()) {
	now := c.Now()
	return c.RealClock.Alarm(now.Add(t.Sub(now) / 20))
}

// rig runs checks of receivers.
type rig struct{ samples relay.Samples }

func newRig(t *testing.T) *rig {
	t.Helper()
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	return &rig{samples}
}

func (g *rig) options(t *testing.T, product string, handler http.Handler) check.Options {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return g.optionsAt(t, product, server.URL)
}

// optionsAt is options for a server that there is.
func (g *rig) optionsAt(t *testing.T, product, url string) check.Options {
	o := check.Options{URL: url + "/hooks", Secrets: secretsOf(product), Samples: g.samples, Clock: hastyClock{}, Seed: 7, RunID: t.Name()}
	for _, dialect := range provider.All() {
		if dialect.Traits().Name == product {
			o.Dialect = dialect
		}
	}
	return o
}

func run(t *testing.T, o check.Options) map[string]check.Result {
	t.Helper()
	report, err := check.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]check.Result{}
	for _, result := range report.Results {
		results[result.ID] = result
	}
	return results
}

// wrongReceiver is a row of a table: what is wrong, and where a check says so.
type wrongReceiver struct {
	products string // separated by blanks
	spoil    func(rc *receiver)
	tune     func(o *check.Options, rc *receiver) // nil: nothing
	id       string                               // of the case that finds it
	verdict  check.Verdict
	says     string // a part of its detail
}

// catches runs the cases that are to find wrong receivers, and the same ones with right receivers, which must pass.
func catches(t *testing.T, tests map[string]wrongReceiver) {
	g := newRig(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for product := range strings.FieldsSeq(tt.products) {
				good, bad := rightReceiver(product), rightReceiver(product)
				tt.spoil(bad)
				for _, rc := range []*receiver{good, bad} {
					o := g.options(t, product, rc)
					o.Only = []string{"delivery", tt.id}
					if tt.tune != nil {
						tt.tune(&o, rc)
					}
					result := run(t, o)[tt.id]
					if rc == good && result.Verdict != check.Pass {
						t.Errorf("%s: a right receiver got %s: %s", product, result.Verdict, result.Detail)
					}
					if rc == bad && (result.Verdict != tt.verdict || !strings.Contains(result.Detail, tt.says) || result.Remedy == "") {
						t.Errorf("%s: got %s %q (remedy %q), want %s with %q", product, result.Verdict, result.Detail, result.Remedy, tt.verdict, tt.says)
					}
				}
			}
		})
	}
}
