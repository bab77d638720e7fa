package local_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// FuzzRequests sends whatever a connection may carry to all that is served beside the mock: nothing panics, nothing is a
// 5xx, and whatever is refused says why.
func FuzzRequests(f *testing.F) {
	for _, seed := range seeds() {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	node, err := local.Start(f.Context(), local.Options{
		Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Bare: true, Transport: unreachable{}, MaxStoredBytes: 1 << 30,
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := node.Close(); err != nil {
			f.Error(err)
		}
	})
	f.Fuzz(func(t *testing.T, raw []byte, trusted bool) {
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		if err != nil {
			return // net/http answers that itself
		}
		ctx, hangUp := context.WithCancel(t.Context())
		defer hangUp()
		clock := relay.RealClock{}
		late, stop := clock.Alarm(clock.Now().Add(200 * time.Millisecond))
		defer stop()
		go func() { // streams and waits do not end by themselves
			select {
			case <-late:
				hangUp()
			case <-ctx.Done():
			}
		}()
		r = r.WithContext(context.WithValue(ctx, http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7117}))
		r.RemoteAddr = "127.0.0.1:50000"
		if trusted {
			r.Host = "127.0.0.1:7117"
			r.Header.Del("Origin")
			r.Header.Del("Sec-Fetch-Site")
		}
		w := httptest.NewRecorder()
		node.Handler().ServeHTTP(w, r)
		switch kind := w.Header().Get("Content-Type"); {
		case w.Code == http.StatusServiceUnavailable && ctx.Err() != nil: // it was hung up on before the store had answered
		case w.Code >= 500:
			t.Fatalf("%d %s", w.Code, w.Body)
		case w.Code >= 300 && w.Code < 400:
			t.Fatalf("redirected to %q", w.Header().Get("Location"))
		case w.Code >= 400 && (w.Body.Len() == 0 || kind != "application/json" && kind != "application/problem+json"):
			t.Fatalf("%d without a reason: %s %q", w.Code, kind, w.Body)
		}
	})
}

// seeds are requests that get far, and some that should not.
func seeds() []string {
	const host, token = "Host: 127.0.0.1:7117\r\n", "Authorization: Bearer any\r\n"
	write := func(method, path, body string) string {
		return fmt.Sprintf("%s %s HTTP/1.1\r\n%s%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", method, path, host, token, len(body), body)
	}
	read := func(method, path string) string { return method + " " + path + " HTTP/1.1\r\n" + host + token + "\r\n" }
	list := []string{
		write("POST", "/fintoro/api/public/v1/webhook-subscriptions", `{"url":"http://h/x","isActive":true,"subscribedEvents":["invoices.paid"]}`),
		write("POST", "/moneybird/api/v2/123/webhooks.json", `{"webhook":{"url":"https://u:p@h/x","enabled_events":["contact"]}}`),
		write("POST", "/silverfin/api/v4/f/1001/webhooks", `{"url":"http://h/x","events":["export.created"]}`),
		write("PUT", "/finpilo/api/v1/workspace/webhook", `{"url":"http://h/x","apiKey":"k","enabled":true}`),
		write("POST", "/bookkeeper/v1/endpoints", `{"url":"http://h/x","urls":{"refund.initiated":"http://h/y"}}`),
		write("POST", "/v1/events", `{"provider":"fintoro","type":"invoices.paid","set":{"resource.id":7}}`),
		write("POST", "/v1/events/batch", `{"events":[{"provider":"moneybird","type":"contact_changed"}]}`),
		write("POST", "/v1/subscriptions", `{"provider":"fintoro","url":"http://h/x","secret":"s"}`),
		write("PATCH", "/v1/subscriptions/sub_1", `{"retry":"5s,5m"}`),
		write("POST", "/v1/deliveries/replay", `{"filter":"state:failed","dry_run":true}`),
		write("POST", "/v1/deliveries/dlv_1/replay", `{}`),
		write("POST", "/v1/faults", `{"name":"status","value":"500","first":2}`),
		write("POST", "/v1/clock/advance", `{"by":"48h"}`),
		write("POST", "/v1/verify", `{"provider":"fintoro","secret":"s","headers":{"webhook-signature":"00"},"body":"{}"}`),
		write("POST", "/v1/events", "{\"provider\":\"fintoro\",\"type\":\"\xff\"}"),
		write("POST", "/v1/events", `{"provider":"finpilo","type":"document.sent","data":{"a":"\ud800","a":1}}`),
		"POST /fintoro/api/public/v1/webhook-subscriptions HTTP/1.1\r\n" + host + token + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
		"POST /v1/events HTTP/1.1\r\nHost: evil.test\r\nOrigin: http://evil.test\r\nContent-Length: 2\r\n\r\n{}",
		"GET http://evil.test/v1/env HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: cross-site\r\n\r\n",
		"CONNECT evil.test:443 HTTP/1.1\r\n" + host + "\r\n", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", "GET /healthz HTTP/1.0\r\n\r\n",
	}
	for _, path := range []string{
		"/v1/env", "/v1/events?provider=fintoro&limit=3", "/v1/deliveries?filter=state:failed+-type:invoices.*&cursor=x", "/v1/deliveries/wait?filter=&timeout_ms=5",
		"/v1/deliveries/groups?by=state", "/v1/changes", "/v1/stats", "/v1/providers/moneybird", "/v1/mock/receipts?verdict=accepted", "/openapi.json", "/openapi.yaml",
		"/openapi-3.0.json", "/schemas/Event.json", "/docs", "/metrics", "/readyz", "/v1/subscriptions/%00", "/v1/events/..%2F", "//fintoro", "/fintoro/%ff",
		"/finpilo/files/a%2Fb", "/silverfin/files/1", "/open/x/finpilo/files/1", "/moneybird/api/v2/99999999999999999999/webhooks", "/silverfin/api/v4/f/0/webhooks",
	} {
		list = append(list, read("GET", path))
	}
	return append(list, read("TRACE", "/v1/events"), read("HEAD", "/fintoro"), read("BREW", "/bookkeeper/v1/endpoints"), read("DELETE", "/v1/faults"),
		read("POST", "/v1/reset"), read("DELETE", "/bookkeeper/v1/endpoints/sub_1"))
}
