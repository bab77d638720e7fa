package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// A whole story, with a marker in every secret: whatever is printed, logged, listed, streamed, exported and stored is
// searched for it, but for the few answers that show secrets on purpose.
//
// It takes over the environment, and so runs alone.
func TestSecretsGoNowhere(t *testing.T) {
	s := newSecretStory(t)
	s.serve()
	for _, product := range providerNames() {
		s.subscribe(product)
	}
	s.badInput()
	for _, product := range providerNames() {
		s.send(product)
	}
	s.look()
	s.change()
	s.look()
	s.stop()
	s.serve("--json") // what is streamed and logged by a second start
	s.look()
	s.onPurpose()
	s.stop()
	s.wantClean()
}

// mark is part of every secret that can be chosen; bodyMark of what stands in bodies as the product sends them, and so in the
// file: Moneybird's token, and credentials in a URL that Silverfin repeats.
const (
	mark     = "zq7mark"
	bodyMark = "zq7body"
)

// secretMarks are what must not be found, in the forms in which it could be.
func secretMarks(texts ...string) [][]byte {
	var marks [][]byte
	for _, text := range texts {
		marks = append(marks, []byte(text))
		for shift := range 3 { // wherever the text stands in what was encoded
			encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + text))
			marks = append(marks, []byte(encoded[(shift*8+5)/6:(shift+len(text))*8/6]))
		}
	}
	return marks
}

type secretStory struct {
	*console
	targets []string // URLs with a place for userinfo, each of which behaves differently
	tokens  []string // webhook_tokens that were drawn
	subs    []control.Subscription
	shown   map[string]bool // deliveries, each in a state and a form
}

func newSecretStory(t *testing.T) *secretStory {
	s := &secretStory{console: newConsole(t), shown: map[string]bool{}}
	answer := func(status int) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Set-Cookie", "sid="+mark+"; HttpOnly")
			w.WriteHeader(status)
		}))
		t.Cleanup(server.Close)
		return strings.TrimPrefix(server.URL, "http://")
	}
	garbage, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = garbage.Close() })
	go func() {
		for {
			conn, err := garbage.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 64<<10))
			_, _ = conn.Write([]byte("\x1b[2Jnot HTTP at all\r\n\r\n"))
			_ = conn.Close()
		}
	}()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	ok := answer(200)
	s.targets = []string{
		"http://%s@" + ok, "http://%s@" + answer(401), "http://%s@" + answer(500), "http://%s@127.0.0.1:1", "http://%s@nowhere.invalid",
		"https://%s@" + ok, "https://%s@" + strings.TrimPrefix(secure.URL, "https://"), "http://%s@" + garbage.Addr().String(),
	}
	return s
}

func secretOf(product string) string {
	if product == "bookkeeper" {
		return "whsec_" + base64.StdEncoding.EncodeToString([]byte("xx"+mark+"xxxxxxxxxxxxxxxxxxxxxx"))
	}
	return mark + "-secret-of-" + product
}

// urlOf is a target with credentials everywhere.
func urlOf(product, target string) string {
	m := mark
	if product == "silverfin" {
		m = bodyMark
	}
	return fmt.Sprintf(target, "user-"+m+":pass-"+m) + "/hooks?token=" + m + "&" + m
}

func (s *secretStory) subscribe(product string) {
	s.t.Helper()
	for i, target := range s.targets {
		args := []string{"subscriptions", "create", "--provider", product, "--url", "@" + s.file(urlOf(product, target)), "--secret", "-", "--name", fmt.Sprint(product, i), "--no-probe", "--json"}
		out, code := s.quietly(secretOf(product)+"\n", args...)
		var made control.Subscription
		if err := made.UnmarshalJSON([]byte(out)); code != 0 || err != nil {
			s.t.Fatalf("%v ended with %d: %s %v", args, code, out, err)
		}
		if product == "moneybird" && i > 0 { // asked first, which fails
			s.cli(exitRefused, "subscriptions", "create", "--provider", product, "--url", "@"+s.file(urlOf(product, target)))
		}
		if !strings.Contains(out, secretOf(product)) {
			s.t.Errorf("the answer to a creation does not show the secret: %s", out)
		}
		if token := strings.Trim(string(made.Own["webhook_token"]), `"`); token != "" {
			s.tokens = append(s.tokens, token)
		}
		s.subs = append(s.subs, made)
	}
}

// badInput gives secrets in the wrong places and shapes.
func (s *secretStory) badInput() {
	for _, url := range []string{
		"http://u:" + mark + "@127.0.0.1:99999/", "ftp://u:" + mark + "@127.0.0.1/", "http://u:" + mark + "@ho st/", "http://127.0.0.1/?t=" + mark + "#x",
		"http://u:" + mark + "/@127.0.0.1/", "u:" + mark + "@127.0.0.1", "http://[::1?t=" + mark, "http://u:" + mark + "%zz@127.0.0.1/", "http://" + mark + "@/",
	} {
		s.cli(exitUsage, "subscriptions", "create", "--provider", "moneybird", "--url", url)
		s.cli(exitUsage, "trigger", "moneybird", "contact_created", "--to", url)
		s.cli(exitUsage, "subscriptions", "update", s.subs[0].ID, "--url", url)
		body := fmt.Sprintf(`{"provider":"fintoro","url":%q,"secret":%q}`, url, mark)
		s.call("POST", "/v1/subscriptions", body)
		s.call("POST", "/fintoro/api/public/v1/webhook-subscriptions", fmt.Sprintf(`{"url":%q,"isActive":true,"subscribedEvents":["invoices.paid"]}`, url))
		s.call("POST", "/moneybird/api/v2/123/webhooks.json", fmt.Sprintf(`{"url":%q}`, url))
		s.call("POST", "/silverfin/api/v4/f/1/webhooks", fmt.Sprintf(`{"url":%q,"events":["export.created"]}`, url))
		s.call("PUT", "/finpilo/api/v1/workspace/webhook", fmt.Sprintf(`{"url":%q,"apiKey":%q,"enabled":true}`, url, mark))
		s.call("POST", "/bookkeeper/v1/endpoints", fmt.Sprintf(`{"url":%q}`, url))
	}
	for _, body := range []string{
		`{"provider":"fintoro","url":"http://x","secret":["` + mark + `"]}`, `{"provider":"fintoro","url":"http://x","secrett":"` + mark + `"}`,
		`{"secret":"` + mark + `"}`, `{"provider":"fintoro","url":"http://x","secret":"` + mark, `{"provider":"fintoro","url":"http://x","name":"` + strings.Repeat("x", 256) + `","secret":"` + mark + `"}`,
		`{"provider":"bookkeeper","url":"http://x","secret":"whsec_` + mark + `!"}`, `{"provider":"none","url":"http://` + mark + `@x"}`,
		`{"provider":"fintoro","url":"http://x","secret":"` + mark + `","secret2":"` + mark + `"}`, `{"provider":"fintoro","url":"http://x","secret2":"` + mark + `"}`,
	} {
		s.call("POST", "/v1/subscriptions", body)
	}
	s.cli(exitUsage, "subscriptions", "create", "--provider", "bookkeeper", "--url", "http://x", "--secret", mark)
	s.cli(exitUsage, "subscriptions", "create", "--provider", "finpilo", "--url", "http://x", "--secret", "@"+mark)
	s.cli(exitUsage, "subscriptions", "create", "--provider", "finpilo", "--url", "http://x", "--secret", mark, "--secret2", mark)
	s.cli(exitUsage, "mock", "--secret", mark)
	s.cli(exitUsage, "mock", "--secret", "none="+mark)
	s.cli(exitUsage, "trigger", "fintoro", "invoices.paid", "--secret", mark)
	s.cli(exitUsage, "deliveries", "replay", "state:none:"+"x", "--url", "http://"+mark+"@x")
}

func (s *secretStory) send(product string) {
	s.t.Helper()
	event := map[string]string{
		"finpilo": "document.sent", "fintoro": "invoices.paid", "moneybird": "contact_created", "silverfin": "export.created", "bookkeeper": "payment.confirmed",
	}[product]
	s.cli(exitFailed, "trigger", product, event, "--wait", "--idempotency-key", product)
	s.cli(-1, "trigger", product, event, "--idempotency-key", product, "--json")
	for i, target := range s.targets[:4] {
		for _, json := range []bool{false, true} {
			if whole := os.Getenv(testWhole) != ""; !whole && json != (i%2 == 0) {
				continue
			}
			out, _ := s.quietly(secretOf(product)+"\n", "trigger", product, event, "--to", urlOf(product, target), "--secret", "-", "--json="+strconv.FormatBool(json))
			s.keep("trigger --to", []byte(out))
		}
	}
}

// look reads everything that can be read.
func (s *secretStory) look() {
	s.t.Helper()
	for _, json := range []bool{false, true} {
		look := func(args ...string) string {
			if json {
				args = append(args, "--json")
			}
			return s.cli(exitDone, args...)
		}
		look("deliveries", "list", "--limit", "0")
		look("deliveries", "list", "--group-by", "error,outcome,status")
		look("deliveries", "export")
		look("deliveries", "export", "--repeatable")
		look("fixtures", "record", "attempts:>=0", "--together", "--out", "-")
		look("events", "list")
		look("subscriptions", "list")
		look("mock", "receipts")
		look("mock", "ledger")
		look("providers", "list")
		look("stats")
		look("faults", "list")
		look("clock", "show")
		for _, sub := range s.subs {
			if strings.HasSuffix(sub.Name, "0") {
				look("subscriptions", "show", sub.ID)
			}
		}
		found, _, err := s.client.Deliveries(s.t.Context(), control.DeliveryQuery{Limit: 1000})
		if err != nil {
			s.t.Fatal(err)
		}
		verified := map[string]bool{}
		for i := range found {
			if seen := fmt.Sprint(found[i].ID, found[i].State, json); !s.shown[seen] || os.Getenv(testWhole) != "" {
				s.shown[seen] = true
				look("deliveries", "show", found[i].ID)
			}
			if !verified[found[i].Provider] {
				verified[found[i].Provider] = true
				s.cli(-1, "verify", found[i].ID, "--json="+strconv.FormatBool(json))
				s.cli(-1, "verify", found[i].ID, "--computed", "ab", "--json="+strconv.FormatBool(json))
			}
			if i < 3 {
				s.cli(-1, "deliveries", "diff", found[i].ID, "1", "1")
				s.cli(-1, "events", "show", found[i].EventID)
			}
		}
	}
	for _, path := range []string{"/v1/subscriptions", "/v1/deliveries?limit=1000", "/v1/events", "/v1/mock/receipts?limit=1000", "/v1/stats", "/openapi.json", "/v1/subscriptions/" + s.subs[0].ID, "/v1/nothing?" + mark[:3]} {
		s.call("GET", path, "")
	}
	s.cli(exitUsage, "deliveries", "list", "sub:", "x:y")
}

// change does what changes and repeats deliveries, with credentials in a URL of their own.
func (s *secretStory) change() {
	s.t.Helper()
	for _, sub := range s.subs {
		if !strings.HasSuffix(sub.Name, "0") {
			continue
		}
		s.cli(exitDone, "subscriptions", "pause", sub.ID)
		s.cli(exitDone, "subscriptions", "resume", sub.ID)
		s.cli(exitDone, "subscriptions", "update", sub.ID, "--url", "@"+s.file(urlOf(sub.Provider, s.targets[2])))
		found, _, err := s.client.Deliveries(s.t.Context(), control.DeliveryQuery{Filter: "sub:" + sub.ID, Limit: 1})
		if err != nil || len(found) != 1 {
			s.t.Fatal(found, err)
		}
		elsewhere := "@" + s.file(fmt.Sprintf(s.targets[1], "u:"+mark)+"/?token="+mark)
		s.cli(exitDone, "deliveries", "replay", found[0].ID, "--url", elsewhere)
		s.cli(exitDone, "deliveries", "replay", "id:"+found[0].ID, "--url", elsewhere, "--json")
		s.cli(-1, "deliveries", "retry", found[0].ID)
		s.cli(-1, "deliveries", "cancel", found[0].ID)
	}
	s.cli(-1, "deliveries", "wait", "--timeout", "20s")
	s.cli(exitDone, "subscriptions", "disable", s.subs[1].ID, "--reason", "by hand")
	s.cli(exitDone, "subscriptions", "delete", s.subs[2].ID)
}

// onPurpose checks that secrets are shown where somebody asks for them.
func (s *secretStory) onPurpose() {
	s.t.Helper()
	if out, code := s.quietly("", "env"); code != exitDone || !strings.Contains(out, mark) {
		s.t.Errorf("env shows no secret: %d %s", code, out)
	}
	for _, sub := range s.subs {
		if !strings.HasSuffix(sub.Name, "0") {
			continue
		}
		out, code := s.quietly("", "subscriptions", "show", sub.ID, "--reveal")
		if code != exitDone || !strings.Contains(out, secretOf(sub.Provider)) || !strings.Contains(out, "pass-") {
			s.t.Errorf("show --reveal of %s: %d %s", sub.Provider, code, out)
		}
		found, _, err := s.client.Deliveries(s.t.Context(), control.DeliveryQuery{Filter: "sub:" + sub.ID, Limit: 1000})
		if err != nil || len(found) == 0 {
			s.t.Fatal(found, err)
		}
		whole, _ := s.quietly("", "deliveries", "show", found[len(found)-1].ID, "--reveal")
		want := map[string]string{
			"finpilo": "Bearer " + secretOf("finpilo"), "silverfin": "pass-" + bodyMark, "moneybird": string(sub.Own["webhook_token"]),
		}[sub.Provider]
		if !strings.Contains(whole, want) {
			s.t.Errorf("show --reveal of a delivery of %s does not show %s:\n%s", sub.Provider, want, whole)
		}
	}
}

// wantClean searches all that was said, and every byte that was stored.
func (s *secretStory) wantClean() {
	s.t.Helper()
	marks := secretMarks(append(s.tokens, mark, bodyMark)...)
	for where, said := range s.said {
		for _, m := range marks {
			if i := bytes.Index(said, m); i >= 0 {
				s.t.Errorf("%s says %s: …%s…", where, m, said[max(0, i-200):min(len(said), i+100)])
				break
			}
		}
	}
	if len(s.said) < 40 || len(s.tokens) == 0 {
		s.t.Errorf("%d things were looked at, %d tokens", len(s.said), len(s.tokens))
	}
	files := 0
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, m := range secretMarks(mark) { // and not what stands in bodies
			if i := bytes.Index(content, m); i >= 0 {
				s.t.Errorf("%s holds %s at %d: %q", path, m, i, content[max(0, i-100):i+20])
				break
			}
		}
		return nil
	})
	if err != nil || files < 3 {
		s.t.Errorf("%d files were looked at: %v", files, err)
	}
	if slices.Contains(s.tokens, "") {
		s.t.Error("an empty token")
	}
}
