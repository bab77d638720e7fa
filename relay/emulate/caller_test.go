package emulate_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

// as makes a call with a token.
func as(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

// management is how a webhook is made, seen and deleted at a product, and where its id stands.
type management struct {
	create, body string
	list         string
	one          func(id string) []string // methods and paths that must not reach another account's
}

func managements() map[string]management {
	return map[string]management{
		"fintoro": {
			"POST " + fintoroPath, `{"url":"%s","isActive":true,"subscribedEvents":["invoices.paid"]}`, fintoroPath,
			func(id string) []string {
				return []string{"GET " + fintoroPath + "/" + id, "POST " + fintoroPath + "/" + id + "/rotate-secret", "DELETE " + fintoroPath + "/" + id}
			},
		},
		"moneybird": {
			"POST /moneybird/api/v2/123456/webhooks.json", `{"url":"%s","enabled_events":["contact"]}`, "/moneybird/api/v2/123456/webhooks",
			func(id string) []string {
				return []string{"DELETE /moneybird/api/v2/123456/webhooks/" + id + ".json", "DELETE /moneybird/api/v2/123456/webhooks/" + id}
			},
		},
		"silverfin": {
			"POST " + silverfinPath, `{"url":"%s","events":["export.created"]}`, silverfinPath,
			func(id string) []string { return []string{"DELETE " + silverfinPath + "/" + id} },
		},
		"bookkeeper": {
			"POST " + bookkeeperPath, `{"url":"%s"}`, bookkeeperPath,
			func(id string) []string { return []string{"DELETE " + bookkeeperPath + "/" + id} },
		},
		"finpilo": {"PUT " + finpiloPath, `{"url":"%s","apiKey":"key","enabled":true}`, finpiloPath, nil},
	}
}

// No account sees, changes or deletes what is another's, and what a person triggers goes to all of them.
func TestAccountsAreApart(t *testing.T) {
	t.Parallel()
	events := map[string]string{
		"fintoro": "invoices.paid", "moneybird": "contact_changed", "silverfin": "export.created", "bookkeeper": "payment.confirmed", "finpilo": "document.sent",
	}
	for name, m := range managements() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			if _, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{Provider: name, URL: "http://h/by-hand"}); err != nil {
				t.Fatal(err)
			}
			tokens := map[string]string{"http://h/a": "token-a", "http://h/b": "token-b", "http://h/issued": tokenOf(name)}
			method, path, _ := strings.Cut(m.create, " ")
			ids := map[string]string{}
			for url, token := range tokens {
				w := s.ask(t, method, path, fmt.Sprintf(m.body, url), as(token))
				if w.Code >= 300 {
					t.Fatalf("%s with %s: %d %s", m.create, token, w.Code, w.Body)
				}
				ids[url] = idOf(t, w.Body.Bytes())
			}
			for url, token := range tokens {
				list := s.ask(t, "GET", m.list, "", as(token)).Body.String()
				for other := range tokens {
					if got := strings.Contains(list, `"`+other+`"`); got != (url == other) {
						t.Errorf("%s sees %s: %v in %s", token, other, got, list)
					}
				}
				if got := strings.Contains(list, "http://h/by-hand"); got != (url == "http://h/issued") && name != "finpilo" {
					t.Errorf("%s sees what was made by hand: %v", token, got)
				}
				for other, id := range ids {
					if other == url || m.one == nil {
						continue
					}
					for _, call := range m.one(id) {
						method, path, _ := strings.Cut(call, " ")
						if w := s.ask(t, method, path, "", as(token)); w.Code != 404 {
							t.Errorf("%s of what is another's: %d %s", call, w.Code, w.Body)
						}
					}
				}
			}
			if name == "finpilo" { // a change of one workspace leaves the others
				s.ask(t, "PUT", finpiloPath, `{"url":"","enabled":false}`, as("token-a"))
				s.ask(t, "PUT", finpiloPath, `{"url":"http://h/a","apiKey":"key","enabled":true}`, as("token-a"))
			}
			targets := map[string]bool{}
			for _, d := range s.publish(t, name, events[name]) {
				targets[d.URL] = true
			}
			for _, url := range []string{"http://h/a", "http://h/b", "http://h/issued", "http://h/by-hand"} {
				if !targets[url] {
					t.Errorf("nothing goes to %s", url)
				}
			}
			for url, token := range tokens { // its owner can
				if m.one == nil {
					continue
				}
				calls := m.one(ids[url])
				method, path, _ := strings.Cut(calls[len(calls)-1], " ")
				if w := s.ask(t, method, path, "", as(token)); w.Code != 204 {
					t.Errorf("%s deletes its own: %d %s", token, w.Code, w.Body)
				}
			}
		})
	}
}

// idOf is the id in an answer; empty where it has none.
func idOf(t *testing.T, body []byte) string {
	t.Helper()
	var read struct {
		ID any `json:"id"`
	}
	if err := json.Unmarshal(body, &read); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	switch id := read.ID.(type) {
	case string:
		return id
	case float64:
		return fmt.Sprintf("%.0f", id)
	}
	return ""
}

// An account's number is the same in every run, and neither it nor anything else that is stored tells the token.
func TestAccountNumbers(t *testing.T) {
	t.Parallel()
	const token = "my-own-token-7c1d"
	numbers := map[int64]bool{}
	for range 2 {
		s := newServer(t)
		body := `{"url":"http://h/x","isActive":true,"subscribedEvents":["invoices.paid"]}`
		for _, given := range []string{token, "another", tokenOf("fintoro")} {
			var made struct {
				CompanyID int64 `json:"companyId"`
			}
			if err := json.Unmarshal(s.ask(t, "POST", fintoroPath, body, as(given)).Body.Bytes(), &made); err != nil {
				t.Fatal(err)
			}
			if (made.CompanyID == emulate.WorkspaceAccount) != (given == tokenOf("fintoro")) {
				t.Errorf("%s owns %d", given, made.CompanyID)
			}
			numbers[made.CompanyID] = true
		}
		for _, sub := range s.engine.Subscriptions() {
			if text := fmt.Sprintf("%s %+v", sub.Own, sub); strings.Contains(text, token) {
				t.Errorf("the token is stored: %s", text)
			}
		}
	}
	if len(numbers) != 3 {
		t.Errorf("three tokens of two runs own %v", numbers)
	}
}

func TestWhoMayCall(t *testing.T) {
	t.Parallel()
	header := func(values ...string) func(*http.Request) {
		return func(r *http.Request) { r.Header["Authorization"] = values }
	}
	tests := map[string]struct {
		edit      func(*http.Request)
		any, only int // the status where any token is taken, and where only the issued one is
	}{
		"nobody":                     {header(), 401, 401},
		"another scheme":             {header("Basic dG9rZW4="), 401, 401},
		"an empty token":             {header("Bearer "), 401, 401},
		"blanks":                     {header("Bearer    "), 401, 401},
		"no blank":                   {header("Bearer" + tokenOf("fintoro")), 401, 401},
		"two headers":                {header("Bearer a", "Bearer "+tokenOf("fintoro")), 401, 401},
		"any token":                  {header("Bearer any"), 200, 401},
		"the issued one":             {header("Bearer " + tokenOf("fintoro")), 200, 200},
		"in another casing":          {header("bEARER " + tokenOf("fintoro")), 200, 200},
		"the issued one and a blank": {header("Bearer  " + tokenOf("fintoro") + " "), 200, 200},
		"another product's":          {header("Bearer " + tokenOf("moneybird")), 200, 401},
		"the issued one in capitals": {header("Bearer " + strings.ToUpper(tokenOf("fintoro"))), 200, 401},
		"the beginning of it":        {header("Bearer issued"), 200, 401},
	}
	s := newServer(t)
	strict := newServer(t, func(o *emulate.Options) { o.IssuedOnly = true })
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if w := s.ask(t, "GET", fintoroPath, "", tt.edit); w.Code != tt.any {
				t.Errorf("%d %s, want %d", w.Code, w.Body, tt.any)
			}
			w := strict.ask(t, "GET", fintoroPath, "", tt.edit)
			if w.Code != tt.only {
				t.Errorf("strict: %d %s, want %d", w.Code, w.Body, tt.only)
			}
			if w.Code == 401 && (w.Body.String() != `{"message":"Unauthenticated."}` || w.Header().Get("WWW-Authenticate") != "Bearer") {
				t.Errorf("the refusal is %s %s", w.Header(), w.Body)
			}
		})
	}
	t.Run("nothing is taken where none was issued", func(t *testing.T) {
		none := newServer(t, func(o *emulate.Options) { o.IssuedOnly, o.Tokens = true, nil })
		if w := none.ask(t, "GET", fintoroPath, ""); w.Code != 401 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
