package local_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/local"
)

// answers sends bytes on a connection of its own, says that nothing follows, and returns the statuses answered until the
// server closes.
func answers(t *testing.T, address, request string) []int {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() {
		_, _ = io.WriteString(conn, request) // a refusal may come before all is sent
		_ = conn.(*net.TCPConn).CloseWrite()
	}()
	var statuses []int
	reader := bufio.NewReader(conn)
	for {
		resp, err := http.ReadResponse(reader, nil)
		if err != nil {
			return statuses
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			return append(statuses, resp.StatusCode)
		}
		statuses = append(statuses, resp.StatusCode)
	}
}

// Requests that are odd on purpose get a 4xx, or are read in the one way that HTTP allows, and never a second answer for
// what another server might take for a second request. The only 5xx are net/http's own for what HTTP wants them for: an
// unknown coding and an unknown version.
func TestOddRequests(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	host := "Host: 127.0.0.1\r\n"
	token := "Authorization: Bearer any\r\n"
	typed := "Content-Type: application/json\r\n"
	body := `{"url":"http://h/smuggled","isActive":true,"subscribedEvents":["invoices.paid"]}`
	fintoro := "/fintoro/api/public/v1/webhook-subscriptions"
	length := fmt.Sprintf("Content-Length: %d\r\n", len(body))
	chunks := fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	inner := "GET /healthz HTTP/1.1\r\n" + host + "\r\n"
	tests := map[string]struct {
		request string
		want    []int
	}{
		"two lengths":                         {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + length + "Content-Length: 1\r\n\r\n" + body, []int{400}},
		"a list of lengths":                   {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Content-Length: 1, 2\r\n\r\n" + body, []int{400}},
		"a negative length":                   {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Content-Length: -1\r\n\r\n" + body, []int{400}},
		"a length with a sign":                {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Content-Length: +1\r\n\r\n" + body, []int{400}},
		"a length beyond all":                 {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Content-Length: 99999999999999999999\r\n\r\n" + body, []int{400}},
		"a length beyond the limit":           {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Content-Length: 9999999999\r\n\r\n" + body, []int{400}},
		"a body shorter than said":            {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Content-Length: 4000\r\n\r\n" + body, []int{400}},
		"a length and another coding":         {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + length + "Transfer-Encoding: gzip\r\n\r\n" + body, []int{501}},
		"two codings":                         {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunks, []int{501}},
		"a coding twice":                      {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, []int{501}},
		"a coding behind a blank":             {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Transfer-Encoding : chunked\r\n\r\n" + chunks, []int{400}},
		"chunks with a wrong size":            {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n" + body, []int{400}},
		"chunks of a huge size":               {"POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n" + body, []int{400}},
		"a request inside a GET's body":       {"GET /healthz HTTP/1.1\r\n" + host + typed + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(inner)) + inner, []int{200}},
		"no host":                             {"GET /healthz HTTP/1.1\r\n\r\n", []int{400}},
		"two hosts":                           {"GET /healthz HTTP/1.1\r\n" + host + "Host: evil.test\r\n\r\n", []int{400}},
		"HTTP/1.0 without host":               {"GET /healthz HTTP/1.0\r\n\r\n", []int{403}},
		"HTTP/1.0":                            {"GET /healthz HTTP/1.0\r\n" + host + "\r\n", []int{200}},
		"HTTP/0.9":                            {"GET /healthz\r\n\r\n", []int{400}},
		"HTTP/2.0":                            {"GET /healthz HTTP/2.0\r\n" + host + "\r\n", []int{505}},
		"HTTP/1.9":                            {"GET /healthz HTTP/1.9\r\n" + host + "\r\n", []int{200}},
		"HTTP/2 by prior knowledge":           {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []int{403}},
		"an absolute target elsewhere":        {"GET http://evil.test/healthz HTTP/1.1\r\n" + host + "\r\n", []int{403}},
		"an absolute target with a user":      {"GET http://127.0.0.1@evil.test/healthz HTTP/1.1\r\n" + host + "\r\n", []int{403}},
		"an absolute target here":             {"GET http://127.0.0.1/healthz HTTP/1.1\r\nHost: evil.test\r\n\r\n", []int{200}},
		"another scheme":                      {"GET file:///etc/passwd HTTP/1.1\r\n" + host + "\r\n", []int{404}},
		"CONNECT":                             {"CONNECT 127.0.0.1:7117 HTTP/1.1\r\n" + host + "\r\n", []int{400}},
		"CONNECT elsewhere":                   {"CONNECT evil.test:443 HTTP/1.1\r\n" + host + "\r\n", []int{403}},
		"CONNECT to a path":                   {"CONNECT /fintoro HTTP/1.1\r\n" + host + "\r\n", []int{404}},
		"TRACE":                               {"TRACE /v1/events HTTP/1.1\r\n" + host + "\r\n", []int{405}},
		"TRACE of a product":                  {"TRACE " + fintoro + " HTTP/1.1\r\n" + host + token + "\r\n", []int{405}},
		"OPTIONS *":                           {"OPTIONS * HTTP/1.1\r\n" + host + "\r\n", []int{400}},
		"GET *":                               {"GET * HTTP/1.1\r\n" + host + "\r\n", []int{400}},
		"a target without slash":              {"GET healthz HTTP/1.1\r\n" + host + "\r\n", []int{400}},
		"an empty target":                     {"GET  HTTP/1.1\r\n" + host + "\r\n", []int{400}},
		"a target with a control character":   {"GET /health\x01z HTTP/1.1\r\n" + host + "\r\n", []int{400}},
		"a broken escape":                     {"GET /%zz HTTP/1.1\r\n" + host + "\r\n", []int{400}},
		"a slash in an id":                    {"GET " + fintoro + "/8%2F1 HTTP/1.1\r\n" + host + token + "\r\n", []int{404}},
		"dots":                                {"GET /fintoro/../v1/env HTTP/1.1\r\n" + host + "\r\n", []int{404}},
		"escaped dots":                        {"GET /fintoro/%2e%2e/v1/env HTTP/1.1\r\n" + host + "\r\n", []int{404}},
		"double slashes":                      {"GET //evil.test/v1/env HTTP/1.1\r\n" + host + "\r\n", []int{404}},
		"a header without colon":              {"GET /healthz HTTP/1.1\r\n" + host + "X\r\n\r\n", []int{400}},
		"a folded header":                     {"GET /healthz HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n", []int{200}},
		"NUL in a header":                     {"GET /healthz HTTP/1.1\r\n" + host + "X: a\x00b\r\n\r\n", []int{400}},
		"a bare CR in a header":               {"GET /healthz HTTP/1.1\r\n" + host + "X: a\rb\r\n\r\n", []int{400}},
		"a long header":                       {"GET /healthz HTTP/1.1\r\n" + host + "X: " + strings.Repeat("x", 80<<10) + "\r\n\r\n", []int{431}},
		"many headers":                        {"GET /healthz HTTP/1.1\r\n" + host + strings.Repeat("X: x\r\n", 20<<10) + "\r\n", []int{431}},
		"a long line":                         {"GET /" + strings.Repeat("x", 80<<10) + " HTTP/1.1\r\n" + host + "\r\n", []int{431}},
		"an expectation that nobody can meet": {"POST /v1/events HTTP/1.1\r\n" + host + typed + "Content-Length: 2\r\nExpect: miracles\r\n\r\n{}", []int{417}},
		"TLS":                                 {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", []int{400}},
		"two requests in a row":               {inner + inner, []int{200, 200}},
		"an unknown upgrade":                  {"GET /healthz HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", []int{200}},
	}
	for name, tt := range tests {
		got := answers(t, node.ControlURL, tt.request)
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	// net/http drops the length, as HTTP allows; the handler cannot see that there was one. What counts is that the body
	// ends where the chunks end.
	t.Run("a length beside chunks is read as chunks", func(t *testing.T) {
		request := "POST " + fintoro + " HTTP/1.1\r\n" + host + token + typed + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + inner
		if got := answers(t, node.ControlURL, request); fmt.Sprint(got) != "[201 200]" {
			t.Errorf("%v", got)
		}
	})
	if subs, err := client.Subscriptions(t.Context()); err != nil || len(subs) != 1 {
		t.Errorf("%d subscriptions were made, want the one of the chunks; %v", len(subs), err)
	}
	mockAnswers := map[string][]int{
		"GET /fintoro HTTP/1.1\r\nHost: h\r\n\r\n":     {405},
		"GET //fintoro/.. HTTP/1.1\r\nHost: h\r\n\r\n": {404},
		"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n":        {404},
		"CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n":      {404},
		"POST /fintoro HTTP/1.1\r\nHost: h\r\nX: " + strings.Repeat("x", 80<<10) + "\r\nContent-Length: 0\r\n\r\n": {431},
		"POST /fintoro HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}":                    {400},
		"POST /fintoro HTTP/1.1\r\nHost: h\r\nOrigin: http://evil.test\r\nContent-Length: 2\r\n\r\n{}":             {403},
	}
	for request, want := range mockAnswers {
		if got := answers(t, node.MockURL, request); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the mock answers %.80q with %v, want %v", request, got, want)
		}
	}
}
