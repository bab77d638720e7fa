package emulate_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

// webhook is Moneybird's, as a client reads it.
type webhook struct {
	ID               string   `json:"id"`
	AdministrationID string   `json:"administration_id"`
	URL              string   `json:"url"`
	EnabledEvents    []string `json:"enabled_events"`
	LastHTTPStatus   any      `json:"last_http_status"`
	LastHTTPBody     any      `json:"last_http_body"`
	Token            string   `json:"token"`
	Secret           string   `json:"secret"`
	DeactivatedAt    any      `json:"deactivated_at"`
}

// read makes a call that must get a status, and reads the answer.
func read[T any](t *testing.T, s *server, status int, method, path, body string, edits ...func(*http.Request)) T {
	t.Helper()
	var value T
	w := s.ask(t, method, path, body, edits...)
	if w.Code != status {
		t.Fatalf("%s %s: %d %s, want %d", method, path, w.Code, w.Body, status)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &value); err != nil {
		t.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
	}
	return value
}

// Paths end with .json or nothing; XML is refused with a text that says what to do, whatever the call.
func TestMoneybirdFormats(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	made := read[webhook](t, s, 201, "POST", moneybirdPath, `{"url":"http://h/"}`)
	one := strings.TrimSuffix(moneybirdPath, ".json") + "/" + made.ID
	calls := map[string]int{ // with neither suffix nor .json
		"GET " + strings.TrimSuffix(moneybirdPath, ".json"): 200, "GET /moneybird/api/v2/administrations": 200,
		"PATCH " + one + "/deactivate": 200, "PATCH " + one + "/activate": 200,
		"GET /moneybird/api/v2/123/sales_invoices": 200, "GET /moneybird/api/v2/123/documents/receipts/48": 404,
	}
	const refused = `{"error":"XML is not served here, only JSON: let the path end with .json or without a suffix"}`
	for call, want := range calls {
		method, path, _ := strings.Cut(call, " ")
		tests := map[string]struct {
			path, accept string
			status       int
		}{
			"no suffix":                  {path, "", want},
			"json":                       {path + ".json", "", want},
			"json against Accept":        {path + ".json", "application/xml", want},
			"a browser":                  {path, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", want},
			"xml":                        {path + ".xml", "", 406},
			"xml against Accept":         {path + ".xml", "application/json", 406},
			"Accept takes nothing but":   {path, "application/xml", 406},
			"Accept with another of xml": {path, "text/xml; charset=utf-8", 406},
		}
		for name, tt := range tests {
			w := s.ask(t, method, tt.path, "", func(r *http.Request) {
				if tt.accept != "" {
					r.Header.Set("Accept", tt.accept)
				}
			})
			if w.Code != tt.status || tt.status == 406 && w.Body.String() != refused {
				t.Errorf("%s %s, %s: %d %s, want %d", method, tt.path, name, w.Code, w.Body, tt.status)
			}
		}
	}
	if w := s.ask(t, "DELETE", one+".xml", ""); w.Code != 406 || len(s.engine.Subscriptions()) != 1 {
		t.Errorf("deleted as XML: %d", w.Code)
	}
	if w := s.ask(t, "DELETE", one+".csv", ""); w.Code != 404 {
		t.Errorf("an unknown format: %d %s", w.Code, w.Body)
	}
}

func TestMoneybirdActivation(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	made := read[webhook](t, s, 201, "POST", moneybirdPath, `{"url":"http://h/x","enabled_events":["contact"]}`)
	at := strings.TrimSuffix(moneybirdPath, ".json") + "/" + made.ID
	takes := func(want int) {
		t.Helper()
		if got := len(s.publish(t, "moneybird", "contact_changed")); got != want {
			t.Errorf("%d deliveries, want %d", got, want)
		}
	}
	want := made
	want.Secret, want.DeactivatedAt = "", "2026-05-04T09:30:00.123Z"
	for range 2 { // the second time changes nothing, though an hour has passed
		if diff := cmp.Diff(want, read[webhook](t, s, 200, "PATCH", at+"/deactivate.json", "")); diff != "" {
			t.Errorf("deactivated (-want +got):\n%s", diff)
		}
		s.clock.Advance(time.Hour)
		takes(0)
	}
	if list := read[[]webhook](t, s, 200, "GET", moneybirdPath, ""); !cmp.Equal(list, []webhook{want}) {
		t.Errorf("listed as %+v", list)
	}
	want.DeactivatedAt = nil
	for range 2 {
		if diff := cmp.Diff(want, read[webhook](t, s, 200, "PATCH", at+"/activate", "")); diff != "" {
			t.Errorf("activated (-want +got):\n%s", diff)
		}
	}
	takes(1)

	sub := s.engine.Subscriptions()[0].ID
	if _, err := s.engine.Pause(t.Context(), sub); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read[webhook](t, s, 200, "PATCH", at+"/activate", "")); diff != "" {
		t.Errorf("one that is paused is active to the product (-want +got):\n%s", diff)
	}
	if got, err := s.engine.Subscription(sub); err != nil || got.State != relay.Paused {
		t.Errorf("it is %s (%v), want paused", got.State, err)
	}
	if w := s.ask(t, "PATCH", at+"/deactivate", ""); w.Code != 409 || !strings.Contains(w.Body.String(), "ledgerhook subscriptions resume "+sub) {
		t.Errorf("deactivated while it is paused: %d %s", w.Code, w.Body)
	}
	if _, err := s.engine.Disable(t.Context(), sub, ""); err != nil {
		t.Fatal(err)
	}
	if shown := read[[]webhook](t, s, 200, "GET", moneybirdPath, "")[0]; shown.DeactivatedAt == nil {
		t.Error("one that is disabled by hand is shown as active")
	}
	if shown := read[webhook](t, s, 200, "PATCH", at+"/activate", ""); shown.DeactivatedAt != nil {
		t.Error("it is not active again")
	}
	takes(1)

	const missing = `{"error":"Record not found for model name: Webhook"}`
	for name, path := range map[string]string{
		"an unknown id":           "/moneybird/api/v2/123/webhooks/482200000000000900",
		"another administration":  "/moneybird/api/v2/124/webhooks/" + made.ID,
		"an id that is no number": "/moneybird/api/v2/123/webhooks/abc",
		"a very long id":          "/moneybird/api/v2/123/webhooks/" + strings.Repeat("4", 400),
	} {
		for _, verb := range []string{"/activate", "/deactivate.json"} {
			if w := s.ask(t, "PATCH", path+verb, ""); w.Code != 404 || w.Body.String() != missing {
				t.Errorf("%s%s: %d %s", name, verb, w.Code, w.Body)
			}
		}
	}
	if w := s.ask(t, "PATCH", at+"/deactivate", "", as("another")); w.Code != 404 || w.Body.String() != missing {
		t.Errorf("another account's: %d %s", w.Code, w.Body)
	}
	if w := s.ask(t, "POST", at+"/deactivate", "{}"); w.Code != 405 || w.Header().Get("Allow") != "PATCH" {
		t.Errorf("by POST: %d, allowed %q", w.Code, w.Header().Get("Allow"))
	}
}

// A URL is asked before anything is stored, and the refusal names what it answered.
func TestMoneybirdProbes(t *testing.T) {
	t.Parallel()
	var status atomic.Int64
	var asked atomic.Int64
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if login, password, _ := r.BasicAuth(); login != "user" || password != "hunter2" || r.URL.RawQuery != "token=t0p" {
			t.Errorf("asked with %q %q %q", login, password, r.URL.RawQuery)
		}
		w.WriteHeader(int(status.Load()))
	}))
	defer app.Close()
	url := strings.Replace(app.URL, "http://", "http://user:hunter2@", 1) + "/hooks?token=t0p"
	s := newServer(t, func(o *emulate.Options) { o.NoProbe = false })
	body := fmt.Sprintf(`{"url":%q,"enabled_events":["contact"]}`, url)
	for _, answer := range []int{204, 302, 401, 404, 500} {
		status.Store(int64(answer))
		w := s.ask(t, "POST", moneybirdPath, body)
		for _, want := range []string{`{"error":"url cannot be registered: Moneybird asks a URL`, fmt.Sprintf("answered %d", answer), `"symbolic":{"url":"invalid"}}`} {
			if w.Code != 400 || !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "hunter2") {
				t.Errorf("%d: %d %s, want 400 with %q", answer, w.Code, w.Body, want)
			}
		}
	}
	if n := len(s.engine.Subscriptions()); n != 0 || asked.Load() != 5 {
		t.Errorf("%d stored, asked %d times", n, asked.Load())
	}
	status.Store(200)
	made := read[webhook](t, s, 201, "POST", moneybirdPath, body)
	if made.URL != url || made.LastHTTPStatus != nil || made.LastHTTPBody != nil {
		t.Errorf("made %+v", made)
	}
	s.mustAsk(t, 400, "POST", moneybirdPath, fmt.Sprintf(`{"url":%q,"enabled_events":["contact_made"]}`, url))
	if asked.Load() != 6 {
		t.Errorf("asked %d times", asked.Load())
	}
	app.Close()
	if w := s.ask(t, "POST", moneybirdPath, body); w.Code != 400 || !strings.Contains(w.Body.String(), "gave no answer: ") {
		t.Errorf("nobody there: %d %s", w.Code, w.Body)
	}
}

// As many webhooks as wanted, on one URL too, each with its own keys and its own pushes.
func TestMoneybirdWebhooksOnOneURL(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	seen := map[string]bool{}
	const many = 30
	for range many {
		made := read[webhook](t, s, 201, "POST", moneybirdPath, `{"url":"http://h/x"}`)
		for _, own := range []string{made.ID, made.Token, made.Secret} {
			if own == "" || seen[own] {
				t.Fatalf("%q was there before: %+v", own, made)
			}
			seen[own] = true
		}
	}
	pushes := map[string]bool{}
	for _, d := range s.publish(t, "moneybird", "sales_invoice_state_changed_to_paid") {
		pushes[d.DialectID] = true
	}
	if len(pushes) != many || len(read[[]webhook](t, s, 200, "GET", moneybirdPath, "")) != many {
		t.Errorf("%d pushes", len(pushes))
	}
}

func TestMoneybirdNames(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ events, want string }{
		"a wrongly cased event": {`["Contact_Created"]`, `did you mean contact_created`},
		"all capitals":          {`["SALES_INVOICE"]`, `did you mean sales_invoice`},
		"a dotted name":         {`["contact.created"]`, `did you mean contact_created`},
		"twice":                 {`["contact","contact"]`, `contact is listed twice`},
		"no list":               {`"contact"`, `must be a list of strings`},
		"a null in it":          {`[null]`, `must be a list of strings`},
		"an empty name":         {`[""]`, `sends no event`},
	}
	s := newServer(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := s.ask(t, "POST", moneybirdPath, `{"url":"http://h/","enabled_events":`+tt.events+`}`)
			if w.Code != 400 || !strings.Contains(w.Body.String(), tt.want) || !strings.Contains(w.Body.String(), `"symbolic":{"enabled_events":"invalid"}`) {
				t.Errorf("%d %s, want %q", w.Code, w.Body, tt.want)
			}
		})
	}
	for _, empty := range []string{`{"url":"http://h/"}`, `{"url":"http://h/","enabled_events":[]}`, `{"url":"http://h/","enabled_events":null}`, `{"webhook":{"url":"http://h/"}}`} {
		made := read[webhook](t, s, 201, "POST", moneybirdPath, empty)
		if len(made.EnabledEvents) != 0 || made.EnabledEvents == nil {
			t.Errorf("%s: %+v", empty, made)
		}
	}
	if got := len(s.publish(t, "moneybird", "sales_invoice_state_changed_to_late")); got != 4 {
		t.Errorf("a state goes to %d without events", got)
	}
	if got := len(s.publish(t, "moneybird", "sales_invoice_created")); got != 0 {
		t.Errorf("another event goes to %d without events", got)
	}
}

// A token has an administration of its own from the start, and those that it registers webhooks in.
func TestMoneybirdAdministrations(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	ids := func(token string) []string {
		t.Helper()
		var ids []string
		for _, a := range read[[]map[string]any](t, s, 200, "GET", "/moneybird/api/v2/administrations.json", "", as(token)) {
			if a["access"] != "user" || a["currency"] != "EUR" || a["period_start_date"] != "2026-01-01" || len(a) != 10 {
				t.Errorf("%v", a)
			}
			ids = append(ids, a["id"].(string))
		}
		return ids
	}
	issued := tokenOf("moneybird")
	if diff := cmp.Diff([]string{"123456"}, ids(issued)); diff != "" {
		t.Error(diff)
	}
	other, third := ids("other"), ids("third")
	if len(other) != 1 || len(third) != 1 || other[0] == third[0] || other[0] == "123456" || !cmp.Equal(other, ids("other")) {
		t.Errorf("%v and %v", other, third)
	}
	for _, in := range []string{"777", "123456", "777"} {
		s.ask(t, "POST", "/moneybird/api/v2/"+in+"/webhooks", `{"url":"http://h/"}`, as(issued))
	}
	if diff := cmp.Diff([]string{"123456", "777"}, ids(issued)); diff != "" {
		t.Error(diff)
	}
	if !cmp.Equal(other, ids("other")) {
		t.Errorf("another token sees %v", ids("other"))
	}
}

// The 151st call within five minutes is refused, with the time in Unix seconds at which the next may be made.
func TestMoneybirdLimitsTheCallsOfAnAccount(t *testing.T) {
	t.Parallel()
	wall := relay.NewVirtualClock(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	s := newServer(t, func(opt *emulate.Options) { opt.Wall = wall })
	reset := fmt.Sprint(time.Date(2026, 5, 4, 12, 5, 0, 0, time.UTC).Unix())
	got := func(w *httptest.ResponseRecorder) map[string]string {
		told := map[string]string{"status": fmt.Sprint(w.Code), "Retry-After": w.Header().Get("Retry-After")}
		for _, name := range []string{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} {
			told[name] = strings.Join(w.Header()[name], ",")
		}
		return told
	}
	for n := range 150 {
		want := map[string]string{"status": "200", "Retry-After": "", "RateLimit-Limit": "150", "RateLimit-Remaining": fmt.Sprint(149 - n), "RateLimit-Reset": ""}
		if diff := cmp.Diff(want, got(s.ask(t, "GET", moneybirdPath, ""))); diff != "" {
			t.Fatalf("call %d (-want +got):\n%s", n+1, diff)
		}
	}
	wall.Advance(time.Minute)
	w := s.ask(t, "POST", moneybirdPath, `{"url":"http://h/"}`)
	want := map[string]string{"status": "429", "Retry-After": reset, "RateLimit-Limit": "150", "RateLimit-Remaining": "0", "RateLimit-Reset": reset}
	if diff := cmp.Diff(want, got(w)); diff != "" || w.Body.String() != `"Retry later"` || len(s.engine.Subscriptions()) != 0 {
		t.Errorf("one too many: %s (-want +got):\n%s", w.Body, diff)
	}
	if w := s.ask(t, "GET", moneybirdPath, "", as("another")); w.Code != 200 {
		t.Errorf("another account: %d", w.Code)
	}
	wall.Advance(4 * time.Minute)
	if w := s.ask(t, "GET", moneybirdPath, ""); w.Code != 200 {
		t.Errorf("five minutes after the first: %d", w.Code)
	}
}
