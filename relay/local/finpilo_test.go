package local_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay/local"
)

// asks makes a call of a product's API with a token and reads the answer.
func asks(t *testing.T, token, method, url, body string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	_ = json.Unmarshal(text, &read) // a file is no JSON
	return resp.StatusCode, read
}

// A document from draft to Sent with the mock's reference, over HTTP; its file opens to the webhook's key. Meanwhile the
// entity's own webhook, without a URL, keeps it from going anywhere.
func TestFinpiloDocumentReachesTheMock(t *testing.T) {
	t.Parallel()
	n, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	base := n.ProviderURLs["finpilo"] + "/api/v1"
	company := base + "/companies/ENT-00001"
	steps := []struct {
		method, url, body string
		status            int
	}{
		{"PUT", base + "/workspace/webhook", `{"url":"` + n.MockURL + `/finpilo","apiKey":"key","enabled":true}`, 200},
		{"PUT", company + "/webhook", `{"custom":true,"url":"","enabled":true}`, 200},
		{"POST", company + "/documents", `{"documentId":"d","direction":"Incoming","currency":"EUR","total":121.00,"taxTotal":21.00}`, 201},
		{"POST", company + "/documents/d/validate", "", 200},
		{"POST", company + "/documents/d/send", "", 422},
		{"PUT", company + "/webhook", `{"custom":false}`, 200},
		{"POST", company + "/documents/d/send", "", 202},
	}
	for _, step := range steps {
		if status, body := asks(t, "any", step.method, step.url, step.body); status != step.status {
			t.Fatalf("%s %s %s: %d %v, want %d", step.method, step.url, step.body, status, body, step.status)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	document := map[string]any{}
	for document["status"] != "Sent" {
		last := n.Engine.Changes.Last()
		if _, document = asks(t, "any", "GET", company+"/documents/d", ""); document["status"] == "Sent" {
			break
		}
		if _, _, err := n.Engine.Changes.After(ctx, last); err != nil {
			t.Fatalf("it stays %v: %v", document, err)
		}
	}
	if ref, _ := document["ref"].(string); !strings.HasPrefix(ref, "Ref: INV-") {
		t.Errorf("sent it is %v", document)
	}
	content, _ := document["document"].(map[string]any)
	fileURL, _ := content["fileUrl"].(string)
	for token, want := range map[string]int{"key": 200, "wrong": 401} {
		if status, _ := asks(t, token, "GET", fileURL, ""); status != want {
			t.Errorf("the file by %q: %d, want %d", token, status, want)
		}
	}
}

// A strict server takes settings without a URL, and refuses those with one that Finpilo would not have.
func TestStrictFinpiloSettings(t *testing.T) {
	t.Parallel()
	n, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	path := n.ProviderURLs["finpilo"] + "/api/v1/companies/ENT-00001/webhook"
	for _, step := range []struct {
		token, body string
		status      int
	}{
		{"any", `{"custom":true,"url":"","enabled":true}`, 401},
		{n.Tokens["finpilo"] + ":member", `{"custom":true,"url":"","enabled":true}`, 403},
		{n.Tokens["finpilo"], `{"custom":true,"url":"","enabled":true}`, 200},
		{n.Tokens["finpilo"], `{"custom":true,"url":"http://192.0.2.1/","enabled":true}`, 422},
		{n.Tokens["finpilo"], `{"custom":true,"url":"https://1.1.1.1/","enabled":true}`, 200},
		{n.Tokens["finpilo"], `{"custom":true,"url":"","enabled":true}`, 200},
	} {
		if status, body := asks(t, step.token, "PUT", path, step.body); status != step.status {
			t.Errorf("%s: %d %v, want %d", step.body, status, body, step.status)
		}
	}
}
