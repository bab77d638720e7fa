package mock_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// rig is a receiver with the parts that a test looks at.
type rig struct {
	*mock.Receiver
	books  *sqlite.Books
	clock  *relay.VirtualClock
	faults *relay.FaultSet
}

// keyring is mock.Keys as data.
type keyring map[string][]mock.Key

func (k keyring) Keys(_ context.Context, provider string) ([]mock.Key, error) {
	if provider == "silverfin" && k["broken"] != nil {
		return nil, errors.New("the keyring is broken")
	}
	return k[provider], nil
}

func newRig(t testing.TB, keys mock.Keys, now time.Time) *rig {
	t.Helper()
	return newRigWith(t, mock.Options{Keys: keys, Clock: relay.NewVirtualClock(now)})
}

// newRigWith is a receiver that runs, with books, ids and faults of its own where options has none.
func newRigWith(t testing.TB, options mock.Options) *rig {
	t.Helper()
	r := &rig{books: openBooks(t), faults: relay.NewFaultSet(relay.Chance{})}
	r.clock, _ = options.Clock.(*relay.VirtualClock)
	options.IDs, options.Faults = relay.NewIDs(relay.Chance{}, 0), r.faults
	if options.Books == nil {
		options.Books = r.books
	}
	receiver, err := mock.New(options)
	if err != nil {
		t.Fatal(err)
	}
	r.Receiver = receiver
	r.run(t)
	return r
}

// run lets the receiver run until the test ends.
func (r *rig) run(t testing.TB) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	stopped := make(chan error, 1)
	go func() { stopped <- r.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-stopped; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

// webhook is one request as a product would send it.
type webhook struct {
	product string
	path    string
	headers map[string]string
	body    string
	keys    []mock.Key // what the receiver knows
	now     time.Time  // the receiver's
}

func (w webhook) request() *http.Request {
	r := httptest.NewRequest(http.MethodPost, w.path, strings.NewReader(w.body))
	for name, value := range w.headers {
		r.Header.Set(name, value)
	}
	return r
}

// post sends it to a receiver, and returns the answer.
func (w webhook) post(receiver http.Handler) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	receiver.ServeHTTP(answer, w.request())
	return answer
}

// but returns a copy with a change.
func (w webhook) but(change func(*webhook)) webhook {
	w.headers = maps.Clone(w.headers)
	w.keys = slices.Clone(w.keys)
	change(&w)
	return w
}

var vectorTime = time.Unix(1777887001, 0).UTC()

// vectors are requests that were signed by an independent implementation. Finpilo's has no signature.
func vectors(t testing.TB) map[string]webhook {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	get := func(name, key string) string { return all[name][key].(string) }
	requests := map[string]webhook{
		"finpilo": {
			headers: map[string]string{"Authorization": "Bearer local-dev-key"},
			body:    finpiloInvoice, keys: []mock.Key{{Secrets: []string{"local-dev-key"}}},
		},
		"fintoro": {
			headers: map[string]string{
				"webhook-id": "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", "webhook-timestamp": "1777887001",
				"webhook-signature": get("fintoro", "webhook-signature"),
			},
			body: get("fintoro", "body"), keys: []mock.Key{{Secrets: []string{get("fintoro", "secret")}}},
		},
		"moneybird": {
			headers: map[string]string{
				"Idempotency-Key":     "5f0f3d0e-2a8b-4b1e-9a3e-6c1f3f0f9b21",
				"Moneybird-Signature": get("moneybird", "Moneybird-Signature"),
			},
			body: get("moneybird", "body"), keys: []mock.Key{{Secrets: []string{get("moneybird", "secret")}}},
		},
		"moneybird, two secrets": {
			headers: map[string]string{
				"Idempotency-Key":     "5f0f3d0e-2a8b-4b1e-9a3e-6c1f3f0f9b21",
				"Moneybird-Signature": get("moneybird", "Moneybird-Signature(rotation)"),
			},
			body: get("moneybird", "body"), keys: []mock.Key{{Secrets: []string{get("moneybird", "old_secret")}}},
		},
		"silverfin": {
			headers: map[string]string{
				"X-SF-SIGNATURE-1": get("silverfin", "X-SF-SIGNATURE-1"), "X-SF-SIGNATURE-2": get("silverfin", "X-SF-SIGNATURE-2"),
			},
			body: get("silverfin", "body"), keys: []mock.Key{{Secrets: []string{get("silverfin", "token1"), get("silverfin", "token2")}}},
		},
		"bookkeeper": {
			headers: map[string]string{
				"webhook-id": get("bookkeeper", "id"), "webhook-timestamp": "1777887001",
				"webhook-signature": get("bookkeeper", "webhook-signature"),
			},
			body: get("bookkeeper", "body"), keys: []mock.Key{{Secrets: []string{get("bookkeeper", "secret")}}},
		},
	}
	for name, w := range requests {
		w.product, _, _ = strings.Cut(name, ",")
		w.path, w.now = "/"+w.product, vectorTime
		requests[name] = w
	}
	return requests
}

const finpiloInvoice = `{"documentId":"3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10","companyReferenceId":"ENT-00007","direction":"Incoming",` +
	`"documentType":"Invoice","documentNumber":"A-1001","currency":"EUR","subtotal":100.00,"taxTotal":21.00,"total":121.00,` +
	`"fileUrl":"http://localhost:8787/_files/finpilo/3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10"}`

// standard signs as Standard Webhooks do, with the raw bytes of a key.
func standard(key []byte, id, timestamp, body string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "." + body))
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// hexMAC signs a text with the text of a secret.
func hexMAC(secret, text string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}
