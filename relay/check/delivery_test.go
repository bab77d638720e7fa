package check_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// pythonLike writes JSON as json.dumps does with its defaults, as long as there is nothing but objects, texts and numbers.
func pythonLike(body []byte) []byte {
	var b bytes.Buffer
	_ = json.Compact(&b, body)
	out, inString := []byte{}, false
	for i, c := range b.Bytes() {
		if c == '"' && (i == 0 || b.Bytes()[i-1] != '\\') {
			inString = !inString
		}
		if out = append(out, c); !inString && (c == ',' || c == ':') {
			out = append(out, ' ')
		}
	}
	return out
}

func TestARefusedRightWebhookNamesTheMistake(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		products string
		spoil    func(rc *receiver)
		says     string
	}{
		"hex-decoded key": {"fintoro moneybird", func(rc *receiver) {
			rc.key = func(secret string) []byte {
				key, _ := hex.DecodeString(strings.TrimPrefix(secret, "whsec_fintoro_"))
				return key
			}
		}, "the bytes that the secret's hex stands for"},
		"prefix cut": {"fintoro", func(rc *receiver) {
			rc.key = func(secret string) []byte { return []byte(strings.TrimPrefix(secret, "whsec_fintoro_")) }
		}, "the text behind whsec_fintoro_"},
		"key not decoded":              {"bookkeeper", func(rc *receiver) { rc.key = func(secret string) []byte { return []byte(secret) } }, "not decoded"},
		"re-serialised as Python does": {"fintoro bookkeeper", func(rc *receiver) { rc.body = pythonLike }, "re-serialised JSON (Python's json.dumps"},
		"id.time.body": {"fintoro", func(rc *receiver) {
			rc.text = func(id, t string, body []byte) []byte { return []byte(id + "." + t + "." + string(body)) }
		}, "id.timestamp.body"},
		"Standard Webhooks": {"fintoro", func(rc *receiver) {
			rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
				id, t, given := rc.presented(r)
				sum, _ := hex.DecodeString(rc.sign(rc.secrets[0], "", "", []byte(id+"."+t+"."+string(body))))
				return given[0] == "v1,"+base64.StdEncoding.EncodeToString(sum)
			}
		}, "by the scheme of Bookkeeper"},
		"body alone":      {lists, func(rc *receiver) { rc.text = func(_, _ string, body []byte) []byte { return body } }, "the raw body alone"},
		"SHA-1":           {signers, func(rc *receiver) { rc.hash = sha1.New }, "HMAC-SHA1"},
		"tokens swapped":  {"silverfin", func(rc *receiver) { rc.secrets = []string{rc.secrets[1], rc.secrets[0]} }, "the other header's token"},
		"secret not read": {"fintoro moneybird silverfin", func(rc *receiver) { rc.secrets = []string{"undefined", "undefined"} }, "no secret at all"},
		"a line feed in the secret": {"fintoro moneybird silverfin", func(rc *receiver) {
			rc.key = func(secret string) []byte { return []byte(secret + "\n") }
		}, "a line break or blank beside the secret"},
		"milliseconds": {"fintoro moneybird bookkeeper", func(rc *receiver) {
			fresh := rc.fresh
			rc.fresh = func(t string) bool {
				millis, _ := strconv.ParseInt(t, 10, 64)
				return fresh(strconv.FormatInt(millis/1000, 10))
			}
		}, "for milliseconds"},
		"the key without its scheme": {"finpilo", func(rc *receiver) {
			rc.verified = func(rc *receiver, r *http.Request, _ []byte) bool {
				return r.Header.Get("Authorization") == rc.secrets[0]
			}
		}, "whole header with the key"},
		"the key in another header": {"finpilo", func(rc *receiver) {
			rc.verified = func(rc *receiver, r *http.Request, _ []byte) bool { return r.Header.Get("X-Api-Key") == rc.secrets[0] }
		}, "X-API-Key"},
		"no key at all": {"finpilo", func(rc *receiver) {
			rc.verified = func(_ *receiver, r *http.Request, _ []byte) bool { return r.Header.Get("Authorization") == "" }
		}, "takes what does not"},
	}
	g := newRig(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for product := range strings.FieldsSeq(tt.products) {
				rc := rightReceiver(product)
				tt.spoil(rc)
				o := g.options(t, product, rc)
				o.Only = []string{"delivery/valid"}
				result := run(t, o)["delivery/valid"]
				if result.Verdict != check.Fail || !strings.Contains(result.Detail, tt.says) || result.Remedy == "" {
					t.Errorf("%s: got %s %q, remedy %q; want %q", product, result.Verdict, result.Detail, result.Remedy, tt.says)
				}
				if len(result.Exchanges) != 2 {
					t.Errorf("%s: %d exchanges are shown, want the right webhook and the one that was taken", product, len(result.Exchanges))
				}
			}
		})
	}
}

func TestARefusedRightWebhookHasARemedyForEachAnswer(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for status, want := range map[int]string{
		204: "200 and nothing else", 307: "redirects", 404: "with its path", 401: "same secret", 422: "no known mistake", 500: "log",
	} {
		o := g.options(t, "moneybird", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		o.Only = []string{"delivery/valid"}
		result := run(t, o)["delivery/valid"]
		if result.Verdict != check.Fail || !strings.Contains(result.Remedy, want) {
			t.Errorf("%d: got %s, remedy %q, want %q", status, result.Verdict, result.Remedy, want)
		}
	}
	o := g.options(t, "moneybird", http.NotFoundHandler())
	o.URL, o.Only = "http://127.0.0.1:1/", []string{"delivery/valid"}
	if result := run(t, o)["delivery/valid"]; !strings.Contains(result.Remedy, "start the receiver") {
		t.Errorf("nobody listens: remedy %q", result.Remedy)
	}
	o = g.options(t, "fintoro", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }))
	o.Only = []string{"delivery/valid"}
	if result := run(t, o)["delivery/valid"]; !strings.Contains(result.Remedy, "Standard Webhooks") {
		t.Errorf("Fintoro: remedy %q", result.Remedy)
	}
	o = g.options(t, "finpilo", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }))
	o.Secrets, o.Only = nil, []string{"delivery/valid"}
	if result := run(t, o)["delivery/valid"]; !strings.Contains(result.Remedy, "API key with --secret") {
		t.Errorf("no key: remedy %q", result.Remedy)
	}
}

// An app that takes webhooks and books none is told so; one whose books tell under names of their own is told that.
func TestAnAppThatBooksNothingIsTold(t *testing.T) {
	t.Parallel()
	for product, want := range map[string]check.Verdict{"fintoro": check.Warn, "finpilo": check.Warn, "silverfin": check.Skip} {
		rc := rightReceiver(product)
		o := newRig(t).options(t, product, rc)
		o.Only = []string{"delivery"}
		o.Observed = rc.observed
		if r := run(t, o)["delivery/booked"]; r.Verdict != check.Pass {
			t.Errorf("the right app of %s: %s %q", product, r.Verdict, r.Detail)
		}
		o.RunID += "-2"
		o.Observed = func(context.Context) ([]relay.ObservedItem, error) { return nil, nil }
		if r := run(t, o)["delivery/booked"]; r.Verdict != want || !strings.Contains(r.Detail, "does not show in what the app tells of its books") {
			t.Errorf("%s: %s %q, want %s", product, r.Verdict, r.Detail, want)
		}
	}
}
