package control_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

const controlToken = "a-token-of-the-control-api"

// Every call of the API asks for the token, also one that does not exist; two tell without it whether the server is well,
// and nothing else.
func TestTokenIsAskedFor(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true, Token: controlToken})
	header := func(values ...string) func(*http.Request) {
		return func(r *http.Request) { r.Header["Authorization"] = values }
	}
	wrong := map[string]func(*http.Request){
		"none": header(), "an empty one": header("Bearer "), "another": header("Bearer " + controlToken + "x"), "a part": header("Bearer a-token"),
		"another scheme": header("Basic " + controlToken), "no scheme": header(controlToken), "two headers": header("Bearer x", "Bearer "+controlToken),
		"a product's": header("Bearer " + node.Tokens["fintoro"]),
	}
	for _, call := range append(callsOf(t, client.WithToken(controlToken)), "GET /nothing", "POST /healthz", "OPTIONS /v1/events", "GET /openapi.json") {
		method, path, _ := strings.Cut(call, " ")
		for name, edit := range wrong {
			resp, text := roundTrip(t, node, method, path, edit)
			open := method == "GET" && (path == "/healthz" || path == "/readyz")
			switch {
			case open && (resp.StatusCode != 200 || text != `{"status":"ok"}`):
				t.Errorf("%s with %s: %d %s", call, name, resp.StatusCode, text)
			case !open && (resp.StatusCode != 401 || !strings.Contains(text, "LEDGERHOOK_TOKEN") || resp.Header.Get("WWW-Authenticate") != "Bearer"):
				t.Errorf("%s with %s: %d %s", call, name, resp.StatusCode, text)
			}
			if version := resp.Header.Get("Ledgerhook-Version"); version != "-" {
				t.Errorf("%s with %s tells the version %q", call, name, version)
			}
		}
	}
	if resp, text := roundTrip(t, node, "GET", "/healthz", header("Bearer "+controlToken)); resp.StatusCode != 200 || !strings.Contains(text, "version") {
		t.Errorf("with the token: %d %s", resp.StatusCode, text)
	}
	var refusal *control.Error
	if _, err := client.Stats(t.Context()); !errors.As(err, &refusal) || refusal.Status != 401 {
		t.Errorf("the client without a token gets %v", err)
	}
	if _, err := client.WithToken(controlToken).Stats(t.Context()); err != nil {
		t.Errorf("the client with the token: %v", err)
	}
}

// callsOf lists every call of the API, as "METHOD /path", from its own description.
func callsOf(t *testing.T, client *control.Client) []string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, client.Base()+"/openapi.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+controlToken)
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var described struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&described); err != nil {
		t.Fatal(err)
	}
	var calls []string
	for path, methods := range described.Paths {
		for method := range methods {
			calls = append(calls, strings.ToUpper(method)+" "+strings.NewReplacer("{", "", "}", "").Replace(path))
		}
	}
	slices.Sort(calls)
	if len(calls) < 30 {
		t.Fatalf("only %d calls are described", len(calls))
	}
	return calls
}

func roundTrip(t *testing.T, node *local.Node, method, path string, edit func(*http.Request)) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, node.ControlURL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	edit(r)
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}
