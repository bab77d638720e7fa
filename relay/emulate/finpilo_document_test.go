package emulate_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// document reads one of ENT-00007.
func (s *server) document(t *testing.T, id string) map[string]any {
	t.Helper()
	return s.mustAsk(t, 200, "GET", documentsPath+"/"+id, "")
}

// validated makes a document that is ready to send.
func (s *server) validated(t *testing.T, id string) {
	t.Helper()
	s.mustAsk(t, 201, "POST", documentsPath, `{"documentId":"`+id+`","total":121.00}`)
	s.mustAsk(t, 200, "POST", documentsPath+"/"+id+"/validate", "")
}

func TestADocumentsLife(t *testing.T) {
	t.Parallel()
	s, rc := newServer(t), newReceiver(t)
	s.run(t)
	rc.says(200, `{"accountingReferenceId":"INV-2026-0042"}`)
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"`+rc.URL+`","apiKey":"k","enabled":true}`)
	// Order and spelling of what is given stay.
	made := s.mustAsk(t, 201, "POST", documentsPath, `{ "total" : 121.00, "documentNumber" : "A-1" }`)
	id := made["documentId"].(string)
	if made["status"] != "Draft" || made["can_send"] != false {
		t.Errorf("it begins as %v, can_send %v", made["status"], made["can_send"])
	}
	s.mustAsk(t, 409, "POST", documentsPath+"/"+id+"/send", "")
	validated := s.mustAsk(t, 200, "POST", documentsPath+"/"+id+"/validate", "")
	if validated["status"] != "Validated" || validated["can_send"] != true || validated["cannot_send_reason"] != nil {
		t.Errorf("validated it is %v", validated)
	}
	s.mustAsk(t, 202, "POST", documentsPath+"/"+id+"/send", "")
	s.settle(t)
	sent := s.document(t, id)
	want := map[string]any{
		"status": "Sent", "sentAt": "2026-05-04T09:30:00Z", "ref": "Ref: INV-2026-0042", "accountingReferenceId": "INV-2026-0042",
		"can_send": false, "cannot_send_code": "already_sent", "lastError": nil,
	}
	for key, value := range want {
		if sent[key] != value {
			t.Errorf("sent, its %s is %v, want %v", key, sent[key], value)
		}
	}
	for _, again := range []string{"send", "validate"} {
		s.mustAsk(t, 409, "POST", documentsPath+"/"+id+"/"+again, "")
	}
	body := `{"documentId":"` + id + `","companyReferenceId":"ENT-00007","total":121.00,"documentNumber":"A-1","fileUrl":"` + baseURL + `/finpilo/files/` + id + `"}`
	if diff := cmp.Diff([]string{"Bearer k " + body}, rc.took()); diff != "" {
		t.Errorf("the webhook got (-want +got):\n%s", diff)
	}
}

// A failed send is shown until one succeeds, and can be repeated.
func TestAFailedSendCanBeRepeated(t *testing.T) {
	t.Parallel()
	s, rc := newServer(t), newReceiver(t)
	s.run(t)
	rc.says(500, "no")
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"`+rc.URL+`","enabled":true}`)
	s.validated(t, "d")
	s.mustAsk(t, 202, "POST", documentsPath+"/d/send", "")
	s.settle(t)
	failed := s.document(t, "d")
	failure, _ := failed["lastError"].(map[string]any)
	if failed["status"] != "Validated" || failed["can_send"] != true || failure["code"] != "http_error" || !strings.Contains(failure["message"].(string), "500") {
		t.Errorf("failed it is %v", failed)
	}
	rc.says(200, "")
	s.mustAsk(t, 202, "POST", documentsPath+"/d/send", "")
	s.settle(t)
	sent := s.document(t, "d")
	if sent["status"] != "Sent" || sent["ref"] != nil || sent["lastError"] != nil || len(rc.took()) != 2 {
		t.Errorf("sent it is %v", sent)
	}
}

// A send without a target fails at once, visibly, and says why.
func TestASendWithoutTarget(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		settings []string
		code     string
		text     string
	}{
		"no webhook":            {nil, "no_webhook", "neither the entity nor the workspace"},
		"workspace's is off":    {[]string{finpiloPath + ` {"url":"http://h/","enabled":false}`}, "workspace_webhook_not_enabled", "not enabled"},
		"entity's has no URL":   {[]string{finpiloPath + ` {"url":"http://h/","enabled":true}`, entityPath + ` {"custom":true,"enabled":true}`}, "entity_webhook_without_url", "without a URL"},
		"entity's is off":       {[]string{finpiloPath + ` {"url":"http://h/","enabled":true}`, entityPath + ` {"custom":true,"url":"http://h/","enabled":false}`}, "entity_webhook_not_enabled", "not enabled"},
		"entity's has neither":  {[]string{entityPath + ` {"custom":true,"enabled":false}`}, "entity_webhook_without_url", "without a URL"},
		"another account's own": {[]string{}, "no_webhook", "neither"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			if w := s.ask(t, "PUT", finpiloPath, `{"url":"http://h/other","enabled":true}`, as("other")); w.Code != 200 {
				t.Fatal(w.Body)
			}
			for _, line := range tt.settings {
				path, body, _ := strings.Cut(line, " ")
				s.mustAsk(t, 200, "PUT", path, body)
			}
			s.validated(t, "d")
			before := s.document(t, "d")
			reason, _ := before["cannot_send_reason"].(string)
			if before["can_send"] != false || before["cannot_send_code"] != tt.code || !strings.Contains(reason, tt.text) {
				t.Errorf("before: can_send %v, %v, %q", before["can_send"], before["cannot_send_code"], reason)
			}
			answer := s.mustAsk(t, 422, "POST", documentsPath+"/d/send", "")
			d, err := s.engine.Store.Delivery(t.Context(), answer["deliveryId"].(string))
			if err != nil || d.State != relay.Failed || d.Reason != relay.ReasonNoTarget || d.AttemptCount != 0 || d.URL != "" {
				t.Errorf("the delivery is %+v, %v", d, err)
			}
			if answer["reason"] != "no_target" || !strings.Contains(answer["error"].(string), tt.text) {
				t.Errorf("the answer is %v", answer)
			}
			after := s.document(t, "d")
			failure, _ := after["lastError"].(map[string]any)
			if after["status"] != "Validated" || failure["code"] != "no_target" || failure["deliveryId"] != d.ID {
				t.Errorf("after: %v", after)
			}
		})
	}
}

// However many click at once, the document goes out once.
func TestSendGoesOutOnce(t *testing.T) {
	t.Parallel()
	s, rc := newServer(t), newReceiver(t)
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"`+rc.URL+`","enabled":true}`)
	s.validated(t, "d")
	var wg sync.WaitGroup
	codes := make([]int, 8)
	for i := range codes {
		wg.Go(func() { codes[i] = s.ask(t, "POST", documentsPath+"/d/send", "").Code })
	}
	wg.Wait()
	taken := 0
	for _, code := range codes {
		if code == 202 {
			taken++
		} else if code != 409 {
			t.Errorf("one is answered with %d", code)
		}
	}
	s.run(t)
	if n := s.settle(t); taken != 1 || n != 1 || len(rc.took()) != 1 {
		t.Errorf("%d sends were taken, %d deliveries made", taken, n)
	}
}

// A document that was only triggered is there, too, with what its event says.
func TestTriggeredDocuments(t *testing.T) {
	t.Parallel()
	s, rc := newServer(t), newReceiver(t)
	s.run(t)
	rc.says(500, "")
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"`+rc.URL+`","enabled":true}`)
	trigger := func(data string) {
		t.Helper()
		if _, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{Provider: "finpilo", Type: "document.sent", Data: []byte(data)}}, ""); err != nil {
			t.Fatal(err)
		}
		s.settle(t)
	}
	trigger(`{"documentId":"t-1","companyReferenceId":"ENT-00007","total":7}`)
	trigger(`{"documentId":"t-2","companyReferenceId":"ENT-00008"}`)
	failed := s.document(t, "t-1")
	if failed["status"] != "Validated" || failed["can_send"] != true || failed["lastError"] == nil || failed["document"].(map[string]any)["total"] != 7.0 {
		t.Errorf("triggered it is %v", failed)
	}
	s.mustAsk(t, 404, "GET", documentsPath+"/t-2", "")
	s.mustAsk(t, 409, "PUT", documentsPath+"/t-1", `{"total":8}`)
	s.mustAsk(t, 409, "POST", documentsPath, `{"documentId":"t-1"}`)
	s.validated(t, "own")
	var ids []any
	for _, d := range s.mustAsk(t, 200, "GET", documentsPath, "")["documents"].([]any) {
		ids = append(ids, d.(map[string]any)["documentId"])
	}
	if diff := cmp.Diff([]any{"own", "t-1"}, ids); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	rc.says(200, `{"id":77}`)
	s.mustAsk(t, 202, "POST", documentsPath+"/t-1/send", "")
	s.settle(t)
	if sent := s.document(t, "t-1"); sent["ref"] != "Ref: 77" {
		t.Errorf("sent it is %v", sent)
	}
}

// Nobody reads or sends another account's documents, and each goes by its own account's webhooks.
func TestDocumentsOfAccountsAreApart(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, token := range []string{"a", "b"} {
		for _, call := range [][2]string{
			{finpiloPath, `{"url":"http://h/` + token + `","enabled":true}`},
			{documentsPath, `{"documentId":"same"}`}, {documentsPath, `{"documentId":"of ` + token + `"}`},
			{documentsPath + "/same/validate", ""}, {documentsPath + "/same/send", ""},
		} {
			method := http.MethodPost
			if call[0] == finpiloPath {
				method = http.MethodPut
			}
			if w := s.ask(t, method, call[0], call[1], as(token)); w.Code >= 300 {
				t.Fatalf("%s: %s %s: %d %s", token, method, call[0], w.Code, w.Body)
			}
		}
	}
	deliveries, _, err := s.engine.Store.Deliveries(t.Context(), relay.DeliveryQuery{})
	if err != nil || len(deliveries) != 2 || deliveries[1].URL != "http://h/a" || deliveries[0].URL != "http://h/b" {
		t.Errorf("%d deliveries, %v: %+v", len(deliveries), err, deliveries)
	}
	for _, call := range [][2]string{{"GET", ""}, {"PUT", "{}"}, {"PATCH", "{}"}, {"POST", "/validate"}, {"POST", "/send"}} {
		path, body := documentsPath+"/of%20a", ""
		if call[0] == "POST" {
			path += call[1]
		} else {
			body = call[1]
		}
		if w := s.ask(t, call[0], path, body, as("b")); w.Code != 404 {
			t.Errorf("b reaches a's document by %s %s: %d %s", call[0], path, w.Code, w.Body)
		}
	}
	if w := s.ask(t, "GET", documentsPath, "", as("b")); strings.Contains(w.Body.String(), "of a") {
		t.Errorf("b's list shows a's document: %s", w.Body)
	}
}

// The external API's key is taken where documents are, and nowhere else.
func TestXAPIKey(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	keyed := func(r *http.Request) {
		r.Header.Del("Authorization")
		r.Header.Set("X-API-Key", "fp_any")
	}
	if w := s.ask(t, "POST", documentsPath, `{"documentId":"d"}`, keyed); w.Code != 201 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := s.ask(t, "GET", documentsPath+"/d", "", as("fp_any")); w.Code != 200 {
		t.Errorf("the same key as bearer: %d", w.Code)
	}
	if w := s.ask(t, "GET", finpiloPath, "", keyed); w.Code != 401 {
		t.Errorf("settings by X-API-Key: %d", w.Code)
	}
}

// The strict rules for bodies hold for documents, too; an empty body draws a sample.
func TestDocumentsAreReadStrictly(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	tests := map[string]struct {
		body   string
		status int
		reason string
	}{
		"a key twice":       {`{"total":1,"total":2}`, 400, `the key \"total\" twice`},
		"a key twice below": {`{"supplier":{"a":1,"a":2}}`, 400, "twice"},
		"invalid UTF-8":     {"{\"comment\":\"\xff\"}", 400, "invalid UTF-8"},
		"a lone surrogate":  {`{"comment":"\ud800"}`, 400, "not valid JSON"},
		"a byte order mark": {"\ufeff{}", 400, "byte order mark"},
		"deep nesting":      {`{"a":` + strings.Repeat("[", 20000), 400, "max depth"},
		"2 MB":              {`{"comment":"` + strings.Repeat("x", 2<<20) + `"}`, 413, "more than 1048576 bytes"},
		"1 MB and the ids":  {`{"comment":"` + strings.Repeat("x", relay.MaxDataBytes-20) + `"}`, 413, "1048576 are allowed"},
		"blanks":            {"  ", 400, "the body is empty"},
	}
	for name, tt := range tests {
		for _, method := range []string{"POST", "PUT", "PATCH"} {
			path := documentsPath
			if method != "POST" {
				path += "/d"
			}
			if w := s.ask(t, method, path, tt.body); method == "POST" && (w.Code != tt.status || !strings.Contains(w.Body.String(), tt.reason)) || w.Code < 400 || w.Code >= 500 {
				t.Errorf("%s by %s: %d %.200s", name, method, w.Code, w.Body)
			}
		}
	}
	if w := s.ask(t, "POST", documentsPath, `{}`, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }); w.Code != 415 {
		t.Errorf("text: %d", w.Code)
	}
	if n := len(s.mustAsk(t, 200, "GET", documentsPath, "")["documents"].([]any)); n != 0 {
		t.Errorf("%d documents were stored", n)
	}
	samples := map[any]bool{}
	for range 3 {
		document := s.mustAsk(t, 201, "POST", documentsPath, "")["document"].(map[string]any)
		samples[document["documentNumber"]] = document["companyReferenceId"] == "ENT-00007" && document["total"] != nil
	}
	if len(samples) != 3 {
		t.Errorf("samples are alike: %v", samples)
	}
}
