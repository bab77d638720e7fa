package control_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

const (
	verifySecret    = "whsec_fintoro_2f6c1e9ab04d4c7d8e5f60718293a4b5"
	verifyBody      = `{"id":"0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44","type":"invoices.paid","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"invoice","id":4812}}`
	verifySignature = "227429a14d09c9106e82337bd79a6a9f32837f5ba10d77c0b556e85bf34325f8" // of the vectors
)

func verifyRequest() control.VerifyRequest {
	body := verifyBody
	return control.VerifyRequest{
		Provider: "fintoro", Secret: verifySecret, Body: &body,
		Headers: control.PresentedHeaders{
			{Name: "webhook-id", Value: "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44"}, {Name: "webhook-timestamp", Value: "1777887001"},
			{Name: "webhook-signature", Value: verifySignature},
		},
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	const signed, key = "the raw body alone", "the whole secret as text, whsec_fintoro_ included"
	expected := map[string]string{"webhook-signature": verifySignature}
	tests := map[string]struct {
		change func(r *control.VerifyRequest)
		want   control.Verified
	}{
		"right": {func(*control.VerifyRequest) {}, control.Verified{
			Verdict: "right", SignedBytes: signed, Key: key, ExpectedHeader: expected, Line: "right: over " + signed + ", key: " + key,
		}},
		"wrong by upper case": {func(r *control.VerifyRequest) { r.Headers[2].Value = strings.ToUpper(verifySignature) }, control.Verified{
			Verdict: "wrong", SignedBytes: signed, Key: key, ExpectedHeader: expected,
			Mistake: &control.Mistake{ID: "upper-case", Sentence: "this comes out written in upper case", Remedy: "write lower-case hex"},
			Line:    "wrong: this comes out written in upper case; write lower-case hex",
		}},
		"computed right": {func(r *control.VerifyRequest) { r.Computed, r.Headers[2].Value = verifySignature, "" }, control.Verified{
			Verdict: "right", SignedBytes: signed, Key: key, ExpectedHeader: expected, Line: "right: over " + signed + ", key: " + key,
		}},
		"unsigned": {func(r *control.VerifyRequest) { r.Headers = r.Headers[:2] }, control.Verified{
			Verdict: "unsigned", SignedBytes: signed, Key: key, ExpectedHeader: expected,
			Mistake: &control.Mistake{ID: "header-missing", Sentence: "webhook-signature is missing", Remedy: "send it, and look whether a proxy takes it away"},
			Line:    "unsigned: webhook-signature is missing; send it, and look whether a proxy takes it away",
		}},
		"stale": {func(r *control.VerifyRequest) { r.Now = &control.Time{Time: time.Unix(1777887601, 0)} }, control.Verified{
			Verdict: "wrong", SignedBytes: signed, Key: key, ExpectedHeader: expected,
			Mistake: &control.Mistake{ID: "stale-timestamp", Sentence: "the signature fits, but its time is 10m0s old, more than 5m0s", Remedy: "sign anew for every attempt, and compare the clocks"},
			Line:    "wrong: the signature fits, but its time is 10m0s old, more than 5m0s; sign anew for every attempt, and compare the clocks",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := verifyRequest()
			tt.change(&request)
			got, err := client.Verify(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			if got.Mistake != nil {
				languages := []string{}
				for _, f := range got.Mistake.Fixes {
					if languages = append(languages, f.Language); f.Wrong == "" || f.Right == "" {
						t.Errorf("%+v", f)
					}
				}
				if diff := cmp.Diff([]string{"node", "python", "php", "ruby", "csharp", "go"}, languages); diff != "" {
					t.Errorf("languages (-want +got):\n%s", diff)
				}
				got.Mistake.Fixes = nil
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	large := strings.Repeat("x", 1<<20+1)
	bad := "%"
	tests := map[string]struct {
		change func(r *control.VerifyRequest)
		want   string
	}{
		"a product that is none": {func(r *control.VerifyRequest) { r.Provider = "stripe" }, "there is no product"},
		"no secret":              {func(r *control.VerifyRequest) { r.Secret = "" }, "secret"},
		"a second one alone":     {func(r *control.VerifyRequest) { r.Secret, r.Secret2 = "", "a" }, "secret2 is there"},
		"no body":                {func(r *control.VerifyRequest) { r.Body = nil }, "body"},
		"two bodies":             {func(r *control.VerifyRequest) { r.BodyBase64 = r.Body }, "give one of them"},
		"no base64":              {func(r *control.VerifyRequest) { r.Body, r.BodyBase64 = nil, &bad }, "not base64"},
		"a body too large":       {func(r *control.VerifyRequest) { r.Body = &large }, "1048576 are allowed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := verifyRequest()
			tt.change(&request)
			_, err := client.Verify(t.Context(), request)
			var refusal *control.Error
			if !errors.As(err, &refusal) || refusal.Status != 422 || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), verifySecret) {
				t.Errorf("%v, want 422 and %q", err, tt.want)
			}
		})
	}
}

// Headers come as a list or by name; all else is refused, and no refusal quotes the secret.
func TestVerifyForms(t *testing.T) {
	t.Parallel()
	node, _ := start(t, local.Options{Bare: true})
	const rest = `"provider":"fintoro","secret":"` + verifySecret + `","body":""`
	right := `[{"name":"webhook-id","value":"1"},{"name":"webhook-timestamp","value":"1"},{"name":"webhook-signature","value":"x"}]`
	for name, tt := range map[string]struct {
		body   string
		status int
	}{
		"a list":                 {`{"headers":` + right + `,` + rest + `}`, 200},
		"by name":                {`{"headers":{"webhook-id":"1","webhook-timestamp":["1"],"Webhook-Signature":"x"},` + rest + `}`, 200},
		"as an attempt has them": {`{"headers":{"webhook-id":["1"],"webhook-timestamp":["1","2"]},` + rest + `}`, 200},
		"null":                   {`{"headers":null,` + rest + `}`, 422},
		"a text":                 {`{"headers":"a: b",` + rest + `}`, 422},
		"a number as value":      {`{"headers":{"a":1},` + rest + `}`, 422},
		"an unknown key":         {`{"headers":{},"sekret":"a",` + rest + `}`, 422},
		"an unknown inner key":   {`{"headers":[{"name":"a","value":"b","c":1}],` + rest + `}`, 422},
		"a wrongly cased key":    {`{"Headers":{},` + rest + `}`, 422},
		"a key twice":            {`{"headers":{},"headers":{},` + rest + `}`, 400},
		"a header twice":         {`{"headers":{"a":"1","a":"2"},` + rest + `}`, 400},
		"no headers":             {`{` + rest + `}`, 422},
		"a time in words":        {`{"headers":{},"now":"today",` + rest + `}`, 422},
		"invalid UTF-8":          {`{"headers":{"a":"` + "\xff" + `"},` + rest + `}`, 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp, err := http.Post(node.ControlURL+"/v1/verify", "application/json", strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != tt.status {
				t.Errorf("%d, want %d: %s (%v)", resp.StatusCode, tt.status, text, err)
			}
			if strings.Contains(string(text), "2f6c1e9a") {
				t.Errorf("the secret is in the answer: %s", text)
			}
		})
	}
}
