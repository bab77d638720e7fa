package mock_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
)

func TestVectorsVerify(t *testing.T) {
	t.Parallel()
	for name, request := range vectors(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newRig(t, keyring{request.product: request.keys}, request.now)
			answer := request.post(b)
			if receipt := b.receipt(t); receipt.Verdict != relay.Accepted || remarks(receipt) != "" || answer.Code/100 != 2 {
				t.Errorf("%s %q, answered %d %s", receipt.Verdict, receipt.Problem, answer.Code, answer.Body)
			}
		})
	}
}

// The official vector of Standard Webhooks verifies; its body is no event.
func TestOfficialStandardWebhooksVector(t *testing.T) {
	t.Parallel()
	request := webhook{
		path: "/bookkeeper",
		headers: map[string]string{
			"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
			"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
		},
		body: `{"test": 2432232314}`,
	}
	b := newRig(t, keyring{"bookkeeper": {{Secrets: []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}}}, time.Unix(1614265330, 0))
	request.post(b)
	if receipt := b.receipt(t); receipt.Verdict != relay.Unreadable || receipt.Problem != "the body has no type" {
		t.Errorf("%s %q", receipt.Verdict, receipt.Problem)
	}
}

func TestMistakesAreRefused(t *testing.T) {
	t.Parallel()
	header := func(name, value string) func(*webhook) { return func(w *webhook) { w.headers[name] = value } }
	without := func(name string) func(*webhook) { return func(w *webhook) { delete(w.headers, name) } }
	known := func(secrets ...string) func(*webhook) {
		return func(w *webhook) { w.keys = []mock.Key{{Secrets: secrets}} }
	}
	later := func(d time.Duration) func(*webhook) { return func(w *webhook) { w.now = w.now.Add(d) } }
	flipped := func(w *webhook) {
		body := []byte(w.body)
		body[len(body)/2] ^= 1
		w.body = string(body)
	}
	tests := map[string]struct {
		vector  string
		change  func(*webhook)
		problem string
	}{
		"finpilo, another key":                {"finpilo", header("Authorization", "Bearer local-dev-keys"), "the Bearer key is not a known one"},
		"finpilo, no key":                     {"finpilo", without("Authorization"), "the Authorization header holds no Bearer key"},
		"finpilo, the key without its scheme": {"finpilo", header("Authorization", "local-dev-key"), "the Authorization header holds no Bearer key"},
		"finpilo, Basic":                      {"finpilo", header("Authorization", "Basic local-dev-key"), "the Authorization header holds no Bearer key"},
		"finpilo, an empty key":               {"finpilo", header("Authorization", "Bearer "), "the Bearer key is not a known one"},

		"fintoro, wrong secret":          {"fintoro", known("whsec_fintoro_ffffffffffffffffffffffffffffffff"), "webhook-signature matches no known secret"},
		"fintoro, secret without prefix": {"fintoro", known("2f6c1e9ab04d4c7d8e5f60718293a4b5"), "webhook-signature matches no known secret"},
		"fintoro, flipped bit":           {"fintoro", flipped, "webhook-signature matches no known secret"},
		"fintoro, stale":                 {"fintoro", later(301 * time.Second), "webhook-timestamp is 5m1s old, more than 5m0s"},
		"fintoro, future":                {"fintoro", later(-301 * time.Second), "webhook-timestamp is 5m1s in the future, more than 5m0s"},
		"fintoro, no id":                 {"fintoro", without("webhook-id"), "webhook-id is missing"},
		"fintoro, no timestamp":          {"fintoro", without("webhook-timestamp"), "webhook-timestamp is missing"},
		"fintoro, no signature":          {"fintoro", without("webhook-signature"), "webhook-signature is missing"},
		"fintoro, upper-case hex": {"fintoro", func(w *webhook) {
			w.headers["webhook-signature"] = strings.ToUpper(w.headers["webhook-signature"])
		}, "webhook-signature matches no known secret"},
		"fintoro, signed the Standard way": {"fintoro", func(w *webhook) {
			w.headers["webhook-signature"] = standard([]byte(w.keys[0].Secrets[0]), w.headers["webhook-id"], w.headers["webhook-timestamp"], w.body)
		}, "webhook-signature has the form of Standard Webhooks; Fintoro sends bare hex over the body"},
		"fintoro, id and time signed as well": {"fintoro", func(w *webhook) {
			w.headers["webhook-signature"] = hexMAC(w.keys[0].Secrets[0], w.headers["webhook-id"]+"."+w.headers["webhook-timestamp"]+"."+w.body)
		}, "webhook-signature matches no known secret"},

		"moneybird, wrong secret": {"moneybird", known("ffff"), "no v1 of Moneybird-Signature matches a known secret"},
		"moneybird, old secret":   {"moneybird", known("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"), "no v1 of Moneybird-Signature matches a known secret"},
		"moneybird, flipped bit":  {"moneybird", flipped, "no v1 of Moneybird-Signature matches a known secret"},
		"moneybird, stale":        {"moneybird", later(301 * time.Second), "Moneybird-Signature's t is 5m1s old, more than 5m0s"},
		"moneybird, no signature": {"moneybird", without("Moneybird-Signature"), "Moneybird-Signature is missing"},
		"moneybird, no t":         {"moneybird", header("Moneybird-Signature", "v1=aa"), "Moneybird-Signature must hold one t"},
		"moneybird, two t":        {"moneybird", header("Moneybird-Signature", "t=1777887001,t=1777887001,v1=aa"), "Moneybird-Signature must hold one t"},
		"moneybird, another time": {"moneybird", func(w *webhook) {
			w.headers["Moneybird-Signature"] = strings.Replace(w.headers["Moneybird-Signature"], "t=1777887001", "t=1777887002", 1)
		}, "no v1 of Moneybird-Signature matches a known secret"},
		"moneybird, only unknown":    {"moneybird", header("Moneybird-Signature", "t=1777887001,v0=aa,v2=bb"), "Moneybird-Signature holds no v1"},
		"moneybird, t is no time":    {"moneybird", header("Moneybird-Signature", "t=-1,v1=aa"), "Moneybird-Signature's t holds no time in Unix seconds"},
		"moneybird, t overflows":     {"moneybird", header("Moneybird-Signature", "t=18446744073709551616,v1=aa"), "Moneybird-Signature's t holds no time in Unix seconds"},
		"moneybird, key hex-decoded": {"moneybird", func(w *webhook) { w.keys[0].Secrets = []string{"\x7d\x1f"} }, "no v1 of Moneybird-Signature matches a known secret"},

		"silverfin, wrong tokens":   {"silverfin", known("one", "two"), "neither signature matches its token"},
		"silverfin, flipped bit":    {"silverfin", flipped, "neither signature matches its token"},
		"silverfin, swapped tokens": {"silverfin", known("sf-signing-token-two", "sf-signing-token-one"), "the two signatures are swapped: token 1 belongs to X-SF-SIGNATURE-1, token 2 to X-SF-SIGNATURE-2"},
		"silverfin, no signatures": {"silverfin", func(w *webhook) {
			delete(w.headers, "X-SF-SIGNATURE-1")
			delete(w.headers, "X-SF-SIGNATURE-2")
		}, "X-SF-SIGNATURE-1 and X-SF-SIGNATURE-2 are missing"},

		"bookkeeper, wrong secret":             {"bookkeeper", known("whsec_AAAAF+RKftbFy0eJhnUF1/p4wDFaYim5C"), "no v1 of webhook-signature matches a known secret"},
		"bookkeeper, secret not decoded":       {"bookkeeper", func(w *webhook) { w.sign([]byte(w.keys[0].Secrets[0])) }, "no v1 of webhook-signature matches a known secret"},
		"bookkeeper, flipped bit":              {"bookkeeper", flipped, "no v1 of webhook-signature matches a known secret"},
		"bookkeeper, stale":                    {"bookkeeper", later(301 * time.Second), "webhook-timestamp is 5m1s old, more than 5m0s"},
		"bookkeeper, another id":               {"bookkeeper", header("webhook-id", "msg_2"), "no v1 of webhook-signature matches a known secret"},
		"bookkeeper, id with a dot":            {"bookkeeper", header("webhook-id", "msg.2"), "webhook-id holds a dot, which would make the signed text ambiguous"},
		"bookkeeper, no id":                    {"bookkeeper", without("webhook-id"), "webhook-id is missing"},
		"bookkeeper, no timestamp":             {"bookkeeper", without("webhook-timestamp"), "webhook-timestamp is missing"},
		"bookkeeper, no signature":             {"bookkeeper", without("webhook-signature"), "webhook-signature is missing"},
		"bookkeeper, timestamp in nanoseconds": {"bookkeeper", header("webhook-timestamp", "1777887001000000000"), "webhook-timestamp holds no time in Unix seconds"},
		"bookkeeper, only unknown versions":    {"bookkeeper", header("webhook-signature", "v1a,aaaa v2,bbbb"), "webhook-signature holds no v1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := vectors(t)[test.vector].but(test.change)
			b := newRig(t, keyring{request.product: request.keys}, request.now)
			answer := request.post(b)
			receipt := b.receipt(t)
			if receipt.Verdict != relay.Rejected || receipt.Problem != test.problem || receipt.Status != http.StatusUnauthorized {
				t.Errorf("receipt: %s %d %q, want rejected 401 %q", receipt.Verdict, receipt.Status, receipt.Problem, test.problem)
			}
			if want := `{"error":"` + test.problem + `"}`; answer.Code != http.StatusUnauthorized || answer.Body.String() != want {
				t.Errorf("answered %d %s, want 401 %s", answer.Code, answer.Body, want)
			}
			if len(b.postings(t)) != 0 {
				t.Error("something was booked")
			}
			for _, key := range request.keys {
				for _, secret := range key.Secrets {
					if strings.Contains(answer.Body.String(), secret) {
						t.Error("the answer holds a secret")
					}
				}
			}
		})
	}
}

func TestWhatElseIsAccepted(t *testing.T) {
	t.Parallel()
	second := "whsec_" + base64.StdEncoding.EncodeToString([]byte("another key of twenty-four bytes"))
	tests := map[string]struct {
		vector string
		change func(*webhook)
		remark string
	}{
		"finpilo: a known subscription without a key accepts no key": {"finpilo", func(w *webhook) {
			w.keys = append(w.keys, mock.Key{})
			delete(w.headers, "Authorization")
		}, ""},
		"finpilo: a known subscription without a key accepts any key": {"finpilo", func(w *webhook) {
			w.keys = []mock.Key{{Secrets: []string{""}}}
			w.headers["Authorization"] = "Bearer whatever"
		}, ""},
		"finpilo: the scheme is read in any case": {"finpilo", func(w *webhook) { w.headers["Authorization"] = "bearer local-dev-key" }, ""},
		"finpilo: no subscription known":          {"finpilo", func(w *webhook) { w.keys = nil }, "not verified: no secret known"},
		"fintoro: no secret known":                {"fintoro", func(w *webhook) { w.keys = nil }, "not verified: no secret known"},
		"moneybird: no secret known":              {"moneybird", func(w *webhook) { w.keys = []mock.Key{{}} }, "not verified: no secret known"},
		"silverfin: no secret known":              {"silverfin", func(w *webhook) { w.keys = nil }, "not verified: no secret known"},
		"bookkeeper: no secret known":             {"bookkeeper", func(w *webhook) { w.keys = nil }, "not verified: no secret known"},

		"fintoro: exactly at the limit":            {"fintoro", func(w *webhook) { w.now = w.now.Add(300 * time.Second) }, ""},
		"fintoro: the key of another subscription": {"fintoro", func(w *webhook) { w.keys = append([]mock.Key{{Secrets: []string{"whsec_fintoro_0"}}}, w.keys...) }, ""},
		"fintoro: an id that was never signed":     {"fintoro", func(w *webhook) { w.headers["webhook-id"] = "made up" }, "webhook-id is not the body's id"},
		"moneybird: unknown schemes and blanks are passed over": {"moneybird", func(w *webhook) {
			w.headers["Moneybird-Signature"] = "v0=1, x, " + w.headers["Moneybird-Signature"] + ", v2=abc"
		}, ""},
		"moneybird: rotation, the new secret known": {"moneybird, two secrets", func(w *webhook) {
			w.keys = []mock.Key{{Secrets: []string{"7d1f0c6b5a4e39281706f5e4d3c2b1a00f1e2d3c4b5a69788796a5b4c3d2e1f0"}}}
		}, ""},
		"silverfin: only the first matches":  {"silverfin", func(w *webhook) { w.headers["X-SF-SIGNATURE-2"] = "old" }, ""},
		"silverfin: only the second matches": {"silverfin", func(w *webhook) { delete(w.headers, "X-SF-SIGNATURE-1") }, ""},
		"bookkeeper: rotation, new signature first": {"bookkeeper", func(w *webhook) {
			old := w.headers["webhook-signature"]
			w.sign([]byte("another key of twenty-four bytes"))
			w.headers["webhook-signature"] += " v1a,ed25519 " + old
		}, ""},
		"bookkeeper: rotation, both secrets known": {"bookkeeper", func(w *webhook) {
			w.keys[0].Secrets = append([]string{second}, w.keys[0].Secrets...)
		}, ""},
		"bookkeeper: a known secret that is none": {"bookkeeper", func(w *webhook) {
			w.keys = append(w.keys, mock.Key{Secrets: []string{"whsec_%%%", "plain"}})
		}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := vectors(t)[test.vector].but(test.change)
			b := newRig(t, keyring{request.product: request.keys}, request.now)
			request.post(b)
			if receipt := b.receipt(t); receipt.Verdict != relay.Accepted || remarks(receipt) != test.remark {
				t.Errorf("%s %q, want accepted %q", receipt.Verdict, receipt.Problem, test.remark)
			}
		})
	}
}

// sign signs again as Standard Webhooks do.
func (w *webhook) sign(key []byte) {
	w.headers["webhook-signature"] = standard(key, w.headers["webhook-id"], w.headers["webhook-timestamp"], w.body)
}
