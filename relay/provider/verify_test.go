package provider_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// verifier is a receiver's side of a scheme, written from the vendor's words and not from our code.
type verifier func(headers map[string]string, body []byte, secret string) bool

func signed(t testing.TB, dialect relay.Dialect, body []byte, secrets ...string) map[string]string {
	t.Helper()
	list, err := dialect.Headers(relay.SignInput{
		Now: time.Unix(1777887001, 0), Body: body, DialectID: "id-1", URL: "http://localhost:9000/hooks", Secrets: secrets,
	})
	if err != nil {
		t.Fatal(err)
	}
	headers := make(map[string]string, len(list))
	for _, h := range list {
		if _, twice := headers[h.Name]; twice {
			t.Fatalf("the header %s stands twice", h.Name)
		}
		headers[h.Name] = h.Value
	}
	return headers
}

func hexOf(secret string, text []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(text)
	return hex.EncodeToString(mac.Sum(nil))
}

func verifyFintoro(headers map[string]string, body []byte, secret string) bool {
	return headers["webhook-signature"] == hexOf(secret, body)
}

func verifyMoneybird(headers map[string]string, body []byte, secret string) bool {
	var t string
	var v1 []string
	for part := range strings.SplitSeq(headers["Moneybird-Signature"], ",") {
		switch key, value, _ := strings.Cut(part, "="); key {
		case "t":
			t = value
		case "v1":
			v1 = append(v1, value)
		}
	}
	return slices.Contains(v1, hexOf(secret, []byte(t+"."+string(body))))
}

func verifySilverfin(n string) verifier {
	return func(headers map[string]string, body []byte, token string) bool {
		return headers["X-SF-SIGNATURE-"+n] == hexOf(token, body)
	}
}

// verifyBookkeeper is the official library; it would compare the timestamp with the real time, which is not the point.
func verifyBookkeeper(headers map[string]string, body []byte, secret string) bool {
	wh, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return false
	}
	h := http.Header{}
	for name, value := range headers {
		h.Set(name, value)
	}
	return wh.VerifyIgnoringTimestamp(body, h) == nil
}

const (
	whsec1 = "whsec_YQqF+RKftbFy0eJhnUF1/p4wDFaYim5C"
	whsec2 = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
)

// schemes are the signing products, with two secrets each where the product takes two.
func schemes() map[string]struct {
	dialect relay.Dialect
	secrets []string
	verify  []verifier // of the secret at the same place
} {
	return map[string]struct {
		dialect relay.Dialect
		secrets []string
		verify  []verifier
	}{
		"fintoro":    {provider.Fintoro(), []string{"whsec_fintoro_2f6c"}, []verifier{verifyFintoro}},
		"moneybird":  {provider.Moneybird(), []string{"7d1f", "0011"}, []verifier{verifyMoneybird, verifyMoneybird}},
		"silverfin":  {provider.Silverfin(), []string{"one", "two"}, []verifier{verifySilverfin("1"), verifySilverfin("2")}},
		"bookkeeper": {provider.Bookkeeper(), []string{whsec1, whsec2}, []verifier{verifyBookkeeper, verifyBookkeeper}},
	}
}

func TestOneFlippedBitBreaksEverySignature(t *testing.T) {
	t.Parallel()
	body := []byte("{\"a\": 1.50,\r\n \"b\":\"\u20ac\"}")
	for name, scheme := range schemes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			headers := signed(t, scheme.dialect, body, scheme.secrets...)
			for i, verify := range scheme.verify {
				if !verify(headers, body, scheme.secrets[i]) {
					t.Fatalf("the signature of secret %d does not verify: %v", i+1, headers)
				}
				if verify(headers, body, whsec1[:len(whsec1)-1]+"D") {
					t.Errorf("the signature of secret %d verifies with another secret", i+1)
				}
				for bit := range len(body) * 8 {
					flipped := bytes.Clone(body)
					flipped[bit/8] ^= 1 << (bit % 8)
					if verify(headers, flipped, scheme.secrets[i]) {
						t.Fatalf("the signature of secret %d verifies with bit %d flipped", i+1, bit)
					}
				}
			}
		})
	}
}

func TestWhatASignatureCovers(t *testing.T) {
	t.Parallel()
	body := []byte(`{"a":1}`)
	tests := map[string]struct {
		scheme string
		header string
		value  string
		want   bool // whether it still verifies
	}{
		"fintoro does not cover the id":     {"fintoro", "webhook-id", "id-2", true},
		"fintoro does not cover the time":   {"fintoro", "webhook-timestamp", "1777887002", true},
		"moneybird does not cover the key":  {"moneybird", "Idempotency-Key", "id-2", true},
		"bookkeeper covers the id":          {"bookkeeper", "webhook-id", "id-2", false},
		"bookkeeper covers the time":        {"bookkeeper", "webhook-timestamp", "1777887002", false},
		"silverfin's second stands apart":   {"silverfin", "X-SF-SIGNATURE-2", "00", true},
		"silverfin's first is what is read": {"silverfin", "X-SF-SIGNATURE-1", "00", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scheme := schemes()[tt.scheme]
			headers := signed(t, scheme.dialect, body, scheme.secrets...)
			if _, ok := headers[tt.header]; !ok {
				t.Fatalf("there is no header %s in %v", tt.header, headers)
			}
			headers[tt.header] = tt.value
			if got := scheme.verify[0](headers, body, scheme.secrets[0]); got != tt.want {
				t.Errorf("verifies: %v, want %v", got, tt.want)
			}
		})
	}
	t.Run("moneybird covers the time", func(t *testing.T) {
		t.Parallel()
		headers := signed(t, provider.Moneybird(), body, "7d1f")
		headers["Moneybird-Signature"] = strings.Replace(headers["Moneybird-Signature"], "t=1777887001", "t=1777887002", 1)
		if verifyMoneybird(headers, body, "7d1f") {
			t.Error("the signature verifies with another time")
		}
	})
}

// OpenSSL computes the same from the same bytes: a second path that shares no code with Go's crypto.
func TestOpenSSLAgrees(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		fmt.Fprintln(os.Stderr, "WARNING: openssl is not installed: the signatures are NOT checked along a second path")
		t.Skip("openssl is not installed")
	}
	all := vectors(t)
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(all["bookkeeper"].Secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		dialect relay.Dialect
		secrets []string
		header  string
		cut     string // what stands before the digest in the header
		mac     []string
		lead    string // what is signed before the body
		body    string
	}{
		"fintoro": {
			provider.Fintoro(), []string{all["fintoro"].Secret},
			"webhook-signature", "", []string{"-hmac", all["fintoro"].Secret}, "", all["fintoro"].Body,
		},
		"moneybird": {
			provider.Moneybird(), []string{all["moneybird"].Secret},
			"Moneybird-Signature", "t=1777887001,v1=", []string{"-hmac", all["moneybird"].Secret}, "1777887001.", all["moneybird"].Body,
		},
		"silverfin token 1": {
			provider.Silverfin(), []string{"sf-signing-token-one", "sf-signing-token-two"},
			"X-SF-SIGNATURE-1", "", []string{"-hmac", "sf-signing-token-one"}, "", all["silverfin"].Body,
		},
		"silverfin token 2": {
			provider.Silverfin(), []string{"sf-signing-token-one", "sf-signing-token-two"},
			"X-SF-SIGNATURE-2", "", []string{"-hmac", "sf-signing-token-two"}, "", all["silverfin"].Body,
		},
		"bookkeeper": {
			provider.Bookkeeper(), []string{all["bookkeeper"].Secret},
			"webhook-signature", "v1,", []string{"-mac", "HMAC", "-macopt", "hexkey:" + hex.EncodeToString(key)}, "id-1.1777887001.", all["bookkeeper"].Body,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), openssl, slices.Concat([]string{"dgst", "-sha256", "-binary"}, tt.mac)...)
			cmd.Stdin = strings.NewReader(tt.lead + tt.body)
			digest, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			want := hex.EncodeToString(digest)
			if name == "bookkeeper" {
				want = base64.StdEncoding.EncodeToString(digest)
			}
			got := signed(t, tt.dialect, []byte(tt.body), tt.secrets...)[tt.header]
			if got != tt.cut+want {
				t.Errorf("%s = %s, openssl says %s%s", tt.header, got, tt.cut, want)
			}
		})
	}
}

func FuzzSign(f *testing.F) {
	f.Add([]byte(`{"a":1}`), "secret")
	f.Add([]byte{}, "\x00")
	f.Add([]byte("\xff\r\n"), "\u20ac")
	f.Fuzz(func(t *testing.T, body []byte, secret string) {
		if secret == "" {
			return
		}
		for name, scheme := range schemes() {
			secrets := []string{secret, secret}[:len(scheme.secrets)]
			if name == "bookkeeper" {
				secrets = scheme.secrets
			}
			headers := signed(t, scheme.dialect, body, secrets...)
			for i, verify := range scheme.verify {
				if !verify(headers, body, secrets[i]) {
					t.Errorf("%s: secret %d does not verify", name, i+1)
				}
			}
		}
	})
}
