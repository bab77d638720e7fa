package local_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// turning is a resolver that says public at first, and this machine from the second question on.
type turning struct{ asked atomic.Int64 }

func (r *turning) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	if r.asked.Add(1) == 1 {
		return []netip.Addr{netip.MustParseAddr("198.41.0.4")}, nil
	}
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

// Fintoro's own API refuses as Fintoro does, in every spelling.
func TestStrictAtFintorosAPI(t *testing.T) {
	t.Parallel()
	node, _ := start(t, local.Options{Strict: true, Resolver: &turning{}})
	for target, want := range map[string]string{
		"http://127.0.0.1:3000/hooks": "Fintoro sends to https only",
		"https://2130706433/hooks":    "2130706433 is 127.0.0.1, a loopback address",
		"https://printer.local/hooks": "printer.local is a name of the local network",
		"https://u:p@8.8.8.8/hooks":   "user or password",
	} {
		status, body := postFintoro(t, node, target)
		if status != http.StatusUnprocessableEntity || !strings.HasPrefix(body, `{"message":"The given data was invalid.","errors":{"url":["The url field is invalid: `) || !strings.Contains(body, want) {
			t.Errorf("%s: %s, want %s", target, body, want)
		}
	}
	if status, body := postFintoro(t, node, "https://app.example.com/hooks"); status != http.StatusCreated {
		t.Errorf("a public one: %d %s", status, body)
	}
	if status, body := postFintoro(t, node, "https://app.example.org/hooks"); status != http.StatusUnprocessableEntity || !strings.Contains(body, "app.example.org resolves to 127.0.0.1, a loopback address") {
		t.Errorf("a private one: %d %s", status, body)
	}
}

// What was saved before the server became strict is refused when it is saved again, even unchanged.
func TestStrictOnSavingAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	before, _ := start(t, local.Options{DB: path})
	status, body := postFintoro(t, before, "http://127.0.0.1:3000/hooks")
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(body, `{"id":`), ",")
	stop(t, before)
	node, _ := start(t, local.Options{DB: path, Strict: true})
	status, body = callFintoro(t, node, http.MethodPut, "/"+id, "http://127.0.0.1:3000/hooks")
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, "Fintoro sends to https only") {
		t.Errorf("%d %s", status, body)
	}
}

func postFintoro(t *testing.T, node *local.Node, target string) (int, string) {
	t.Helper()
	return callFintoro(t, node, http.MethodPost, "", target)
}

func callFintoro(t *testing.T, node *local.Node, method, path, target string) (int, string) {
	t.Helper()
	body := `{"url":"` + target + `","isActive":true,"subscribedEvents":["invoices.paid"]}`
	req, err := http.NewRequestWithContext(t.Context(), method, node.ProviderURLs["fintoro"]+"/api/public/v1/webhook-subscriptions"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+node.Tokens["fintoro"])
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// A name that was public when it was saved and is this machine when it is sent to: blocked, and nobody hears of it here.
func TestRebindingIsBlocked(t *testing.T) {
	t.Parallel()
	var connections atomic.Int64
	decoy := httptest.NewUnstartedServer(http.NotFoundHandler())
	decoy.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	decoy.StartTLS()
	t.Cleanup(decoy.Close)
	_, port, _ := net.SplitHostPort(decoy.Listener.Addr().String())
	_, client := start(t, local.Options{Bare: true, Strict: true, Resolver: &turning{}, InsecureSkipVerify: true, TimeScale: 1e6})
	if _, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "fintoro", URL: "https://rebound.example.com:" + port + "/"}); err != nil {
		t.Fatal(err)
	}
	published, err := client.Publish(t.Context(), control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Wait(t.Context(), "", time.Minute); err != nil {
		t.Fatal(err)
	}
	d, err := client.Delivery(t.Context(), published.Deliveries[0].ID)
	if err != nil || d.State != string(relay.Failed) || len(d.Attempts) != 5 {
		t.Fatalf("%s after %d attempts (%v)", d.State, len(d.Attempts), err)
	}
	for _, at := range d.Attempts {
		if at.Outcome != string(relay.Blocked) || !strings.HasPrefix(at.Error, "rebound.example.com resolves to 127.0.0.1, a loopback address; Fintoro sends") {
			t.Errorf("attempt %d: %s %q", at.Number, at.Outcome, at.Error)
		}
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections arrived", n)
	}
}

// Everything over TLS, in HTTP/2 and HTTP/1.1, and the built-in mock of every product with it.
func TestTLS(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "tls")
	node, _ := start(t, local.Options{Strict: true, TLS: true, TLSDir: dir, Advertise: "https://172.17.0.1:7117"})
	client := node.Client()
	for _, name := range node.Engine.Providers() {
		types, _ := node.Engine.EventTypes(name)
		if _, err := client.Publish(t.Context(), control.PublishRequest{Provider: name, Type: types[0].Name}, ""); err != nil {
			t.Fatal(err)
		}
	}
	waited, err := client.Wait(t.Context(), "", time.Minute)
	if err != nil || waited.States["delivered"] != 5 {
		t.Errorf("%v (%v)", waited.States, err)
	}
	roots, err := relay.RootsWith(node.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	for _, two := range []bool{false, true} {
		transport := &http.Transport{ForceAttemptHTTP2: two, TLSClientConfig: &tls.Config{RootCAs: roots}}
		resp, err := (&http.Client{Transport: transport}).Get(node.ControlURL + "/readyz")
		if err != nil || (resp.ProtoMajor == 2) != two {
			t.Fatalf("HTTP/2 %v: %v %v", two, resp, err)
		}
		_ = resp.Body.Close()
		transport.CloseIdleConnections()
	}
	if _, err := http.Get(node.ControlURL + "/readyz"); err == nil {
		t.Error("somebody who trusts nobody is served")
	}
	for _, host := range []string{"localhost", "172.17.0.1"} {
		conn, err := tls.Dial("tcp", strings.TrimPrefix(node.MockURL, "https://"), &tls.Config{RootCAs: roots, ServerName: host})
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		_ = conn.Close()
	}
}

func TestOptionsThatDoNotFit(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]local.Options{
		"proxy": {Strict: true, Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }},
		"tls":   {TLS: true},
	} {
		opt.Listen, opt.MockListen = "127.0.0.1:0", "127.0.0.1:0"
		_, err := local.Start(t.Context(), opt)
		var input *relay.InputError
		if !errors.As(err, &input) || input.Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
