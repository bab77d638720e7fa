package local_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// Where other machines can call, nothing but the tokens lets anybody in, and none of them comes from a seed.
func TestListeningBeyondLoopback(t *testing.T) {
	t.Parallel()
	seed := uint64(42)
	path := filepath.Join(t.TempDir(), "ledgerhook.db")
	var logged bytes.Buffer
	opt := local.Options{Listen: "0.0.0.0:0", DB: path, Seed: &seed, Log: slog.New(slog.NewTextHandler(&logged, nil))}
	node, anonymous := start(t, opt)
	opt.Log = nil
	client := anonymous.WithToken(node.Token)
	u, err := url.Parse(node.ControlURL)
	if err != nil || u.Hostname() != "127.0.0.1" || !node.Outside || !node.TokenDrawn || len(node.Token) != 32 {
		t.Fatalf("at %s, outside %v, token %q", node.ControlURL, node.Outside, node.Token)
	}
	var refusal *control.Error
	if _, err := anonymous.Env(t.Context()); !errors.As(err, &refusal) || refusal.Status != 401 {
		t.Errorf("without the token: %v", err)
	}
	if err := anonymous.Healthy(t.Context()); err != nil {
		t.Errorf("whether it is well: %v", err)
	}
	fintoro := node.ProviderURLs["fintoro"] + "/api/public/v1/webhook-subscriptions"
	for token, want := range map[string]int{"any": 401, node.Token: 401, node.Tokens["moneybird"]: 401, node.Tokens["fintoro"]: 200} {
		if got := status(t, fintoro, token); got != want {
			t.Errorf("Fintoro's API answers %q with %d, want %d", token, got, want)
		}
	}
	for host, want := range map[string]int{"evil.test": 403, "0.0.0.0": 403, u.Host: 401, "localhost": 401} {
		if got := statusAs(t, node.ControlURL+"/v1/env", host); got != want {
			t.Errorf("Host %s gets %d, want %d", host, got, want)
		}
	}
	for _, address := range otherAddresses(t) {
		host := net.JoinHostPort(address, u.Port())
		if got := statusAs(t, "http://"+host+"/v1/env", host); got != 401 {
			t.Errorf("by the machine's address %s: %d, want 401", host, got)
		}
	}
	for name, file := range filesOf(t, client) {
		if got := statusAs(t, file, ""); got != 200 || !strings.Contains(file, "/open/") {
			t.Errorf("%s's file at %s answers %d", name, file, got)
		}
		of, _ := url.Parse(file)
		parts := strings.SplitN(of.Path, "/", 4) // "", open, key, the rest
		if got := statusAs(t, node.ControlURL+"/"+parts[3], ""); got != 401 {
			t.Errorf("%s's file without the key answers %d", name, got)
		}
	}
	invoice, err := client.Publish(t.Context(), control.PublishRequest{Provider: "moneybird", Type: "sales_invoice_created"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if d, err := client.Delivery(t.Context(), invoice.Deliveries[0].ID); err != nil || !strings.Contains(*d.Body, node.ControlURL) || strings.Contains(*d.Body, "/open/") {
		t.Errorf("what is no file names the key of files, or not this server: %v", err)
	}
	stop(t, node)
	if !strings.Contains(logged.String(), "leave the seed out") {
		t.Errorf("logged was %q", logged.String())
	}

	again, _ := start(t, opt)
	if again.Token != node.Token || again.Tokens["fintoro"] != node.Tokens["fintoro"] {
		t.Error("the tokens changed with a restart")
	}
	stop(t, again)
	inside, _ := start(t, local.Options{DB: path, Seed: &seed})
	if inside.Token != "" || inside.Outside || inside.Tokens["fintoro"] == node.Tokens["fintoro"] {
		t.Errorf("on loopback again: token %q, Fintoro's %q", inside.Token, inside.Tokens["fintoro"])
	}
}

// otherAddresses are this machine's on IPv4, without loopback ones.
func otherAddresses(t *testing.T) []string {
	t.Helper()
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	var others []string
	for _, address := range all {
		if of, ok := address.(*net.IPNet); ok && of.IP.To4() != nil && !of.IP.IsLoopback() {
			others = append(others, of.IP.String())
		}
	}
	return others
}

// statusAs is what an anonymous GET with a Host header is answered with.
func statusAs(t *testing.T, target, host string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// filesOf are the URLs of files in what is sent, by product.
func filesOf(t *testing.T, client *control.Client) map[string]string {
	t.Helper()
	files := map[string]string{}
	for name, event := range map[string]string{"finpilo": "document.sent", "silverfin": "permanent_document.processed"} {
		published, err := client.Publish(t.Context(), control.PublishRequest{Provider: name, Type: event}, "")
		if err != nil {
			t.Fatal(err)
		}
		d, err := client.Delivery(t.Context(), published.Deliveries[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		var body struct {
			FileURL  string `json:"fileUrl"`
			Document struct {
				URL string `json:"download_url"`
			} `json:"document"`
		}
		if err := json.Unmarshal([]byte(*d.Body), &body); err != nil {
			t.Fatal(err)
		}
		files[name] = body.FileURL + body.Document.URL
	}
	return files
}

// A token that was given is asked for, on loopback too; beyond it, it cannot be short.
func TestGivenToken(t *testing.T) {
	t.Parallel()
	node, anonymous := start(t, local.Options{Token: "short"})
	if _, err := anonymous.Stats(t.Context()); err == nil || node.TokenDrawn || node.Token != "short" {
		t.Errorf("without it: %v; drawn %v, %q", err, node.TokenDrawn, node.Token)
	}
	if _, err := anonymous.WithToken("short").Stats(t.Context()); err != nil {
		t.Error(err)
	}
	for token, listen := range map[string]string{"two words": "127.0.0.1:0", "line\nbreak": "127.0.0.1:0", "nul\x00": "127.0.0.1:0", "ž": "127.0.0.1:0", "fifteen-letters": "0.0.0.0:0"} {
		db := filepath.Join(t.TempDir(), "ledgerhook.db")
		_, err := local.Start(t.Context(), local.Options{Listen: listen, MockListen: "127.0.0.1:0", DB: db, Token: token})
		var input *relay.InputError
		if !errors.As(err, &input) || input.Field != "token" || strings.Contains(err.Error(), token) {
			t.Errorf("the token %q at %s: %v", token, listen, err)
		}
	}
}

func TestAddressesOfNoUse(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"127.0.0.1", "127.0.0.1:http", "127.0.0.1:65536", "7117", "http://127.0.0.1:7117", "::1:7117"} {
		for field, opt := range map[string]local.Options{"listen": {Listen: address}, "mock-listen": {Listen: "127.0.0.1:0", MockListen: address}} {
			_, err := local.Start(t.Context(), opt)
			var input *relay.InputError
			if !errors.As(err, &input) || input.Field != field {
				t.Errorf("%s %s: %v", field, address, err)
			}
		}
	}
}

// The advertised URL stands wherever an app elsewhere reads one, and its host is one that the server may be called by.
func TestAdvertise(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Advertise: "http://Host.Docker.Internal:7117/"})
	const public = "http://host.docker.internal:7117"
	env, err := client.Env(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, base := range env.Providers {
		if base != public+"/"+name || node.ProviderURLs[name] != base {
			t.Errorf("%s is at %s and %s", name, base, node.ProviderURLs[name])
		}
	}
	if env.Control != node.ControlURL || strings.Contains(env.Control, "docker") {
		t.Errorf("the control API is at %s", env.Control)
	}
	for name, file := range filesOf(t, client) {
		rest, ok := strings.CutPrefix(file, public+"/"+name+"/files/")
		if !ok || rest == "" {
			t.Errorf("%s's file is at %s", name, file)
			continue
		}
		if got := statusAs(t, node.ControlURL+"/"+name+"/files/"+rest, "host.docker.internal:7117"); got != 200 {
			t.Errorf("%s's file answers %d", name, got)
		}
	}
	for host, want := range map[string]int{"host.docker.internal:7117": 200, "HOST.docker.internal": 200, "docker.internal": 403, "host.docker.internal.evil.test": 403, "": 200} {
		if got := statusAs(t, node.ControlURL+"/v1/clock", host); got != want {
			t.Errorf("Host %s gets %d, want %d", host, got, want)
		}
	}
}

func TestAdvertiseOfNoUse(t *testing.T) {
	t.Parallel()
	for _, given := range []string{
		"host.docker.internal:7117", "//host:7117", "ftp://host", "http://", "http:///x", "http://:7117", "http://user@host", "http://user:secret@host", "http://host/path",
		"http://host?x", "http://host/?", "http://host#x", "http://host/#", "http://host:0", "http://host:65536", "http://host:port", "http://host:", "http://ho st",
		"http://[::1", "http://[fe80::1%25eth0]:7117", " http://host", "http://host\n", "http://%zz", "host", "javascript:alert(1)",
	} {
		_, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Advertise: given})
		var input *relay.InputError
		if !errors.As(err, &input) || input.Field != "advertise" || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", given, err)
		}
	}
	for _, given := range []string{"http://host", "https://host/", "HTTPS://host:443", "http://[fd00::1]:7117", "http://10.0.0.1:7117"} {
		if node, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Advertise: given}); err != nil {
			t.Errorf("%q: %v", given, err)
		} else if err := node.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The mock may be reached from elsewhere: what is forged does not verify.
func TestMockBeyondLoopback(t *testing.T) {
	t.Parallel()
	node, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "0.0.0.0:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, node) })
	if !strings.HasPrefix(node.MockURL, "http://127.0.0.1:") || node.Outside || node.Token != "" {
		t.Errorf("the mock is at %s; outside %v", node.MockURL, node.Outside)
	}
	client := control.NewClient(node.ControlURL)
	if _, err := client.Publish(t.Context(), control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, ""); err != nil {
		t.Fatal(err)
	}
	if waited, err := client.Wait(t.Context(), "", 30*time.Second); err != nil || waited.States["delivered"] != 1 {
		t.Errorf("%v, %v", waited, err)
	}
}
