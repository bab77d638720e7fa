package emulate_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	silverfinFirm     = "/silverfin/api/v4/f/1001"
	silverfinSyncPath = silverfinFirm + "/syncs/webhooks"
)

// silverfinHook is Silverfin's webhook, as a client reads it.
type silverfinHook struct {
	ID        int64    `json:"id"`
	URL       string   `json:"url"`
	Events    []string `json:"events"`
	UserID    int64    `json:"user_id"`
	ExpiredAt any      `json:"expired_at"`
	Token1    string   `json:"webhook_signing_token_1"`
	Token2    string   `json:"webhook_signing_token_2"`
}

// Webhooks of the core API and of the Sync API are apart: each takes its own events, and is listed and deleted where it was made.
func TestSilverfinKinds(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	core := read[silverfinHook](t, s, 201, "POST", silverfinFirm+"/webhooks", `{"url":"http://h/core","events":["sync_state.updated","export.created"]}`)
	sync := read[silverfinHook](t, s, 201, "POST", silverfinSyncPath, `{"url":"http://h/sync","events":["sync.requested","sync.company_added"]}`)
	if core.Token1 != sync.Token1 || core.Token2 != sync.Token2 || core.Token1 == core.Token2 {
		t.Error("the tokens are not the application's")
	}
	for path, want := range map[string]string{silverfinFirm + "/webhooks": "http://h/core", silverfinSyncPath: "http://h/sync"} {
		if list := read[[]silverfinHook](t, s, 200, "GET", path, ""); len(list) != 1 || list[0].URL != want || list[0].Token1 != "" {
			t.Errorf("%s: %+v", path, list)
		}
	}
	for name, tt := range map[string]struct{ path, body, want string }{
		"a sync event at the core":   {silverfinFirm + "/webhooks", `{"url":"http://h/","events":["export.created","sync.requested"]}`, "sync.requested is an event of the Sync API, which registers its webhooks at /api/v4/f/1001/syncs/webhooks"},
		"a core event at the sync":   {silverfinSyncPath, `{"url":"http://h/","events":["sync_state.updated"]}`, "sync_state.updated is an event of the core API, which registers its webhooks at /api/v4/f/1001/webhooks"},
		"an unknown sync event":      {silverfinSyncPath, `{"url":"http://h/","events":["sync.request"]}`, "did you mean sync.requested"},
		"no events at the sync":      {silverfinSyncPath, `{"url":"http://h/","events":[]}`, "events is required"},
		"a wrongly cased sync event": {silverfinSyncPath, `{"url":"http://h/","events":["sync.Requested"]}`, "did you mean sync.requested"},
	} {
		if w := s.ask(t, "POST", tt.path, tt.body); w.Code != 422 || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	for eventType, want := range map[string]string{"sync.requested": "http://h/sync", "export.created": "http://h/core"} {
		if sent := s.publish(t, "silverfin", eventType); len(sent) != 1 || sent[0].URL != want {
			t.Errorf("%s goes to %d", eventType, len(sent))
		}
	}
	if w := s.ask(t, "DELETE", fmt.Sprintf("%s/webhooks/%d", silverfinFirm, sync.ID), ""); w.Code != 404 {
		t.Errorf("a sync webhook deleted at the core: %d", w.Code)
	}
	if w := s.ask(t, "DELETE", fmt.Sprintf("%s/%d", silverfinSyncPath, sync.ID), "", as("another")); w.Code != 404 {
		t.Errorf("another account deletes it: %d", w.Code)
	}
	if w := s.ask(t, "DELETE", fmt.Sprintf("%s/%d", silverfinSyncPath, sync.ID), ""); w.Code != 204 {
		t.Errorf("deleted: %d %s", w.Code, w.Body)
	}
	if _, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{Provider: "silverfin", URL: "http://h/cli"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{silverfinFirm + "/webhooks", silverfinSyncPath, "/silverfin/api/v4/f/7/webhooks"} {
		if body := s.ask(t, "GET", path, "").Body.String(); !strings.Contains(body, "http://h/cli") {
			t.Errorf("what the command line made is not at %s: %s", path, body)
		}
	}
}

func TestSilverfinPages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for i := range 5 {
		read[silverfinHook](t, s, 201, "POST", silverfinFirm+"/webhooks", fmt.Sprintf(`{"url":"http://h/%d","events":["export.created"]}`, i))
	}
	for query, want := range map[string]int{"": 5, "?per_page=2": 2, "?page=3&per_page=2": 1, "?page=4&per_page=2": 0} {
		if list := read[[]silverfinHook](t, s, 200, "GET", silverfinFirm+"/webhooks"+query, ""); len(list) != want {
			t.Errorf("%q: %d", query, len(list))
		}
	}
	s.mustAsk(t, 422, "GET", silverfinFirm+"/webhooks?per_page=0", "")
}

// part is a field of a form; a file where it has a file's name.
type part struct{ name, value, file string }

func multipartBody(t *testing.T, parts []part) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		if p.file == "" {
			if err := w.WriteField(p.name, p.value); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if _, err := w.CreateFormFile(p.name, p.file); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// A multipart form is what the vendor's clients send; it is held to the same rules as JSON.
func TestSilverfinForms(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	ask := func(parts ...part) (int, string) {
		body, contentType := multipartBody(t, parts)
		w := s.ask(t, "POST", silverfinFirm+"/webhooks", body, func(r *http.Request) { r.Header.Set("Content-Type", contentType) })
		return w.Code, w.Body.String()
	}
	url := part{"url", "http://h/form", ""}
	code, body := ask(url, part{"events[]", "export.created", ""}, part{"events[]", "export.destroyed", ""})
	if code != 201 || !strings.Contains(body, `"events":["export.created","export.destroyed"]`) {
		t.Errorf("%d %s", code, body)
	}
	stored := len(s.engine.Subscriptions())
	tests := map[string]struct {
		parts []part
		code  int
		want  string
	}{
		"no url":               {[]part{{"events[]", "export.created", ""}}, 422, "url is required"},
		"no events":            {[]part{url}, 422, "events is required"},
		"the url twice":        {[]part{url, url, {"events[]", "export.created", ""}}, 400, `the field \"url\" twice`},
		"events no list":       {[]part{url, {"events", "export.created", ""}}, 422, "must be a list of strings"},
		"events both ways":     {[]part{url, {"events", "a", ""}, {"events[]", "export.created", ""}}, 400, "twice, as a list and alone"},
		"an unknown field":     {[]part{url, {"events[]", "export.created", ""}, {"secret", "x", ""}}, 422, "secret is unknown"},
		"a wrongly cased":      {[]part{{"URL", "http://h/", ""}, {"events[]", "export.created", ""}}, 422, "did you mean url"},
		"invalid UTF-8":        {[]part{{"url", "http://h/\xff", ""}, {"events[]", "export.created", ""}}, 400, "not valid UTF-8"},
		"a control":            {[]part{{"url", "http://h/\r\nX: y", ""}, {"events[]", "export.created", ""}}, 422, "control character"},
		"a file":               {[]part{url, {"events[]", "", "x.txt"}}, 400, "has a file"},
		"very many":            {append([]part{url}, make([]part, 1000)...), 400, "the form cannot be read"},
		"more than 1 MiB":      {[]part{{"url", "http://h/" + strings.Repeat("x", 2<<20), ""}}, 413, "more than 1048576 bytes"},
		"a very long URL":      {[]part{{"url", "http://h/" + strings.Repeat("x", 2048), ""}, {"events[]", "export.created", ""}}, 422, "at most 2048 characters"},
		"an unknown event":     {[]part{url, {"events[]", "export.create", ""}}, 422, "did you mean export.created"},
		"an event of the sync": {[]part{url, {"events[]", "sync.requested", ""}}, 422, "/syncs/webhooks"},
	}
	for name, tt := range tests {
		if code, body := ask(tt.parts...); code != tt.code || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %.300s, want %d with %q", name, code, body, tt.code, tt.want)
		}
	}
	w := s.ask(t, "POST", silverfinFirm+"/webhooks", "--x\r\nbroken", func(r *http.Request) { r.Header.Set("Content-Type", "multipart/form-data; boundary=x") })
	if w.Code != 400 || !strings.Contains(w.Body.String(), "the form cannot be read") {
		t.Errorf("broken: %d %s", w.Code, w.Body)
	}
	if got := len(s.engine.Subscriptions()); got != stored {
		t.Errorf("%d stored, want %d", got, stored)
	}
}

// Two days of failures end a webhook for good: nothing revives it, and only a new one gets events again.
func TestSilverfinExpires(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.run(t)
	receiver := newApp(t, 500, "")
	body := fmt.Sprintf(`{"url":%q,"events":["export.created"]}`, receiver.URL)
	made := read[silverfinHook](t, s, 201, "POST", silverfinFirm+"/webhooks", body)
	s.publish(t, "silverfin", "export.created")
	s.advance(t, 47*time.Hour+30*time.Minute)
	if shown := read[[]silverfinHook](t, s, 200, "GET", silverfinFirm+"/webhooks", "")[0]; shown.ExpiredAt != nil {
		t.Fatalf("expired too early: %+v", shown)
	}
	s.advance(t, time.Hour)
	at := read[[]silverfinHook](t, s, 200, "GET", silverfinFirm+"/webhooks", "")[0].ExpiredAt
	if text, ok := at.(string); !ok || !strings.HasPrefix(text, "2026-05-06T09:") {
		t.Fatalf("expired_at is %v", at)
	}
	sub := s.engine.Subscriptions()[0]
	ways := map[string]func() error{
		"resume":     func() error { _, err := s.engine.Resume(t.Context(), sub.ID); return err },
		"pause":      func() error { _, err := s.engine.Pause(t.Context(), sub.ID); return err },
		"deactivate": func() error { _, err := s.engine.Deactivate(t.Context(), sub.ID, ""); return err },
		"disable":    func() error { _, err := s.engine.Disable(t.Context(), sub.ID, ""); return err },
	}
	for name, way := range ways {
		if err := way(); err == nil {
			t.Errorf("%s is no error", name)
		}
	}
	renamed, err := s.engine.Update(t.Context(), sub.ID, func(sub *relay.Subscription) error { sub.Name = "renamed"; return nil })
	if err != nil || renamed.State != relay.Expired {
		t.Errorf("an update revives it: %s (%v)", renamed.State, err)
	}
	if shown := read[[]silverfinHook](t, s, 200, "GET", silverfinFirm+"/webhooks", "")[0]; shown.ExpiredAt != at {
		t.Errorf("a new name moves expired_at to %v", shown.ExpiredAt)
	}
	one := fmt.Sprintf("%s/webhooks/%d", silverfinFirm, made.ID)
	for _, method := range []string{"PATCH", "PUT", "POST"} {
		if w := s.ask(t, method, one, `{"expired_at":null}`); w.Code != 405 {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
	if sent := s.publish(t, "silverfin", "export.created"); len(sent) != 0 {
		t.Errorf("%d deliveries to an expired one", len(sent))
	}
	if w := s.ask(t, "DELETE", one, ""); w.Code != 204 {
		t.Fatalf("deleted: %d", w.Code)
	}
	receiver.answers(200, "")
	again := read[silverfinHook](t, s, 201, "POST", silverfinFirm+"/webhooks", body)
	if again.ID == made.ID || again.ExpiredAt != nil {
		t.Errorf("made again as %+v", again)
	}
	before := len(receiver.requests())
	s.publish(t, "silverfin", "export.created")
	s.advance(t, 0)
	requests := receiver.requests()
	if len(requests) != before+1 || !strings.Contains(requests[before].body, `"expired_at":null`) {
		t.Errorf("%d requests after it", len(requests)-before)
	}
}

// A token of the application is changed for all its webhooks at once, while the other one still matches.
func TestSilverfinTokens(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.run(t)
	receiver := newApp(t, 200, "")
	for _, path := range []string{"/webhooks", "/syncs/webhooks"} {
		event := map[string]string{"/webhooks": "export.created", "/syncs/webhooks": "sync.requested"}[path]
		read[silverfinHook](t, s, 201, "POST", silverfinFirm+path, fmt.Sprintf(`{"url":%q,"events":[%q]}`, receiver.URL, event))
	}
	tokens := func() [2]string {
		made := read[silverfinHook](t, s, 201, "POST", "/silverfin/api/v4/f/9/webhooks", `{"url":"http://h/","events":["account.created"]}`)
		return [2]string{made.Token1, made.Token2}
	}
	old := tokens()
	for which, want := range [][2]bool{{false, true}, {false, false}} { // which token is still the old one
		rotated, err := s.engine.Rotate(t.Context(), s.engine.Subscriptions()[0].ID, relay.Rotation{Which: which + 1})
		if err != nil || len(rotated) < 3 {
			t.Fatalf("%d changed (%v)", len(rotated), err)
		}
		now := tokens()
		if diff := cmp.Diff(want, [2]bool{now[0] == old[0], now[1] == old[1]}); diff != "" {
			t.Errorf("after token %d (-want +got):\n%s", which+1, diff)
		}
		for _, event := range []string{"export.created", "sync.requested"} {
			s.publish(t, "silverfin", event)
		}
		s.advance(t, 0)
		requests := receiver.requests()
		for _, r := range requests[len(requests)-2:] {
			for n, name := range []string{"X-Sf-Signature-1", "X-Sf-Signature-2"} {
				if r.header.Get(name) != hmacHex(now[n], r.body) {
					t.Errorf("%s is not made with the token in force", name)
				}
			}
		}
	}
}

func TestSilverfinFirm(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	if got := s.mustAsk(t, 200, "GET", silverfinFirm+"/user/firm", ""); got["name"] != "Firm 1001" || got["id"] != 1001.0 {
		t.Errorf("%v", got)
	}
	for _, firm := range []string{"0", "-1", "x", "01001", "+1001", "9223372036854775808", strings.Repeat("9", 400)} {
		for _, path := range []string{"/webhooks", "/syncs/webhooks", "/user/firm"} {
			if w := s.ask(t, "GET", "/silverfin/api/v4/f/"+firm+path, ""); w.Code != 404 || w.Body.String() != `{"error":"no such firm"}` {
				t.Errorf("%s%s: %d %s", firm, path, w.Code, w.Body)
			}
		}
	}
}

// download_url serves the document that the event told: its name and its text.
func TestSilverfinDocuments(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	file := func(path string) (name, text string, pages int) {
		t.Helper()
		w := s.ask(t, "GET", path, "", func(r *http.Request) { r.Header.Del("Authorization") })
		if w.Code != 200 || w.Header().Get("Content-Type") != "application/pdf" {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		checkPDF(t, w.Body.Bytes())
		var lines []string
		for _, match := range regexp.MustCompile(`(?:^| )\(((?:[^()\\]|\\.)*)\) Tj`).FindAllStringSubmatch(w.Body.String(), -1) {
			lines = append(lines, strings.NewReplacer(`\(`, "(", `\)`, ")", `\\`, `\`, `\351`, "é", `\200`, "€").Replace(match[1]))
		}
		return w.Header().Get("Content-Disposition"), strings.Join(lines, " "), strings.Count(w.Body.String(), "/Type /Page /Parent")
	}
	for _, eventType := range []string{"permanent_document.processed", "transaction_document.processed"} {
		published, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{Provider: "silverfin", Type: eventType}}, "")
		if err != nil {
			t.Fatal(err)
		}
		var document struct {
			Name    string `json:"file_name"`
			Content string `json:"content"`
			URL     string `json:"download_url"`
		}
		unmarshal(t, published[0].Event.Data, &document)
		name, text, _ := file(strings.TrimPrefix(document.URL, baseURL))
		if name != "inline; filename="+document.Name || !regexp.MustCompile(regexp.QuoteMeta(document.Name)+` Document [0-9]+ `+regexp.QuoteMeta(document.Content)+"$").MatchString(text) {
			t.Errorf("%s: %s %q, want %q", eventType, name, text, document.Content)
		}
	}
	given := func(data string, set ...relay.SetValue) {
		t.Helper()
		if _, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{Provider: "silverfin", Type: "permanent_document.processed", Data: []byte(data), Set: set}}, ""); err != nil {
			t.Fatal(err)
		}
	}
	given(`{"id":7,"file_name":"a\"b\r\nX: é.docx","content":"(1) caf\u00e9 \\ 12 \u20ac\nsecond"}`)
	if name, text, _ := file("/silverfin/files/7"); text != `a"b??X: é.docx Document 7 (1) café \ 12 € second` || strings.ContainsAny(name, "\r\n\"") || !strings.Contains(name, "filename*=utf-8''") {
		t.Errorf("%q %q", name, text)
	}
	given(`{"id":7,"file_name":"new.pdf","content":"old"}`, relay.SetValue{Path: "document.content", Text: "edited"})
	if _, text, _ := file("/silverfin/files/7"); text != "new.pdf Document 7 edited" {
		t.Errorf("the newest, with its edit: %q", text)
	}
	long := strings.TrimSpace(strings.Repeat("word ", 3000)) + " " + strings.Repeat("x", 200)
	given(fmt.Sprintf(`{"id":8,"file_name":"long.pdf","content":%q}`, long))
	_, text, pages := file("/silverfin/files/8")
	if strings.ReplaceAll(text, " ", "") != "long.pdfDocument8"+strings.ReplaceAll(long, " ", "") || pages < 4 {
		t.Errorf("%d pages, %d characters of %d", pages, len(text), len(long))
	}
	given(`{"id":9,"content":5}`)
	if _, text, _ := file("/silverfin/files/9"); !strings.Contains(text, "Document 9") {
		t.Errorf("data of another kind: %q", text)
	}
	if name, text, _ := file("/silverfin/files/424242"); name != "" || !strings.Contains(text, "Document 424242") {
		t.Errorf("one that no event named: %q %q", name, text)
	}
}

func unmarshal(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

func hmacHex(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = mac.Write([]byte(text)) // a hash never fails
	return hex.EncodeToString(mac.Sum(nil))
}
