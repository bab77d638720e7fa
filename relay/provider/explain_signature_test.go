package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// sentOf is an attempt as the product sends it, by values that an independent implementation computed.
func sentOf(t *testing.T, p *signer) relay.SentAttempt {
	t.Helper()
	r := refused(p, 401, "")
	all := vectorsOf(t)
	values := map[string]string{
		"fintoro": all["fintoro"].WebhookSignature, "moneybird": all["moneybird"].Moneybird, "silverfin": all["silverfin"].Silverfin1, "bookkeeper": all["bookkeeper"].WebhookSignature,
	}
	r.Attempt.Request.Headers = p.headers(values[p.name])
	if p.name == "silverfin" {
		r.Attempt.Request.Headers = append(r.Attempt.Request.Headers, relay.Header{Name: "X-SF-SIGNATURE-2", Value: all["silverfin"].Silverfin2})
	}
	return relay.SentAttempt{Attempt: r.Attempt, Provider: p.name, Body: p.body, Subscription: r.Subscription, Now: r.Attempt.StartedAt.Add(time.Minute)}
}

func explainSignature(t *testing.T, in relay.SentAttempt) relay.Signature {
	t.Helper()
	s := provider.Explainer{}.ExplainSignature(in)
	shown := fmt.Sprint(s.Verdict, s.Algorithm, s.Key, s.SignedBytes, s.Headers, s.Mistake, s.Line)
	if in.Subscription != nil {
		for _, secret := range in.Subscription.Secrets {
			if strings.Contains(shown, secret.Value) {
				t.Errorf("a secret is in it: %s", shown)
			}
		}
	}
	if s.Line == "" || strings.ContainsAny(s.Line, "\n\r") {
		t.Errorf("the line is %q", s.Line)
	}
	return s
}

func TestExplainSignatureOfWhatIsRight(t *testing.T) {
	t.Parallel()
	want := map[string]struct{ algorithm, key, line string }{
		"fintoro": {"HMAC-SHA256, hex", "the whole secret as text, whsec_fintoro_ included",
			"right: HMAC-SHA256, hex over raw body, key: the whole secret as text, whsec_fintoro_ included, of sub_06a…t7z9"},
		"moneybird": {"HMAC-SHA256, hex", "the whole secret as text",
			"right: HMAC-SHA256, hex over t.body, key: the whole secret as text, of sub_06a…t7z9"},
		"silverfin": {"HMAC-SHA256, hex", "token 1 as text; token 2 as text",
			"right: HMAC-SHA256, hex over raw body, key: token 1 as text; token 2 as text, of sub_06a…t7z9"},
		"bookkeeper": {"HMAC-SHA256, base64", "the base64-decoded bytes behind whsec_",
			"right: HMAC-SHA256, base64 over id.timestamp.body, key: the base64-decoded bytes behind whsec_, of sub_06a…t7z9"},
	}
	for name, p := range signers(t) {
		in := sentOf(t, &p)
		s := explainSignature(t, in)
		got := struct{ algorithm, key, line string }{s.Algorithm, s.Key, s.Line}
		if s.Verdict != relay.SignatureRight || s.Mistake != nil || s.SignedBytes == "" || got != want[name] {
			t.Errorf("%s: %s, %v, %+v", name, s.Verdict, s.Mistake, got)
		}
		if signed := s.Lead + string(s.Body); signed != string(p.text(p.body)) {
			t.Errorf("%s signed %q", name, signed)
		}
		if len(s.Headers) != len(p.secrets) {
			t.Errorf("%s: headers %+v", name, s.Headers)
		}
		for _, h := range s.Headers {
			if !h.Matches || h.Sent == "" || h.Expected != h.Sent {
				t.Errorf("%s: %+v", name, h)
			}
		}
	}
}

// What a fault does is wrong, is no mistake of anybody, and says what should have been where that can be told.
func TestExplainSignatureOfWhatAFaultSpoiled(t *testing.T) {
	t.Parallel()
	struck := func(in *relay.SentAttempt, name, value, note string) {
		in.Attempt.Faults = append(in.Attempt.Faults, relay.AppliedFault{Name: name, Value: value, At: relay.AtSender, Note: note})
	}
	half := func(p *signer) []byte { return p.body[:len(p.body)/2] }
	cases := map[string]struct {
		spoil    func(in *relay.SentAttempt, p *signer)
		verdict  relay.SignatureVerdict
		line     string
		expected func(p *signer) string // of the first header; nil: as it was sent
	}{
		"bad-signature": {func(in *relay.SentAttempt, p *signer) {
			in.Attempt.Request.Headers = p.headers(p.wrap(p.encode(make([]byte, 32))))
			struck(in, "bad-signature", "", "one character was changed")
		}, relay.SignatureWrong, "wrong: the fault bad-signature spoiled this request on purpose (one character was changed)", func(p *signer) string { return p.right() }},
		"wrong-secret": {func(in *relay.SentAttempt, p *signer) {
			in.Attempt.Request.Headers = p.headers(p.wrap(p.encode(p.mac(p.text(p.body), []byte("another")))))
			struck(in, "wrong-secret", "", "")
		}, relay.SignatureWrong, "the fault wrong-secret spoiled", func(p *signer) string { return p.right() }},
		"truncate-body": {func(in *relay.SentAttempt, p *signer) {
			in.Attempt.Request.Body = half(p)
			struck(in, "truncate-body", "", "half")
		}, relay.SignatureWrong, "the fault truncate-body spoiled", func(p *signer) string { return p.wrap(p.encode(p.mac(p.text(half(p)), p.key))) }},
		"missing-signature": {func(in *relay.SentAttempt, p *signer) {
			in.Attempt.Request.Headers = []relay.Header{{Name: "webhook-id", Value: p.id}, {Name: "webhook-timestamp", Value: p.time}}
			struck(in, "missing-signature", "", "")
		}, relay.SignatureMissing, "unsigned: the fault missing-signature spoiled", func(p *signer) string {
			if p.name == "moneybird" { // its time went with it
				return ""
			}
			return p.right()
		}},
		"stale-timestamp": {func(in *relay.SentAttempt, p *signer) {
			struck(in, "stale-timestamp", "10m", "signed as if sent 10m ago")
		},
			relay.SignatureWrong, "the fault stale-timestamp=10m spoiled this request on purpose (signed as if sent 10m ago)", nil},
		"a stale time that a receiver takes": {func(in *relay.SentAttempt, p *signer) {
			struck(in, "stale-timestamp", "300s", "signed as if sent 300s ago")
		},
			relay.SignatureRight, "right: ", nil},
		"a fault that was not applied": {func(in *relay.SentAttempt, p *signer) { struck(in, "bad-signature", "", "not applied: no") }, relay.SignatureRight, "right: ", nil},
		"a fault of the answer":        {func(in *relay.SentAttempt, p *signer) { struck(in, "status", "503", "") }, relay.SignatureRight, "right: ", nil},
	}
	for fault, tt := range cases {
		for name, p := range signers(t) {
			t.Run(fault+" "+name, func(t *testing.T) {
				t.Parallel()
				in := sentOf(t, &p)
				tt.spoil(&in, &p)
				s := explainSignature(t, in)
				if s.Verdict != tt.verdict || s.Mistake != nil || !strings.Contains(s.Line, tt.line) {
					t.Errorf("%s, %v, %q", s.Verdict, s.Mistake, s.Line)
				}
				h := s.Headers[0]
				if tt.expected == nil {
					if !h.Matches || h.Expected != h.Sent || h.Sent == "" {
						t.Errorf("%+v", h)
					}
				} else if h.Matches || h.Expected != tt.expected(&p) {
					t.Errorf("%+v, want expected %q", h, tt.expected(&p))
				}
				if signed := s.Lead + string(s.Body); signed != string(p.text(p.body)) && !(fault == "missing-signature" && name == "moneybird" && s.Body == nil) {
					t.Errorf("signed %q", signed)
				}
			})
		}
	}
}

// Where a fault changed the body before it was signed and another after that, nobody knows any more what was signed.
func TestExplainSignatureOfABodyThatIsGone(t *testing.T) {
	t.Parallel()
	p := signers(t)["fintoro"]
	in := sentOf(t, &p)
	in.Attempt.Faults = []relay.AppliedFault{{Name: "extra-fields", At: relay.AtSender}, {Name: "corrupt-body", At: relay.AtSender}}
	if s := explainSignature(t, in); s.Body != nil || s.Lead != "" {
		t.Errorf("signed %q", s.Lead+string(s.Body))
	}
}

// The secrets are those of the attempt's time, as far as they are known.
func TestExplainSignatureAfterTheSecretChanged(t *testing.T) {
	t.Parallel()
	for name, p := range signers(t) {
		// The first one was replaced since, and is remembered.
		in := sentOf(t, &p)
		in.Subscription.UpdatedAt = in.Attempt.StartedAt.Add(1)
		in.Subscription.Secrets[0].ExpiresAt = in.Attempt.StartedAt.Add(1)
		in.Subscription.Secrets = append([]relay.Secret{{Value: p.old}}, append(in.Subscription.Secrets[1:], in.Subscription.Secrets[0])...)
		s := explainSignature(t, in)
		if s.Verdict != relay.SignatureRight || !strings.Contains(s.Key, "which has ended since") || !s.Headers[0].Matches || !s.Headers[len(s.Headers)-1].Matches {
			t.Errorf("%s, replaced since: %s, %q, %+v", name, s.Verdict, s.Key, s.Headers)
		}
		// It had ended before: the engine would not have signed with it.
		in.Subscription.Secrets[len(in.Subscription.Secrets)-1].ExpiresAt = in.Attempt.StartedAt
		if s := explainSignature(t, in); s.Headers[0].Matches || s.Headers[0].Expected != "" {
			t.Errorf("%s, ended before: %+v", name, s.Headers)
		}
		// It is forgotten.
		in.Subscription.Secrets = []relay.Secret{{Value: p.old}, {Value: p.old}}[:len(p.secrets)]
		s = explainSignature(t, in)
		if s.Verdict != relay.SignatureUnknown || !strings.Contains(s.Line, "replaced since") || s.Headers[0].Expected != "" || s.Headers[0].Sent == "" {
			t.Errorf("%s, forgotten: %+v", name, s)
		}
		// Nobody touched it: then the signature is wrong indeed, and it says what would be right.
		in.Subscription.UpdatedAt = in.Attempt.StartedAt
		if s := explainSignature(t, in); s.Verdict != relay.SignatureWrong || s.Headers[0].Expected == "" || s.Headers[0].Matches {
			t.Errorf("%s, untouched: %+v", name, s)
		}
		in.Subscription = nil
		if s := explainSignature(t, in); s.Verdict != relay.SignatureUnknown || s.Headers[0].Sent == "" || len(s.Body) == 0 || !strings.Contains(s.Line, "gone") {
			t.Errorf("%s, gone: %+v", name, s)
		}
	}
}

// An attempt that was cut off by a crash has no request.
func TestExplainSignatureWithoutARequest(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"fintoro", "finpilo"} {
		in := relay.SentAttempt{Provider: name, Attempt: &relay.Attempt{Outcome: relay.Aborted, Error: "ledgerhook ended"}, Body: []byte("{}"), Subscription: &relay.Subscription{}}
		if s := explainSignature(t, in); s.Verdict != relay.SignatureUnknown || s.Headers != nil || s.Body != nil || !strings.HasSuffix(s.Line, "ledgerhook ended") {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestExplainSignatureOfFinpilo(t *testing.T) {
	t.Parallel()
	const words = "the API key as Bearer token"
	host, bearer := relay.Header{Name: "Host", Value: "127.0.0.1"}, relay.Header{Name: "Authorization", Value: "Bearer ***"}
	masked := relay.ProvingHeader{Name: "Authorization", Sent: "Bearer ***"}
	right := masked
	right.Matches = true
	tests := map[string]struct {
		headers []relay.Header
		fault   string
		verdict relay.SignatureVerdict
		key     string
		want    []relay.ProvingHeader
		line    string
	}{
		"with a key":       {[]relay.Header{host, bearer}, "", relay.SignatureRight, words, []relay.ProvingHeader{right}, "Finpilo has no signature"},
		"an older one":     {[]relay.Header{{Name: "Authorization", Value: "Bearer local-dev-key"}}, "", relay.SignatureRight, words, []relay.ProvingHeader{right}, "right"},
		"without a key":    {[]relay.Header{host}, "", relay.SignatureMissing, "", nil, "no API key was set"},
		"a key left out":   {[]relay.Header{host}, "missing-signature", relay.SignatureMissing, words, []relay.ProvingHeader{{Name: "Authorization"}}, "the fault missing-signature"},
		"a forged key":     {[]relay.Header{host, bearer}, "bad-signature", relay.SignatureWrong, words, []relay.ProvingHeader{masked}, "the fault bad-signature"},
		"somebody else's":  {[]relay.Header{host, bearer}, "wrong-secret", relay.SignatureWrong, words, []relay.ProvingHeader{masked}, "the fault wrong-secret"},
		"another body":     {[]relay.Header{host, bearer}, "corrupt-body", relay.SignatureRight, words, []relay.ProvingHeader{right}, "changed the body, which nothing signs"},
		"nothing to forge": {[]relay.Header{host, bearer}, "stale-timestamp", relay.SignatureRight, words, []relay.ProvingHeader{right}, "right"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := relay.SentAttempt{
				Provider: "finpilo", Body: []byte("{}"), Subscription: &relay.Subscription{ID: "sub_1", Secrets: []relay.Secret{{Value: "local-dev-key"}}},
				Attempt: &relay.Attempt{Request: relay.Request{Headers: tt.headers, Body: []byte("{}")}},
			}
			if tt.fault != "" {
				in.Attempt.Faults = []relay.AppliedFault{{Name: tt.fault, At: relay.AtSender}}
			}
			s := explainSignature(t, in)
			if s.Verdict != tt.verdict || s.Key != tt.key || s.Algorithm != "API key in Authorization" || s.Body != nil || !strings.Contains(s.Line, tt.line) {
				t.Errorf("%+v", s)
			}
			if diff := cmp.Diff(tt.want, s.Headers); diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
		})
	}
}
