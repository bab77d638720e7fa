package provider_test

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// refused is an attempt of a product that was answered so.
func refused(p *signer, status int, answer string) relay.Refused {
	sub := &relay.Subscription{ID: "sub_06a7q0g5k8s1v2m3n4p5r6t7z9", Provider: p.name, UpdatedAt: time.Unix(1777880000, 0)}
	for _, secret := range p.secrets {
		sub.Secrets = append(sub.Secrets, relay.Secret{Value: secret})
	}
	headers := p.headers(p.right())
	if p.name == "silverfin" {
		headers = append(headers, relay.Header{Name: "X-SF-SIGNATURE-2", Value: hexOf(p.secrets[1], p.body)})
	}
	return relay.Refused{
		Provider: p.name, Subscription: sub, Now: time.Unix(1777887002, 0),
		Attempt: &relay.Attempt{
			StartedAt: time.Unix(1777887001, 0), Outcome: relay.HTTPError, Request: relay.Request{Headers: headers, Body: p.body},
			Response: &relay.Response{Status: status, Body: []byte(answer)},
		},
	}
}

func explainAttempt(t *testing.T, r relay.Refused) string {
	t.Helper()
	line := provider.Explainer{}.ExplainAttempt(r)
	if r.Subscription != nil {
		for _, secret := range r.Subscription.Secrets {
			if strings.Contains(line, secret.Value) {
				t.Errorf("a secret is in it: %q", line)
			}
		}
	}
	if strings.ContainsAny(line, "\n\r") {
		t.Errorf("more than a line: %q", line)
	}
	return line
}

func wantsLine(t *testing.T, line string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(line, w) {
			t.Errorf("%q lacks %q", line, w)
		}
	}
	if n := utf8.RuneCountInString(line); n > 200 {
		t.Errorf("%d characters: %q", n, line)
	}
}

// The lines of all products, whole.
func TestExplainAttempt(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"fintoro":    "sent right: hex HMAC-SHA256 over raw body, key: the whole secret of sub_06a…t7z9, whsec_fintoro_ included",
		"moneybird":  "sent right: hex HMAC-SHA256 over t.body, key: the whole secret of sub_06a…t7z9",
		"silverfin":  "sent right: hex HMAC-SHA256 over raw body, key: tokens 1 and 2 of sub_06a…t7z9 as text",
		"bookkeeper": "sent right: base64 HMAC-SHA256 over id.timestamp.body, key: the decoded base64 behind whsec_ of sub_06a…t7z9",
	}
	for name, p := range signers(t) {
		for _, status := range []int{400, 401, 403} {
			if got := explainAttempt(t, refused(&p, status, "")); got != want[name] {
				t.Errorf("%s: %q", name, got)
			}
			got := explainAttempt(t, refused(&p, status, `{"error":"no such\nuser"}`))
			if got != want[name]+"; the answer says: no such user" {
				t.Errorf("%s: %q", name, got)
			}
		}
		for _, status := range []int{200, 404, 500, 503} {
			if got := explainAttempt(t, refused(&p, status, "")); got != "" {
				t.Errorf("%s, %d: %q", name, status, got)
			}
		}
	}
}

// What an answer shows is found wherever it stands, and named.
func TestExplainAttemptNamesTheMistakeInTheAnswer(t *testing.T) {
	t.Parallel()
	for name, p := range signers(t) {
		digest := p.mac(p.text([]byte(string(p.body)+"\n")), p.key)
		shown := p.encode(digest)
		for form, answer := range map[string]string{
			"JSON":         `{"error":"bad signature","expected":"` + shown + `"}`,
			"escaped JSON": `{"error":"bad signature","expected":"` + strings.ReplaceAll(strings.ReplaceAll(shown, "/", `\/`), "+", `\u002b`) + `"}`,
			"text":         "expected " + p.wrap(shown) + " but got " + p.right(),
			"HTML":         "<p>computed: <code>" + shown + "</code></p>",
			"both shown":   "got " + p.right() + ", want sha256=" + shown,
		} {
			t.Run(name+" "+form, func(t *testing.T) {
				t.Parallel()
				line := explainAttempt(t, refused(&p, 401, answer))
				wantsLine(t, line, "sent right (", "sub_06a…t7z9", "the answer shows "+shown[:8]+"…", "over the body with a line feed added; sign it without")
			})
		}
		r := refused(&p, 403, "")
		r.Attempt.Response.Headers = []relay.Header{{Name: "X-Expected", Value: shown}}
		wantsLine(t, explainAttempt(t, r), "the answer shows", "line feed")
		other := base64.StdEncoding.EncodeToString(p.mac(p.text(p.body), p.key))
		words := "written in base64"
		if name == "bookkeeper" {
			other, words = hex.EncodeToString(p.mac(p.text(p.body), p.key)), "written in hex"
		}
		wantsLine(t, explainAttempt(t, refused(&p, 401, other)), "the answer shows", words)
	}
}

// Several mistakes still make one line of bearable length.
func TestExplainAttemptWithSeveralMistakes(t *testing.T) {
	t.Parallel()
	p := signers(t)["moneybird"]
	key, err := hex.DecodeString(p.secrets[0])
	if err != nil {
		t.Fatal(err)
	}
	line := explainAttempt(t, refused(&p, 401, base64.StdEncoding.EncodeToString(p.mac(p.body, key))))
	wantsLine(t, line, "over the raw body alone instead of t.body, with the bytes that the secret's hex stands for, written in base64")
}

// A value that nothing gives is no evidence, and one that was sent may be an echo.
func TestExplainAttemptClaimsNothingWrong(t *testing.T) {
	t.Parallel()
	for name, p := range signers(t) {
		line := explainAttempt(t, refused(&p, 401, `{"trace":"`+strings.Repeat("0f", 32)+`"}`))
		if strings.Contains(line, "shows") {
			t.Errorf("%s: %q", name, line)
		}
		line = explainAttempt(t, refused(&p, 401, "bad signature "+p.right()))
		wantsLine(t, line, "the answer holds that very signature")

		rotated := refused(&p, 401, "")
		rotated.Subscription.Secrets = []relay.Secret{{Value: p.old}, {Value: p.old}}[:len(p.secrets)]
		line = explainAttempt(t, rotated)
		if strings.Contains(line, "replaced") {
			t.Errorf("%s, of a subscription that was not touched: %q", name, line)
		}
		rotated.Subscription.UpdatedAt = rotated.Attempt.StartedAt.Add(1)
		line = explainAttempt(t, rotated)
		if wantsLine(t, line, "fits no secret", "replaced since"); strings.Contains(line, "sent right") {
			t.Errorf("%s: %q", name, line)
		}

		ended := refused(&p, 401, "")
		ended.Subscription.Secrets = append([]relay.Secret{{Value: p.secrets[0], ExpiresAt: time.Unix(1777887001, 0)}}, ended.Subscription.Secrets[1:]...)
		ended.Subscription.Secrets = append([]relay.Secret{{Value: p.old}}, ended.Subscription.Secrets...)
		if name != "silverfin" {
			wantsLine(t, explainAttempt(t, ended), "sent right at its time, with a secret of sub_06a…t7z9 that has ended since; send it again")
			ended.Attempt.Response.Body = []byte(p.encode(p.mac(p.text(append([]byte(p.body), '\n')), p.key)))
			wantsLine(t, explainAttempt(t, ended), "has ended since; the answer shows", "a line feed added")
		}

		unsigned := refused(&p, 401, "")
		unsigned.Attempt.Request.Headers = nil
		wantsLine(t, explainAttempt(t, unsigned), "what was sent is unsigned: ")

		gone := refused(&p, 401, "")
		gone.Subscription = nil
		wantsLine(t, explainAttempt(t, gone), "its subscription is gone")

		none := refused(&p, 401, "")
		none.Subscription.Secrets = nil
		wantsLine(t, explainAttempt(t, none), "no secret that counts now")
	}
}

// The receiver that knows the new secret already is right, and told so.
func TestExplainAttemptAfterARotation(t *testing.T) {
	t.Parallel()
	p := signers(t)["fintoro"]
	r := refused(&p, 401, hexOf(p.old, p.body))
	r.Subscription.Secrets = []relay.Secret{{Value: p.old}}
	wantsLine(t, explainAttempt(t, r), "fits no secret", "what the present one gives")
}

// One of Silverfin's tokens may be replaced while the other stays.
func TestExplainAttemptAfterOneTokenWasReplaced(t *testing.T) {
	t.Parallel()
	p := signers(t)["silverfin"]
	for i, words := range []string{"key: token 2 as text, of sub_06a…t7z9; the other token was replaced", "key: token 1 as text, of sub_06a…t7z9; the other token was replaced"} {
		r := refused(&p, 401, "")
		r.Subscription.Secrets[i].Value = p.old
		wantsLine(t, explainAttempt(t, r), words)
	}
}

func TestExplainAttemptTellsFaults(t *testing.T) {
	t.Parallel()
	p := signers(t)["moneybird"]
	with := func(status int, fault relay.AppliedFault) relay.Refused {
		r := refused(&p, status, "")
		fault.At = relay.AtSender
		r.Attempt.Faults = []relay.AppliedFault{fault}
		return r
	}
	wantsLine(t, explainAttempt(t, with(401, relay.AppliedFault{Name: "bad-signature"})), "the fault bad-signature spoiled", "right to refuse")
	wantsLine(t, explainAttempt(t, with(401, relay.AppliedFault{Name: "status", Value: "401", Actual: &relay.Response{Status: 200}})), "the fault status=401 made this answer", "answered 200")
	wantsLine(t, explainAttempt(t, with(401, relay.AppliedFault{Name: "status", Value: "401", Actual: &relay.Response{Status: 401, Body: []byte("no")}})), "sent right", "the answer says: no")
	wantsLine(t, explainAttempt(t, with(401, relay.AppliedFault{Name: "bad-signature", Note: "not applied: …"})), "sent right")
}

func TestExplainAttemptUnderAVirtualClock(t *testing.T) {
	t.Parallel()
	for name, p := range signers(t) {
		r := refused(&p, 401, "timestamp too old")
		r.VirtualTime = true
		line := explainAttempt(t, r)
		if got := strings.Contains(line, "--sign-time wall"); got != (name != "silverfin") {
			t.Errorf("%s: %q", name, line)
		}
		r.Subscription.Builtin = true
		if line := explainAttempt(t, r); strings.Contains(line, "--sign-time") {
			t.Errorf("%s, the mock: %q", name, line)
		}
	}
}

func TestExplainAttemptOfFinpilo(t *testing.T) {
	t.Parallel()
	p := &signer{name: "finpilo", wrap: func(string) string { return "" }, encode: hex.EncodeToString, text: func(b []byte) []byte { return b }, secrets: []string{"local-dev-key"}}
	r := refused(p, 401, `{"message":"wrong key"}`)
	wantsLine(t, explainAttempt(t, r), "without any key", "the answer says: wrong key")
	r.Attempt.Request.Headers = []relay.Header{{Name: "Authorization", Value: "Bearer ***"}}
	wantsLine(t, explainAttempt(t, r), "sent right: the API key of sub_06a…t7z9 as Authorization: Bearer", "no signature")
	r.Attempt.Response.Body = []byte("the key is not " + strings.Repeat("very ", 11) + "local-dev-key")
	if line := explainAttempt(t, r); strings.Contains(line, "local") {
		t.Errorf("the key is quoted: %q", line)
	}
	r.Subscription.UpdatedAt = r.Attempt.StartedAt.Add(1)
	if line := explainAttempt(t, r); strings.Contains(line, "sent right") || !strings.Contains(line, "changed since") {
		t.Errorf("%q", line)
	}
}
