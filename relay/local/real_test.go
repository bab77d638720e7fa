package local_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// real is a webhook as a product sent it: of the vectors, which an independent implementation computed.
type real struct {
	provider string
	secrets  []string
	header   http.Header // names in the casing of the wire
	body     string
	repeats  bool // the product's identity tells it from others
}

// sentAt is when the vectors were signed.
func sentAt() time.Time { return time.Unix(1777887001, 0).UTC() }

func reals(t *testing.T) []real {
	t.Helper()
	text, err := os.ReadFile("../provider/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	at := strconv.FormatInt(sentAt().Unix(), 10)
	of := func(name, field string) string {
		text, ok := v[name][field].(string)
		if !ok {
			t.Fatalf("the vectors have no %s of %s", field, name)
		}
		return text
	}
	return []real{
		{"finpilo", []string{"local-dev-key"}, http.Header{"Authorization": {"Bearer local-dev-key"}}, `{"documentId":"3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10", "documentType":"Invoice","documentNumber":"A-1001","currency":"EUR","subtotal":100.00,"taxTotal":21.00,"total":121.00}`, false},
		{"fintoro", []string{of("fintoro", "secret")}, http.Header{
			"webhook-id": {"0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44"}, "webhook-timestamp": {at}, "webhook-signature": {of("fintoro", "webhook-signature")},
		}, of("fintoro", "body"), true},
		{"moneybird", []string{of("moneybird", "secret")}, http.Header{
			"Idempotency-Key": {"5f0f4a52-3b1c-4a52-9d3e-0a1b2c3d4e5f"}, "Moneybird-Signature": {of("moneybird", "Moneybird-Signature")},
		}, of("moneybird", "body"), true},
		{"silverfin", []string{of("silverfin", "token1"), of("silverfin", "token2")}, http.Header{
			"X-SF-SIGNATURE-1": {of("silverfin", "X-SF-SIGNATURE-1")}, "X-SF-SIGNATURE-2": {of("silverfin", "X-SF-SIGNATURE-2")},
		}, of("silverfin", "body"), false},
		{"bookkeeper", []string{of("bookkeeper", "secret")}, http.Header{
			"webhook-id": {of("bookkeeper", "id")}, "webhook-timestamp": {at}, "webhook-signature": {of("bookkeeper", "webhook-signature")},
		}, of("bookkeeper", "body"), true},
	}
}

// verified is an app's own check, written after the vendors' documentation and sharing nothing with the relay.
func (r *real) verified(header http.Header, body []byte) bool {
	sum := func(key []byte, parts ...string) []byte {
		mac := hmac.New(sha256.New, key)
		for _, part := range parts {
			mac.Write([]byte(part))
		}
		return mac.Sum(nil)
	}
	inHex := func(secret string, parts ...string) string { return hex.EncodeToString(sum([]byte(secret), parts...)) }
	switch r.provider {
	case "finpilo":
		return header.Get("Authorization") == "Bearer "+r.secrets[0]
	case "fintoro":
		return header.Get("Webhook-Signature") == inHex(r.secrets[0], string(body))
	case "moneybird":
		at, signature, _ := strings.Cut(strings.TrimPrefix(header.Get("Moneybird-Signature"), "t="), ",v1=")
		return signature == inHex(r.secrets[0], at, ".", string(body))
	case "silverfin":
		return header.Get("X-Sf-Signature-1") == inHex(r.secrets[0], string(body)) && header.Get("X-Sf-Signature-2") == inHex(r.secrets[1], string(body))
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.secrets[0], "whsec_"))
	signature := sum(key, header.Get("Webhook-Id"), ".", header.Get("Webhook-Timestamp"), ".", string(body))
	return err == nil && header.Get("Webhook-Signature") == "v1,"+base64.StdEncoding.EncodeToString(signature)
}

// post sends a request to a hook, with what a tunnel and a client add, and returns the answer.
func (r *real) post(t *testing.T, url string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = r.header.Clone()
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "product/7")
	req.Header.Set("X-Own", "kept")
	req.Header.Set("Keep-Alive", "timeout=5")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp
}

// hook is where it comes in.
func (r *real) hook(to ...string) local.Hook {
	return local.Hook{Hook: inbound.Hook{Name: r.provider, Provider: r.provider, Secrets: r.secrets}, To: to}
}

// seenRequest is what an app got.
type seenRequest struct {
	header http.Header
	body   []byte
}

// realApp keeps what it gets, and answers what it is told to.
type realApp struct {
	*httptest.Server
	mu     sync.Mutex
	seen   []seenRequest
	status int
	answer string
}

func newRealApp(t *testing.T, status int) *realApp {
	a := &realApp{status: status}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		a.mu.Lock()
		defer a.mu.Unlock()
		a.seen = append(a.seen, seenRequest{r.Header.Clone(), body})
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.answer)
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *realApp) say(status int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.status = status
}

func (a *realApp) got() []seenRequest {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]seenRequest{}, a.seen...)
}

// relays starts a node that takes in at hooks, on a clock that stands when the vectors were signed.
func relays(t *testing.T, opt local.Options, hooks ...local.Hook) (*local.Node, *control.Client) {
	t.Helper()
	if opt.Public == nil {
		opt.Public = &local.Public{}
	}
	opt.Public.Listen, opt.Public.Hooks = "127.0.0.1:0", hooks
	if opt.Clock == nil {
		opt.Clock = relay.NewVirtualClock(sentAt())
	}
	opt.Bare = true
	return start(t, opt)
}
