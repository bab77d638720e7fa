package emulate_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	fintoroPath    = "/fintoro/api/public/v1/webhook-subscriptions"
	moneybirdPath  = "/moneybird/api/v2/123/webhooks.json"
	silverfinPath  = "/silverfin/api/v4/f/1001/webhooks"
	finpiloPath    = "/finpilo/api/v1/workspace/webhook"
	bookkeeperPath = "/bookkeeper/v1/endpoints"
	documentsPath  = "/finpilo/api/v1/companies/ENT-00007/documents"
)

// Every error byte for byte, in the product's own shape; nothing is stored.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const anonymous = "anonymous " // begins the method of a call without token
	invalid := func(errors string) string {
		return `{"message":"The given data was invalid.","errors":{` + errors + `}}`
	}
	long := strings.Repeat("ž", 256)
	tests := map[string]struct {
		method, path, body string
		status             int
		want               string
	}{
		"fintoro without token":             {anonymous + "GET", fintoroPath, "", 401, `{"message":"Unauthenticated."}`},
		"fintoro: an unknown subscription":  {"GET", fintoroPath + "/801", "", 404, `{"message":"No query results for model."}`},
		"fintoro: an id that is no number":  {"DELETE", fintoroPath + "/x", "", 404, `{"message":"No query results for model."}`},
		"fintoro: an unknown path":          {"GET", "/fintoro/api/public/v1/nothing", "", 404, `{"message":"No query results for model."}`},
		"fintoro itself":                    {"GET", "/fintoro", "", 404, `{"message":"No query results for model."}`},
		"fintoro: another method":           {"PATCH", fintoroPath, "{}", 405, `{"message":"this path takes GET, HEAD, POST only"}`},
		"fintoro: nothing given":            {"POST", fintoroPath, "{}", 422, invalid(`"isActive":["The isActive field is required."],"subscribedEvents":["The subscribedEvents field is required."],"url":["The url field is required."]`)},
		"fintoro: blanks given":             {"POST", fintoroPath, `{"url":"","isActive":null,"subscribedEvents":[ ]}`, 422, invalid(`"isActive":["The isActive field is required."],"subscribedEvents":["The subscribedEvents field is required."],"url":["The url field is required."]`)},
		"fintoro: wrong kinds":              {"POST", fintoroPath, `{"url":1,"isActive":"true","subscribedEvents":["invoices.paid",null],"name":[]}`, 422, invalid(`"isActive":["The isActive field must be true or false."],"name":["The name field must be a string."],"subscribedEvents":["The subscribedEvents field must be a list of strings."],"url":["The url field must be a string."]`)},
		"fintoro: an unknown event":         {"POST", fintoroPath, `{"url":"http://h/","isActive":true,"subscribedEvents":["invoices.payed"]}`, 422, invalid(`"subscribedEvents":["The subscribedEvents field is invalid: fintoro sends no event \"invoices.payed\" (did you mean invoices.paid)."]`)},
		"fintoro: a URL without scheme":     {"POST", fintoroPath, `{"url":"localhost:3000","isActive":true,"subscribedEvents":["invoices.paid"]}`, 422, invalid(`"url":["The url field is invalid: it must begin with http:// or https:// (such as http://localhost:3000/webhooks)."]`)},
		"fintoro: a long name":              {"POST", fintoroPath, `{"name":"` + long + `","url":"http://h/","isActive":true,"subscribedEvents":["invoices.paid"]}`, 422, invalid(`"name":["The name field must have at most 255 characters."]`)},
		"fintoro: a long URL":               {"POST", fintoroPath, `{"url":"http://h/` + strings.Repeat("x", 2048) + `","isActive":true,"subscribedEvents":["invoices.paid"]}`, 422, invalid(`"url":["The url field must have at most 2048 characters."]`)},
		"fintoro: NUL in the name":          {"POST", fintoroPath, `{"name":"a\u0000","url":"http://h/","isActive":true,"subscribedEvents":["invoices.paid"]}`, 422, invalid(`"name":["The name field must not hold a control character."]`)},
		"fintoro: a wrongly cased key":      {"POST", fintoroPath, `{"URL":"http://h/","url":"http://h/","isActive":true,"subscribedEvents":["invoices.paid"]}`, 422, invalid(`"URL":["The URL field is unknown; did you mean url."]`)},
		"fintoro: an unknown key":           {"POST", fintoroPath, `{"secretWord":1,"url":"http://h/","isActive":true,"subscribedEvents":["invoices.paid"]}`, 422, invalid(`"secretWord":["The secretWord field is unknown."]`)},
		"fintoro: malformed":                {"POST", fintoroPath, `{"url":`, 400, `{"message":"the body is not valid JSON: unexpected EOF at byte 7"}`},
		"moneybird without token":           {anonymous + "GET", moneybirdPath, "", 401, `{"error":"a bearer token is missing; any will do here"}`},
		"moneybird: an unknown webhook":     {"DELETE", "/moneybird/api/v2/123/webhooks/1.json", "", 404, `{"error":"Record not found for model name: Webhook"}`},
		"moneybird: no administration":      {"GET", "/moneybird/api/v2/abc/webhooks.json", "", 404, `{"error":"Record not found for model name: Administration"}`},
		"moneybird: an unknown path":        {"GET", "/moneybird/api/v2/123/nothing.json", "", 404, `{"error":"there is nothing at this path"}`},
		"moneybird: another method":         {"PUT", moneybirdPath, "{}", 405, `{"error":"this path takes GET, HEAD, POST only"}`},
		"moneybird: no url":                 {"POST", moneybirdPath, `{"enabled_events":["contact"]}`, 400, `{"error":"Url is required","symbolic":{"url":"required"}}`},
		"moneybird: no url in the wrapper":  {"POST", moneybirdPath, `{"webhook":{}}`, 400, `{"error":"Url is required","symbolic":{"url":"required"}}`},
		"moneybird: the old events":         {"POST", moneybirdPath, `{"url":"http://h/","events":["contact_created"]}`, 400, `{"error":"'events' has been removed from webhooks, use 'enabled_events'","symbolic":{"events":"removed"}}`},
		"moneybird: the old events, empty":  {"POST", moneybirdPath, `{"url":"http://h/","events":null}`, 400, `{"error":"'events' has been removed from webhooks, use 'enabled_events'","symbolic":{"events":"removed"}}`},
		"moneybird: an unknown event":       {"POST", moneybirdPath, `{"url":"http://h/","enabled_events":["contact_updated"]}`, 400, `{"error":"enabled_events is invalid: moneybird sends no event \"contact_updated\" (did you mean contact_created)","symbolic":{"enabled_events":"invalid"}}`},
		"moneybird: our name of a mode":     {"POST", moneybirdPath, `{"url":"http://h/","enabled_events":["legacy"]}`, 400, `{"error":"enabled_events is invalid: leave it out for state changes of sales invoices only","symbolic":{"enabled_events":"invalid"}}`},
		"moneybird: an unknown property":    {"POST", moneybirdPath, `{"url":"http://h/","administration_id":"1"}`, 400, `{"error":"administration_id is unknown","symbolic":{"administration_id":"unknown"}}`},
		"moneybird: a second wrapper":       {"POST", moneybirdPath, `{"url":"http://h/","webhook":{}}`, 400, `{"error":"webhook is unknown","symbolic":{"webhook":"unknown"}}`},
		"moneybird: malformed":              {"POST", moneybirdPath, `[]`, 400, `{"error":"the body is not a JSON object"}`},
		"silverfin without token":           {anonymous + "GET", silverfinPath, "", 401, `{"error":"a bearer token is missing; any will do here"}`},
		"silverfin: an unknown webhook":     {"DELETE", silverfinPath + "/1", "", 404, `{"error":"no such webhook"}`},
		"silverfin: no firm":                {"GET", "/silverfin/api/v4/f/x/webhooks", "", 404, `{"error":"no such firm"}`},
		"silverfin: an unknown path":        {"GET", "/silverfin/", "", 404, `{"error":"there is nothing at this path"}`},
		"silverfin: nothing given":          {"POST", silverfinPath, `{}`, 422, `{"error":"url is required; events is required","fields":{"events":"is required","url":"is required"}}`},
		"silverfin: an event twice":         {"POST", silverfinPath, `{"url":"http://h/","events":["export.created","export.created"]}`, 422, `{"error":"events is invalid: export.created is listed twice","fields":{"events":"is invalid: export.created is listed twice"}}`},
		"finpilo without token":             {anonymous + "GET", finpiloPath, "", 401, `{"error":"a bearer token is missing; any will do here"}`},
		"finpilo: an unknown path":          {"GET", "/finpilo/api/v1/nothing", "", 404, `{"error":"there is nothing at this path"}`},
		"finpilo: nothing given":            {"PUT", finpiloPath, `{}`, 422, `{"error":"enabled is required","fields":{"enabled":"is required"}}`},
		"finpilo: enabled without URL":      {"PUT", finpiloPath, `{"url":"","enabled":true}`, 422, `{"error":"url is required where the webhook is enabled","fields":{"url":"is required where the webhook is enabled"}}`},
		"finpilo: a key no header carries":  {"PUT", finpiloPath, `{"url":"http://h/","apiKey":"a\r\nb","enabled":true}`, 422, `{"error":"apiKey must not hold a control character","fields":{"apiKey":"must not hold a control character"}}`},
		"finpilo: another method":           {"POST", finpiloPath, `{}`, 405, `{"error":"this path takes DELETE, GET, HEAD, PUT only"}`},
		"bookkeeper without token":          {anonymous + "GET", bookkeeperPath, "", 401, `{"error":"a bearer token is missing; any will do here"}`},
		"bookkeeper: an unknown endpoint":   {"DELETE", bookkeeperPath + "/sub_1", "", 404, `{"error":"no such endpoint"}`},
		"bookkeeper: no url":                {"POST", bookkeeperPath, `{"events":["payment.confirmed"]}`, 422, `{"error":"url is required","fields":{"url":"is required"}}`},
		"bookkeeper: a URL for no event":    {"POST", bookkeeperPath, `{"url":"http://h/","urls":{"payment.confirm":"http://h/"}}`, 422, `{"error":"urls is invalid: bookkeeper sends no event \"payment.confirm\" (did you mean payment.confirmed)","fields":{"urls":"is invalid: bookkeeper sends no event \"payment.confirm\" (did you mean payment.confirmed)"}}`},
		"bookkeeper: a bad URL for a type":  {"POST", bookkeeperPath, `{"url":"http://h/","urls":{"payment.confirmed":"h"}}`, 422, `{"error":"urls is invalid at payment.confirmed: it must begin with http:// or https:// (such as http://localhost:3000/webhooks)","fields":{"urls":"is invalid at payment.confirmed: it must begin with http:// or https:// (such as http://localhost:3000/webhooks)"}}`},
		"bookkeeper: urls of another kind":  {"POST", bookkeeperPath, `{"url":"http://h/","urls":{"payment.confirmed":null}}`, 422, `{"error":"urls must be an object of strings","fields":{"urls":"must be an object of strings"}}`},
		"bookkeeper: an unknown field":      {"POST", bookkeeperPath, `{"url":"http://h/","fields":{"amout":"total"}}`, 422, `{"error":"fields is invalid: there is no field \"amout\" (did you mean amount)","fields":{"fields":"is invalid: there is no field \"amout\" (did you mean amount)"}}`},
		"bookkeeper: fields of other kind":  {"POST", bookkeeperPath, `{"url":"http://h/","fields":["amount"]}`, 422, `{"error":"fields must be an object of strings","fields":{"fields":"must be an object of strings"}}`},
		"bookkeeper: a long URL for a type": {"POST", bookkeeperPath, `{"url":"http://h/","urls":{"payment.confirmed":"http://h/` + strings.Repeat("x", 2048) + `"}}`, 422, `{"error":"urls must have at most 2048 characters at payment.confirmed","fields":{"urls":"must have at most 2048 characters at payment.confirmed"}}`},
		"bookkeeper: a long name":           {"POST", bookkeeperPath, `{"url":"http://h/","name":"` + long + `"}`, 422, `{"error":"name must have at most 255 characters","fields":{"name":"must have at most 255 characters"}}`},
		"bookkeeper: a typing error":        {"POST", bookkeeperPath, `{"url":"http://h/","field":{}}`, 422, `{"error":"field is unknown; did you mean fields","fields":{"field":"is unknown; did you mean fields"}}`},
		"bookkeeper: an unknown parameter":  {"GET", "/bookkeeper/v1/deliveries?endpont_id=1", "", 422, `{"error":"endpont_id is an unknown parameter; did you mean endpoint_id","fields":{"endpont_id":"is an unknown parameter; did you mean endpoint_id"}}`},
		"bookkeeper: a parameter twice":     {"GET", "/bookkeeper/v1/deliveries?limit=1&limit=2", "", 422, `{"error":"limit is given twice","fields":{"limit":"is given twice"}}`},
		"bookkeeper: no such cursor":        {"GET", "/bookkeeper/v1/deliveries?limit=0", "", 422, `{"error":"limit must be a number from 1 to 1000","fields":{"limit":"must be a number from 1 to 1000"}}`},
		"bookkeeper: metrics are read only": {"POST", "/bookkeeper/v1/metrics", "{}", 405, `{"error":"this path takes GET, HEAD only"}`},
		"bookkeeper: nobody's endpoint":     {"PATCH", bookkeeperPath + "/sub_1", `{"url":"http://h/"}`, 404, `{"error":"no such endpoint"}`},
		"finpilo: no company":               {"GET", "/finpilo/api/v1/companies/ENT-1/webhook", "", 404, `{"error":"no such company: a companyReferenceId reads like ENT-00001"}`},
		"finpilo: a company in lower case":  {"PUT", "/finpilo/api/v1/companies/ent-00001/webhook", `{"custom":false}`, 404, `{"error":"no such company: a companyReferenceId reads like ENT-00001"}`},
		"finpilo: documents of no company":  {"POST", "/finpilo/api/v1/companies/ENT-000001/documents", "", 404, `{"error":"no such company: a companyReferenceId reads like ENT-00001"}`},
		"finpilo: an entity without custom": {"PUT", entityPath, `{"url":"http://h/","enabled":true}`, 422, `{"error":"custom is required","fields":{"custom":"is required"}}`},
		"finpilo: custom without enabled":   {"PUT", entityPath, `{"custom":true,"url":"http://h/"}`, 422, `{"error":"enabled is required","fields":{"enabled":"is required"}}`},
		"finpilo: a key of our own":         {"PUT", entityPath, `{"custom":true,"apikey":"k","enabled":false}`, 422, `{"error":"apikey is unknown; did you mean apiKey","fields":{"apikey":"is unknown; did you mean apiKey"}}`},
		"finpilo: a workspace with custom":  {"PUT", finpiloPath, `{"custom":true,"url":"http://h/","enabled":true}`, 422, `{"error":"custom is unknown","fields":{"custom":"is unknown"}}`},
		"finpilo: a long URL":               {"PUT", entityPath, `{"custom":true,"url":"http://h/` + strings.Repeat("x", 2048) + `","enabled":true}`, 422, `{"error":"url must have at most 2048 characters","fields":{"url":"must have at most 2048 characters"}}`},
		"finpilo: no such document":         {"GET", documentsPath + "/x", "", 404, `{"error":"no such document"}`},
		"finpilo: nothing to validate":      {"POST", documentsPath + "/x/validate", "", 404, `{"error":"no such document"}`},
		"finpilo: nothing to send":          {"POST", documentsPath + "/x/send", "", 404, `{"error":"no such document"}`},
		"finpilo: a document by DELETE":     {"DELETE", documentsPath + "/x", "", 405, `{"error":"this path takes GET, HEAD, PATCH, PUT only"}`},
		"finpilo: a list for no document":   {"POST", documentsPath, `[]`, 400, `{"error":"the body is not a JSON object"}`},
		"finpilo: null for a document":      {"POST", documentsPath, `null`, 400, `{"error":"the body is null, not a JSON object"}`},
		"finpilo: another company's":        {"POST", documentsPath, `{"companyReferenceId":"ENT-00008"}`, 422, `{"error":"companyReferenceId is another than the path's","fields":{"companyReferenceId":"is another than the path's"}}`},
		"finpilo: an empty id":              {"POST", documentsPath, `{"documentId":""}`, 422, `{"error":"documentId must not be empty; leave it out to have one made","fields":{"documentId":"must not be empty; leave it out to have one made"}}`},
		"finpilo: a number for an id":       {"POST", documentsPath, `{"documentId":7}`, 422, `{"error":"documentId must be a string","fields":{"documentId":"must be a string"}}`},
		"finpilo: a long id":                {"POST", documentsPath, `{"documentId":"` + long + `"}`, 422, `{"error":"documentId must have at most 255 characters","fields":{"documentId":"must have at most 255 characters"}}`},
		"finpilo: an id over two lines":     {"POST", documentsPath, `{"documentId":"a\nb"}`, 422, `{"error":"documentId must not hold a control character","fields":{"documentId":"must not hold a control character"}}`},
		"finpilo: a bad limit":              {"GET", documentsPath + "?limit=many", "", 422, `{"error":"limit must be a number from 1 to 1000","fields":{"limit":"must be a number from 1 to 1000"}}`},
		"finpilo: documents without token":  {anonymous + "POST", documentsPath, "", 401, `{"error":"a bearer token is missing; any will do here"}`},
		"a file with a wrong id":            {"GET", "/silverfin/files/x", "", 404, `{"error":"no such document"}`},
		"a document with a control in it":   {"GET", "/finpilo/files/a%0Ab", "", 404, `{"error":"no such document"}`},
		"a document of a very long id":      {"GET", "/finpilo/files/" + strings.Repeat("x", 256), "", 404, `{"error":"no such document"}`},
		"a file cannot be written to":       {"DELETE", "/finpilo/files/a", "", 405, `{"error":"this path takes GET, HEAD only"}`},
		"an unknown product is nobody's":    {"GET", "/stripe/v1/webhook_endpoints", "", 404, "404 page not found\n"},
		"a path is looked at before tokens": {anonymous + "GET", "/moneybird/api/v2/x", "", 404, `{"error":"there is nothing at this path"}`},
	}
	s := newServer(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			method, withoutToken := strings.CutPrefix(tt.method, anonymous)
			w := s.ask(t, method, tt.path, tt.body, func(r *http.Request) {
				if withoutToken {
					r.Header.Del("Authorization")
				}
			})
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			if diff := cmp.Diff(tt.want, w.Body.String()); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if allow := w.Header().Get("Allow"); (allow != "") != (tt.status == 405) {
				t.Errorf("status %d with Allow %q", tt.status, allow)
			}
			if challenge := w.Header().Get("WWW-Authenticate"); (challenge != "") != (tt.status == 401) {
				t.Errorf("status %d with WWW-Authenticate %q", tt.status, challenge)
			}
		})
	}
	if subs := s.engine.Subscriptions(); len(subs) > 0 {
		t.Errorf("something was stored: %+v", subs)
	}
	if kept, err := s.engine.Store.ListRecords(t.Context(), relay.RecordQuery{Provider: "finpilo", Kind: "document"}); err != nil || len(kept) > 0 {
		t.Errorf("documents were stored: %v, %+v", err, kept)
	}
}

// The strict rules for bodies hold for every product, in its own shape.
func TestBodiesAreReadStrictly(t *testing.T) {
	t.Parallel()
	writes := map[string]struct{ method, path, valid, shape string }{
		"fintoro":    {"POST", fintoroPath, `{"url":"http://h/","isActive":true,"subscribedEvents":["invoices.paid"]}`, `{"message":"`},
		"moneybird":  {"POST", moneybirdPath, `{"url":"http://h/"}`, `{"error":"`},
		"silverfin":  {"POST", silverfinPath, `{"url":"http://h/","events":["export.created"]}`, `{"error":"`},
		"finpilo":    {"PUT", finpiloPath, `{"url":"http://h/","enabled":true}`, `{"error":"`},
		"entity":     {"PUT", entityPath, `{"custom":true,"url":"http://h/","enabled":true}`, `{"error":"`},
		"bookkeeper": {"POST", bookkeeperPath, `{"url":"http://h/"}`, `{"error":"`},
	}
	as := func(contentType string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Content-Type", contentType) }
	}
	tests := map[string]struct {
		edit   func(valid string) string
		call   func(*http.Request)
		status int
		reason string
	}{
		"a key twice":              {func(v string) string { return strings.Replace(v, `{`, `{"url":"http://h/",`, 1) }, nil, 400, `the body has the key \"url\" twice`},
		"invalid UTF-8":            {func(v string) string { return strings.Replace(v, "h/", "h/\xff", 1) }, nil, 400, "the body is not valid JSON: invalid UTF-8"},
		"a lone surrogate":         {func(v string) string { return strings.Replace(v, "h/", `h/\ud800`, 1) }, nil, 400, "the body is not valid JSON: invalid"},
		"a byte order mark":        {func(v string) string { return "\ufeff" + v }, nil, 400, "the body begins with a byte order mark"},
		"something after the end":  {func(v string) string { return v + "{}" }, nil, 400, "the body is not valid JSON: invalid character"},
		"null":                     {func(string) string { return "null" }, nil, 400, "the body is null, not a JSON object"},
		"a string":                 {func(string) string { return `"url"` }, nil, 400, "the body is not a JSON object"},
		"nothing":                  {func(string) string { return "" }, as("application/json"), 400, "the body is empty"},
		"deep nesting":             {func(string) string { return `{"url":` + strings.Repeat("[", 20000) }, nil, 400, "the body is not valid JSON: exceeded max depth"},
		"2 MB":                     {func(v string) string { return strings.Replace(v, "h/", "h/"+strings.Repeat("x", 2<<20), 1) }, nil, 413, "the body has more than 1048576 bytes"},
		"a form":                   {func(v string) string { return v }, as("application/x-www-form-urlencoded"), 415, "send the body with Content-Type: application/json"},
		"text":                     {func(v string) string { return v }, as("text/plain"), 415, "send the body with Content-Type: application/json"},
		"no content type":          {func(v string) string { return v }, as(""), 415, "send the body with Content-Type: application/json"},
		"a wrongly cased key":      {func(v string) string { return strings.Replace(v, `"url"`, `"Url"`, 1) }, nil, -1, "did you mean url"},
		"a key of another product": {func(v string) string { return strings.Replace(v, `{`, `{"x_y_z":1,`, 1) }, nil, -1, "is unknown"},
	}
	for product, write := range writes {
		t.Run(product, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			for name, tt := range tests {
				w := s.ask(t, write.method, write.path, tt.edit(write.valid), func(r *http.Request) {
					if tt.call != nil {
						tt.call(r)
					}
				})
				want := tt.status
				switch {
				case want > 0:
				case product == "moneybird":
					want = 400
				default:
					want = 422
				}
				body := w.Body.String()
				// Moneybird tells the first problem only.
				if w.Code != want || !strings.HasPrefix(body, write.shape) || !strings.Contains(body, tt.reason) && !(product == "moneybird" && tt.status < 0) {
					t.Errorf("%s: %d %s, want %d with %q", name, w.Code, body, want, tt.reason)
				}
				if !bytes.HasPrefix([]byte(w.Header().Get("Content-Type")), []byte("application/json")) {
					t.Errorf("%s: Content-Type %q", name, w.Header().Get("Content-Type"))
				}
			}
			if subs := s.engine.Subscriptions(); len(subs) > 0 {
				t.Errorf("something was stored: %+v", subs)
			}
			w := s.ask(t, write.method, write.path, write.valid, as("application/json; charset=utf-8"))
			if w.Code >= 300 || len(s.engine.Subscriptions()) != 1 {
				t.Errorf("the valid body is refused: %d %s", w.Code, w.Body)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		authorization string
		status        int
	}{
		"any token":             {"Bearer x", 200},
		"the scheme in capital": {"BEARER x", 200},
		"no header":             {"", 401},
		"an empty token":        {"Bearer  ", 401},
		"no token":              {"Bearer", 401},
		"another scheme":        {"Basic eDp5", 401},
		"the token alone":       {"x", 401},
	}
	s := newServer(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{fintoroPath, moneybirdPath, silverfinPath, finpiloPath, bookkeeperPath} {
				w := s.ask(t, "GET", path, "", func(r *http.Request) { r.Header.Set("Authorization", tt.authorization) })
				if w.Code != tt.status {
					t.Errorf("%s: %d, want %d", path, w.Code, tt.status)
				}
			}
		})
	}
}
