package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// hostileText is what somebody outside may say to drive or confuse a terminal, a log or a page.
const hostileText = "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x1b[31m\u009b31m\x9b1m\u202eevil\u2066\u200f\x7f\x00<script>"

// printable is hostileText without what JSON or HTTP refuses at once.
func printable() string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError || unicode.IsControl(r) {
			return -1
		}
		return r
	}, hostileText)
}

// asJSON is a text in JSON, escaped where that must be.
func asJSON(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted)
}

// hostileReceiver answers as told, byte for byte.
func hostileReceiver(t *testing.T, answer string) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					_, _ = io.Copy(io.Discard, req.Body)
				}
				_, _ = io.WriteString(conn, answer)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

// Nothing from outside reaches a terminal or a log as it came: hostile bytes go through every field that others fill, and
// all that is printed is looked through.
func TestNothingFromOutsideDrivesATerminal(t *testing.T) {
	s := newConsole(t)
	s.serve()
	body := `{"accountingReferenceId":` + asJSON(hostileText) + `}`
	answers := []string{
		"HTTP/1.1 200 " + strings.ReplaceAll(hostileText, "\n", "") + "\r\nX-Evil: \u009b31m\u202eevil\x9b\r\nSet-Cookie: a=\u009b1m\r\nContent-Length: " + fmt.Sprint(len(body)) + "\r\n\r\n" + body,
		"HTTP/1.1 503 No\r\nX-\u009b: x\r\nContent-Length: 3\r\n\r\nabc",
		"HTTP/1.1 401 No\r\nRetry-After: \u009b1m\x9b\r\nConnection: close\r\n\r\n" + hostileText,
		"HTTP/1.1 " + hostileText + "\r\n\r\n",
		hostileText + "\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX: " + hostileText + "\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + hostileText + "\r\n",
		"HTTP/1.1 302 Found\r\nLocation: http://x/\u009b31m\u202e\r\nContent-Length: 0\r\n\r\n",
	}
	for i, answer := range answers {
		url := hostileReceiver(t, answer)
		for _, product := range providerNames() {
			if product == "moneybird" { // whose URL is asked first
				s.call("POST", "/v1/subscriptions", fmt.Sprintf(`{"provider":"moneybird","url":%q}`, url))
				s.call("POST", "/moneybird/api/v2/123/webhooks.json", fmt.Sprintf(`{"url":%q}`, url))
			}
			create := fmt.Sprintf(`{"provider":%q,"url":%q,"name":%s,"secret":%s,"no_probe":true}`, product, url+"/"+fmt.Sprint(i), asJSON(hostileText), asJSON(secretOf(product)))
			s.call("POST", "/v1/subscriptions", create)
		}
	}
	subs, err := s.client.Subscriptions(t.Context())
	if err != nil || len(subs) < len(answers)*len(providerNames()) {
		t.Fatal(len(subs), err)
	}
	s.strangers(subs)
	for product, event := range map[string]string{
		"finpilo": "document.sent", "fintoro": "invoices.paid", "moneybird": "contact_created", "silverfin": "export.created", "bookkeeper": "payment.confirmed",
	} {
		s.cli(-1, "trigger", product, event, "--wait")
		s.cli(-1, "trigger", product, event, "--json")
		s.cli(-1, "trigger", product, event, "--to", hostileReceiver(t, answers[0]))
		s.cli(-1, "trigger", product, event, "--to", hostileReceiver(t, answers[0]), "--json")
		s.cli(exitUsage, "trigger", product, hostileText)
	}
	s.call("POST", "/v1/events", `{"provider":"finpilo","type":"document.sent","data":{"documentId":`+asJSON(hostileText)+`,"documentNumber":`+asJSON(hostileText)+`}}`)
	s.cli(-1, "deliveries", "wait", "--timeout", "20s")
	s.readAll(subs)
	s.stop()
	s.serve("--json")
	s.cli(-1, "trigger", "finpilo", "document.sent", "--wait")
	s.readAll(subs)
	s.stop()
	for where, said := range s.said {
		if strings.HasPrefix(where, "POST") || strings.HasPrefix(where, "GET") {
			_, said, _ = splitAnswer(said) // the head is the HTTP library's
		}
		for i, r := range string(said) {
			if r != '\n' && !unicode.IsPrint(r) || r == utf8.RuneError && said[i] != 0xef {
				t.Errorf("%s prints %q: …%q…", where, r, said[max(0, i-150):min(len(said), i+50)])
				break
			}
		}
	}
	if len(s.said) < 30 || !strings.Contains(string(s.said["deliveries show"]), `\u202e`) {
		t.Errorf("%d things were looked at", len(s.said))
	}
}

func splitAnswer(said []byte) (head, body []byte, ok bool) {
	before, after, ok := strings.Cut(string(said), "] ")
	return []byte(before), []byte(after), ok
}

// strangers call whatever is served, with hostile bytes wherever a call has room for them.
func (s *console) strangers(subs []control.Subscription) {
	s.t.Helper()
	quoted, plain := asJSON(hostileText), asJSON(printable())
	for _, body := range []string{
		`{` + quoted + `:1}`, `{"provider":` + quoted + `}`, `{"provider":"fintoro","url":` + quoted + `}`, `{"provider":"fintoro","url":"http://x","events":[` + quoted + `]}`,
		`{"provider":"fintoro","url":"http://x","secret":[` + quoted + `]}`, hostileText,
	} {
		s.call("POST", "/v1/subscriptions", body)
		s.call("POST", "/v1/events", body)
		s.call("POST", "/v1/faults", body)
		s.call("POST", "/fintoro/api/public/v1/webhook-subscriptions", body)
		s.call("POST", "/moneybird/api/v2/123/webhooks.json", body)
		s.call("POST", "/silverfin/api/v4/f/1/webhooks", body)
		s.call("PUT", "/finpilo/api/v1/workspace/webhook", body)
		s.call("POST", "/bookkeeper/v1/endpoints", body)
	}
	s.call("POST", "/fintoro/api/public/v1/webhook-subscriptions", `{"name":`+plain+`,"url":"http://127.0.0.1:1/","isActive":true,"subscribedEvents":["invoices.paid"]}`)
	s.call("GET", "/fintoro/api/public/v1/webhook-subscriptions", "")
	s.call("POST", "/v1/subscriptions/"+subs[0].ID+"/disable", `{"reason":`+quoted+`}`)
	s.call("PATCH", "/v1/subscriptions/"+subs[1].ID, `{"name":`+quoted+`}`)
	s.call("POST", "/v1/faults", `{"name":"status","value":"500","filter":`+asJSON(`"`+printable()+`"`)+`}`)
	s.call("POST", "/v1/faults", `{"name":`+quoted+`,"value":`+quoted+`}`)
	s.call("GET", "/%1b%5b2J%c2%9b31m%e2%80%ae", "")
	s.call("GET", "/v1/deliveries/%1b%5b2J%c2%9b31m", "")
	s.call("GET", "/v1/deliveries?filter=%1b%5b2J%c2%9b31m:x", "")
	s.call("GET", "/v1/deliveries?%1b%5b2J=x", "")
	s.call("GET", "/files/%1b", "")
	s.call("GET", "/finpilo/files/%e2%80%ae%c2%9b", "")

	env, err := s.client.Env(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, path := range []string{"/", "/finpilo", "/fintoro?a=%1b%c2%9b", "/moneybird", "/silverfin", "/bookkeeper", "/none/%c2%9b"} {
		for _, body := range []string{`{"type":` + quoted + `,"action":` + quoted + `,"event":` + quoted + `,"id":` + quoted + `,"webhook_token":"x","documentId":` + quoted + `}`, hostileText} {
			req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, env.Mock+path, strings.NewReader(body))
			if err != nil {
				s.t.Fatal(err)
			}
			for _, name := range []string{"webhook-id", "Idempotency-Key", "webhook-timestamp", "webhook-signature", "Moneybird-Signature", "X-SF-SIGNATURE-1", "User-Agent", "Authorization", "Cookie"} {
				req.Header[name] = []string{"\u009b31m\u202eevil\x9b"}
			}
			resp, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				s.t.Fatal(err)
			}
			_ = resp.Body.Close()
		}
	}
}

// readAll lists and shows everything, for people and as JSON.
func (s *console) readAll(subs []control.Subscription) {
	s.t.Helper()
	found, _, err := s.client.Deliveries(s.t.Context(), control.DeliveryQuery{Limit: 1000})
	if err != nil {
		s.t.Fatal(err)
	}
	events, _, err := s.client.Events(s.t.Context(), "", "", 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, json := range []string{"--quiet=false", "--json"} {
		for _, args := range [][]string{
			{"deliveries", "list", "--limit", "0"}, {"deliveries", "list", "--group-by", "error,outcome"}, {"deliveries", "list", "--group-by", "type,reason"}, {"deliveries", "export"},
			{"deliveries", "export", "--repeatable"}, {"events", "list"}, {"subscriptions", "list"}, {"mock", "receipts"}, {"mock", "ledger"}, {"providers", "list"}, {"stats"}, {"faults", "list"},
			{"subscriptions", "show", subs[0].ID}, {"subscriptions", "show", subs[1].ID, "--reveal"},
		} {
			s.cli(exitDone, append(args, json)...)
		}
		for i := range found {
			s.cli(exitDone, "deliveries", "show", found[i].ID, json)
			if i%5 == 0 {
				s.cli(-1, "deliveries", "diff", found[i].ID, "1", "2", json)
			}
		}
		for i := range events {
			s.cli(exitDone, "events", "show", events[i].ID, json)
		}
	}
	for _, path := range []string{"/v1/subscriptions", "/v1/deliveries?limit=1000", "/v1/events", "/v1/mock/receipts?limit=1000", "/v1/faults", "/v1/deliveries/groups?by=error", "/v1/deliveries/" + found[0].ID} {
		s.call("GET", path, "")
	}
	s.cli(exitUsage, "deliveries", "list", hostileText+":x")
	s.cli(exitNotFound, "deliveries", "show", hostileText)
	s.cli(exitUsage, "subscriptions", "create", "--provider", hostileText, "--url", "http://x")
	s.cli(exitUsage, hostileText)
	s.cli(exitUsage, "trigger", "fintoro", "invoices.paid", "--set", hostileText)
}
