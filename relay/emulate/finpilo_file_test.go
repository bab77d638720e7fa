package emulate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

// Who may open the file of a document: whoever has the key of the webhook that it was sent by, or the external API's.
func TestFinpiloFileKeys(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"http://h/","apiKey":"workspace-key","enabled":true}`)
	s.mustAsk(t, 200, "PUT", entityPath, `{"custom":true,"url":"http://h/e","enabled":true}`)
	send := func(company, id string, as ...func(*http.Request)) {
		t.Helper()
		path := "/finpilo/api/v1/companies/" + company + "/documents"
		for _, call := range [][2]string{{path, `{"documentId":"` + id + `","total":1}`}, {path + "/" + id + "/validate", ""}, {path + "/" + id + "/send", ""}} {
			if w := s.ask(t, "POST", call[0], call[1], as...); w.Code >= 300 {
				t.Fatalf("%s: %d %s", call[0], w.Code, w.Body)
			}
		}
	}
	send("ENT-00001", "keyed")
	send("ENT-00007", "keyless")
	s.mustAsk(t, 201, "POST", documentsPath, `{"documentId":"draft","total":5}`)
	if _, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{
		Provider: "finpilo", Type: "document.sent", Data: []byte(`{"documentId":"triggered","companyReferenceId":"ENT-00001"}`),
	}}, ""); err != nil {
		t.Fatal(err)
	}
	if w := s.ask(t, "PUT", finpiloPath, `{"url":"http://h/a","apiKey":"a-key","enabled":true}`, as("a")); w.Code != 200 {
		t.Fatal(w.Body)
	}
	send("ENT-00001", "of-a", as("a"))
	tests := map[string]struct {
		id, bearer, key string
		status          int
	}{
		"without a key":                                {"keyed", "", "", 401},
		"with the webhook's key":                       {"keyed", "workspace-key", "", 200},
		"with the webhook's key in X-API-Key":          {"keyed", "", "workspace-key", 200},
		"with a wrong key":                             {"keyed", "workspace-ke", "", 401},
		"with the account's token as bearer":           {"keyed", tokenOf("finpilo"), "", 401},
		"with the account's token in X-API-Key":        {"keyed", "", tokenOf("finpilo"), 200},
		"with a wrong key and the right X-API-Key":     {"keyed", "wrong", tokenOf("finpilo"), 200},
		"with another account's X-API-Key":             {"keyed", "", "fp_other", 401},
		"without a key, sent by a webhook that has no": {"keyless", "", "", 200},
		"with any key, sent by a webhook that has no":  {"keyless", "any", "", 200},
		"of another account":                           {"of-a", "workspace-key", "", 401},
		"of another account, by its webhook's key":     {"of-a", "a-key", "", 200},
		"of another account, by its token":             {"of-a", "", "a", 200},
		"triggered, without a key":                     {"triggered", "", "", 401},
		"triggered, by any X-API-Key":                  {"triggered", "", "fp_any", 200},
		"triggered, by the key":                        {"triggered", "workspace-key", "", 200},
		"unknown":                                      {"unknown", "", "", 200},
	}
	get := func(s *server, id, bearer, key string) (int, string, string) {
		w := s.ask(t, "GET", "/finpilo/files/"+id, "", func(r *http.Request) {
			r.Header.Del("Authorization")
			if bearer != "" {
				r.Header.Set("Authorization", "Bearer "+bearer)
			}
			if key != "" {
				r.Header.Set("X-API-Key", key)
			}
		})
		return w.Code, w.Header().Get("Content-Type"), w.Body.String()
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			code, kind, body := get(s, tt.id, tt.bearer, tt.key)
			if code != tt.status || (code == 200) != (kind == "application/pdf") {
				t.Errorf("%d %s, want %d: %s", code, kind, tt.status, body)
			}
		})
	}
	t.Run("a draft's is for its account", func(t *testing.T) {
		if _, _, body := get(s, "draft", "", tokenOf("finpilo")); !strings.Contains(body, "Total: 5") {
			t.Errorf("its account gets %s", body)
		}
		if _, _, body := get(s, "draft", "", "fp_other"); strings.Contains(body, "Total") {
			t.Errorf("another gets %s", body)
		}
	})
	t.Run("a new key opens at once, and the old one no more", func(t *testing.T) {
		s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"http://h/","apiKey":"newer","enabled":true}`)
		oldCode, _, _ := get(s, "keyed", "workspace-key", "")
		newCode, _, _ := get(s, "keyed", "newer", "")
		if oldCode != 401 || newCode != 200 {
			t.Errorf("the old one: %d, the new one: %d", oldCode, newCode)
		}
	})
	t.Run("strict takes the issued token only", func(t *testing.T) {
		s := newServer(t, func(o *emulate.Options) { o.IssuedOnly = true })
		s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"http://h/","apiKey":"k","enabled":true}`)
		s.publish(t, "finpilo", "document.sent")
		events, _, err := s.engine.Store.Events(t.Context(), relay.EventQuery{})
		if err != nil {
			t.Fatal(err)
		}
		anyCode, _, _ := get(s, events[0].DialectID, "", "fp_any")
		ownCode, _, _ := get(s, events[0].DialectID, "", tokenOf("finpilo"))
		if anyCode != 401 || ownCode != 200 {
			t.Errorf("any: %d, the issued: %d", anyCode, ownCode)
		}
	})
}

// Where other machines can call, a key in the path comes before the webhook's; without one, only the issued token opens.
func TestFinpiloFilesBeyondLoopback(t *testing.T) {
	t.Parallel()
	const key = "5c2f8e6d0a4c579a573f0e8f1d2c4490"
	s := newServer(t, func(o *emulate.Options) { o.OpenKey, o.IssuedOnly = key, true })
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"http://h/","apiKey":"webhook-key","enabled":true}`)
	s.validated(t, "d")
	s.mustAsk(t, 202, "POST", documentsPath+"/d/send", "")
	if url := s.document(t, "d")["document"].(map[string]any)["fileUrl"]; url != baseURL+"/open/"+key+"/finpilo/files/d" {
		t.Errorf("the document points at %v", url)
	}
	tests := map[string]struct {
		path, token string
		status      int
	}{
		"the path's key alone":             {"/open/" + key + "/finpilo/files/d", "", 401},
		"the path's key and the webhook's": {"/open/" + key + "/finpilo/files/d", "webhook-key", 200},
		"the webhook's key alone":          {"/finpilo/files/d", "webhook-key", 401},
		"the issued token":                 {"/finpilo/files/d", tokenOf("finpilo"), 200},
		"nothing":                          {"/finpilo/files/d", "", 401},
	}
	for name, tt := range tests {
		w := s.ask(t, "GET", tt.path, "", func(r *http.Request) {
			r.Header.Del("Authorization")
			if tt.token != "" {
				r.Header.Set("Authorization", "Bearer "+tt.token)
			}
		})
		if w.Code != tt.status {
			t.Errorf("%s: %d, want %d: %s", name, w.Code, tt.status, w.Body)
		}
	}
}

// The file says what the document says.
func TestFinpiloFileAgreesWithItsDocument(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.mustAsk(t, 201, "POST", documentsPath, `{"documentId":"d","documentType":"Invoice","documentNumber":"A-1001","currency":"EUR","taxTotal":21.00,"total":"121.00","supplier":{"legalName":"Paper (Co)"},"issueDate":"2026-05-02"}`)
	w := s.ask(t, "GET", "/finpilo/files/d", "", func(r *http.Request) { r.Header.Set("X-API-Key", tokenOf("finpilo")) })
	checkPDF(t, w.Body.Bytes())
	golden(t, dump(w))
}
