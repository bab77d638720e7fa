package control_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// Every refusal is a problem of the same shape, and HEAD and OPTIONS do what they do elsewhere.
func TestMethodsAndForms(t *testing.T) {
	t.Parallel()
	node, _ := start(t, local.Options{Bare: true})
	tests := map[string]struct {
		method, path, accept string
		status               int
		allow                string // the Allow header
	}{
		"a path that there is not":                   {"GET", "/v1/event", "", 404, ""},
		"a slash too many":                           {"GET", "/v1/events/", "", 404, ""},
		"OPTIONS of a path that there is not":        {"OPTIONS", "/v1/event", "", 404, ""},
		"a method that a path does not take":         {"PUT", "/v1/events", "", 405, "GET, HEAD, POST, OPTIONS"},
		"a GET of what is only posted":               {"GET", "/v1/reset", "", 405, "POST, OPTIONS"},
		"a PATCH where there is an id":               {"PUT", "/v1/subscriptions/sub_1", "", 405, "GET, HEAD, PATCH, DELETE, OPTIONS"},
		"a DELETE of the metrics":                    {"DELETE", "/metrics", "", 405, "GET, HEAD, OPTIONS"},
		"a method that nobody knows":                 {"BREW", "/v1/events", "", 405, "GET, HEAD, POST, OPTIONS"},
		"OPTIONS":                                    {"OPTIONS", "/v1/events", "", 204, "GET, HEAD, POST, OPTIONS"},
		"HEAD":                                       {"HEAD", "/v1/events", "", 200, ""},
		"HEAD of a stream, which would go on":        {"HEAD", "/v1/changes", "", 200, ""},
		"HEAD of what there is not":                  {"HEAD", "/v1/events/evt_none", "", 404, ""},
		"JSON":                                       {"GET", "/v1/events", "application/json", 200, ""},
		"anything":                                   {"GET", "/v1/events", "text/html, */*;q=0.1", 200, ""},
		"any application":                            {"GET", "/v1/events", "application/*", 200, ""},
		"another form":                               {"GET", "/v1/events", "application/xml", 406, ""},
		"anything but JSON":                          {"GET", "/v1/events", "*/*, application/json;q=0", 406, ""},
		"another form of a write, which is not made": {"POST", "/v1/reset", "text/html", 406, ""},
		"the metrics as text":                        {"GET", "/metrics", "text/plain", 200, ""},
		"the changes as JSON":                        {"GET", "/v1/changes", "application/json", 406, ""},
		"the document itself":                        {"GET", "/openapi.json", "application/vnd.oai.openapi+json", 200, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), tt.method, node.ControlURL+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if tt.accept != "" {
				req.Header.Set("Accept", tt.accept)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != tt.status || resp.Header.Get("Allow") != tt.allow {
				t.Fatalf("%d, Allow %q: %s", resp.StatusCode, resp.Header.Get("Allow"), text)
			}
			for name := range resp.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("a CORS header: %s", name)
				}
			}
			if tt.status < 400 || tt.method == http.MethodHead {
				if tt.method == http.MethodHead && len(text) > 0 {
					t.Errorf("HEAD has a body: %s", text)
				}
				return
			}
			var refusal control.Error
			if err := json.Unmarshal(text, &refusal); err != nil || refusal.Status != tt.status || refusal.Title == "" || refusal.Detail == "" {
				t.Errorf("not a problem: %v: %s", err, text)
			}
			if kind := resp.Header.Get("Content-Type"); kind != "application/problem+json" {
				t.Errorf("Content-Type %q", kind)
			}
		})
	}
}
