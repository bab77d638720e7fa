package emulate_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

const fintoroAPI = "/fintoro/api/public/v1"

func fintoroBody(url string, active bool, events string) string {
	return fmt.Sprintf(`{"name":"ERP sync","url":%q,"isActive":%t,"subscribedEvents":[%s]}`, url, active, events)
}

// made registers a webhook with Fintoro and returns its answer.
func (s *server) made(t *testing.T, url string) map[string]any {
	t.Helper()
	return s.mustAsk(t, http.StatusCreated, "POST", fintoroPath, fintoroBody(url, true, `"invoices.created","invoices.paid"`))
}

func pathOf(made map[string]any) string { return fmt.Sprintf("%s/%.0f", fintoroPath, made["id"]) }

func withKey(key string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Idempotency-Key", key) }
}

func TestFintoroCreateIsRepeatable(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	body := fintoroBody("http://127.0.0.1:3000/a", true, `"invoices.paid"`)
	first := s.ask(t, "POST", fintoroPath, body, withKey("one"))
	spaced := strings.NewReplacer(",", " ,\n", ":true", ": true").Replace(body) // the same payload, written otherwise
	again := s.ask(t, "POST", fintoroPath, spaced, withKey("one"))
	type seen struct {
		Status            int
		Body, Key, Repeat string
	}
	of := func(w *httptest.ResponseRecorder) seen {
		return seen{w.Code, w.Body.String(), w.Header().Get("Idempotency-Key"), w.Header().Get("Idempotency-Status")}
	}
	if !strings.Contains(first.Body.String(), `"plainTextSecret":"whsec_fintoro_`) {
		t.Errorf("the answer shows no secret: %s", first.Body)
	}
	if diff := cmp.Diff(seen{http.StatusCreated, first.Body.String(), "one", "Original"}, of(first)); diff != "" {
		t.Errorf("first (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(seen{http.StatusCreated, first.Body.String(), "one", "Repeated"}, of(again)); diff != "" {
		t.Errorf("again (-want +got):\n%s", diff)
	}
	other := s.ask(t, "POST", fintoroPath, fintoroBody("http://127.0.0.1:3000/b", true, `"invoices.paid"`), withKey("one"))
	if want := `{"error":"Idempotency-Key reused with different request payload"}`; other.Code != http.StatusUnprocessableEntity || other.Body.String() != want {
		t.Errorf("another payload: %d %s, want 422 %s", other.Code, other.Body, want)
	}
	foreign := s.ask(t, "POST", fintoroPath, body, withKey("one"), as("somebody-else"))
	if foreign.Code != http.StatusCreated || foreign.Header().Get("Idempotency-Status") != "Original" {
		t.Errorf("another company's key: %d, status %q", foreign.Code, foreign.Header().Get("Idempotency-Status"))
	}
	if n := len(s.engine.Subscriptions()); n != 2 {
		t.Errorf("%d subscriptions, want 2", n)
	}
	for name, bad := range map[string]string{"empty": "", "too long": strings.Repeat("k", 256), "a control character": "a\tb"} {
		if w := s.ask(t, "POST", fintoroPath, body, withKey(bad)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a key that is %s: %d, want 422", name, w.Code)
		}
	}
	if w := s.ask(t, "POST", fintoroPath, fintoroBody("ftp://x", true, `"invoices.paid"`), withKey("two")); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a bad URL: %d", w.Code)
	}
	if w := s.ask(t, "POST", fintoroPath, body, withKey("two")); w.Header().Get("Idempotency-Status") != "Original" {
		t.Errorf("a refused call used its key up: %s", w.Body)
	}
}

func TestFintoroCreateAtTheSameMoment(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	answers := make([]string, 8)
	var calls sync.WaitGroup
	for i := range answers {
		calls.Go(func() {
			answers[i] = s.ask(t, "POST", fintoroPath, fintoroBody("http://127.0.0.1:3000/a", true, `"invoices.paid"`), withKey("same")).Body.String()
		})
	}
	calls.Wait()
	for _, answer := range answers {
		if answer != answers[0] {
			t.Errorf("answers differ:\n%s\n%s", answers[0], answer)
		}
	}
	if n := len(s.engine.Subscriptions()); n != 1 {
		t.Errorf("%d subscriptions, want 1", n)
	}
}

func TestFintoroUpdate(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	made := s.made(t, "http://127.0.0.1:3000/a")
	s.clock.Advance(time.Hour)
	changed := s.mustAsk(t, http.StatusOK, "PUT", pathOf(made), `{"url":"http://127.0.0.1:3000/b","isActive":false,"subscribedEvents":["clients.updated"]}`)
	want := map[string]any{
		"id": made["id"], "companyId": made["companyId"], "name": nil, "url": "http://127.0.0.1:3000/b", "isActive": false,
		"subscribedEvents": []any{"clients.updated"}, "lastSuccessAt": nil, "lastFailureAt": nil, "disabledAt": nil, "disabledReason": nil,
		"createdAt": made["createdAt"], "updatedAt": "2026-05-04T10:30:00Z",
	}
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := s.mustAsk(t, http.StatusOK, "GET", pathOf(made), ""); cmp.Diff(want, got) != "" {
		t.Errorf("shown afterwards (-want +got):\n%s", cmp.Diff(want, got))
	}
	on := s.mustAsk(t, http.StatusOK, "PUT", pathOf(made), fintoroBody("http://127.0.0.1:3000/b", true, `"clients.updated"`))
	if on["isActive"] != true || on["name"] != "ERP sync" {
		t.Errorf("switched on again: %v", on)
	}
	for _, sub := range s.engine.Subscriptions() {
		if sub.Secrets[0].Value != made["plainTextSecret"] {
			t.Error("an update changed the secret")
		}
	}
	for name, body := range map[string]string{
		"without its URL":     `{"isActive":true,"subscribedEvents":["clients.updated"]}`,
		"an unknown event":    fintoroBody("http://127.0.0.1:3000/b", true, `"clients.renamed"`),
		"a wrongly cased key": `{"url":"http://127.0.0.1:3000/b","isactive":true,"subscribedEvents":["clients.updated"]}`,
	} {
		if w := s.ask(t, "PUT", pathOf(made), body); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s, want 422", name, w.Code, w.Body)
		}
	}
}

func TestFintoroRotateEndsTheOldSecretAtOnce(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	made := s.made(t, "http://127.0.0.1:3000/a")
	rotated := s.mustAsk(t, http.StatusOK, "POST", pathOf(made)+"/rotate-secret", "")
	if rotated["plainTextSecret"] == made["plainTextSecret"] || rotated["plainTextSecret"] == nil {
		t.Fatalf("secret %v after %v", rotated["plainTextSecret"], made["plainTextSecret"])
	}
	sub := s.engine.Subscriptions()[0]
	active := sub.ActiveSecrets(s.clock.Now())
	headers, err := provider.Fintoro().Headers(relay.SignInput{Now: s.clock.Now(), Body: []byte("{}"), DialectID: "x", Secrets: active})
	if err != nil || len(active) != 1 || active[0] != rotated["plainTextSecret"] || len(headers) != 4 {
		t.Errorf("active secrets %d, headers %d (%v): the old one goes on", len(active), len(headers), err)
	}
	if shown := s.mustAsk(t, http.StatusOK, "GET", pathOf(made), ""); shown["plainTextSecret"] != nil {
		t.Error("the secret is shown again")
	}
}

func TestFintoroShowsWhenItDeliveredLast(t *testing.T) {
	t.Parallel()
	status := http.StatusNoContent
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	t.Cleanup(receiver.Close)
	s := newServer(t)
	s.run(t)
	made := s.made(t, receiver.URL)
	publish := func() {
		t.Helper()
		if _, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{Provider: "fintoro", Type: "invoices.paid"}}, ""); err != nil {
			t.Fatal(err)
		}
		s.advance(t, time.Second)
	}
	times := func(success, failure any) {
		t.Helper()
		shown := s.mustAsk(t, http.StatusOK, "GET", pathOf(made), "")
		if diff := cmp.Diff([]any{success, failure}, []any{shown["lastSuccessAt"], shown["lastFailureAt"]}); diff != "" {
			t.Errorf("last success and failure (-want +got):\n%s", diff)
		}
	}
	times(nil, nil)
	publish()
	times("2026-05-04T09:30:00Z", nil)
	status = http.StatusInternalServerError
	publish()
	times("2026-05-04T09:30:00Z", "2026-05-04T09:30:01Z")
}

func TestFintoroShowsWhatWasDisabledByHand(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	made := s.made(t, "http://127.0.0.1:3000/a")
	if _, err := s.engine.Disable(t.Context(), s.engine.Subscriptions()[0].ID, "broken endpoint"); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(time.Hour)
	renamed := s.mustAsk(t, http.StatusOK, "PUT", pathOf(made), fintoroBody("http://127.0.0.1:3000/a", false, `"invoices.paid"`))
	if renamed["disabledAt"] != "2026-05-04T09:30:00Z" || renamed["disabledReason"] != "broken endpoint" || renamed["isActive"] != false {
		t.Errorf("disabled by hand: %v", renamed)
	}
	on := s.mustAsk(t, http.StatusOK, "PUT", pathOf(made), fintoroBody("http://127.0.0.1:3000/a", true, `"invoices.paid"`))
	if on["disabledAt"] != nil || on["disabledReason"] != nil || on["isActive"] != true {
		t.Errorf("switched on again: %v", on)
	}
}

func TestFintoroSeveralSubscriptionsOnOneURL(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	a, b := s.made(t, "http://127.0.0.1:3000/a"), s.made(t, "http://127.0.0.1:3000/a")
	if a["id"] == b["id"] || a["plainTextSecret"] == b["plainTextSecret"] {
		t.Errorf("two on one URL share id or secret: %v, %v", a["id"], b["id"])
	}
}

func TestFintoroLimitsTheCallsOfACompany(t *testing.T) {
	t.Parallel()
	wall := relay.NewVirtualClock(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	s := newServer(t, func(opt *emulate.Options) { opt.Wall = wall })
	remaining := "X-RateLimit-Remaining" // in the documented casing
	for n := range 120 {
		w := s.ask(t, "GET", fintoroPath, "")
		if got, want := w.Header()[remaining], []string{fmt.Sprint(119 - n)}; w.Code != http.StatusOK || !cmp.Equal(got, want) {
			t.Fatalf("call %d: %d, remaining %v, want %v", n+1, w.Code, got, want)
		}
		if w.Header().Get("Retry-After") != "" {
			t.Fatal("Retry-After before the limit")
		}
	}
	wall.Advance(20*time.Second + time.Millisecond)
	w := s.ask(t, "GET", fintoroPath, "")
	got := map[string]string{"status": fmt.Sprint(w.Code), "body": w.Body.String(), "Retry-After": w.Header().Get("Retry-After")}
	for _, name := range []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} {
		got[name] = strings.Join(w.Header()[name], ",")
	}
	want := map[string]string{
		"status": "429", "body": `{"message":"Too Many Attempts."}`, "Retry-After": "40",
		"X-RateLimit-Limit": "120", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": fmt.Sprint(time.Date(2026, 5, 4, 12, 1, 0, 0, time.UTC).Unix()),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("one too many (-want +got):\n%s", diff)
	}
	if w := s.ask(t, "GET", fintoroPath, "", as("another-company")); w.Code != http.StatusOK {
		t.Errorf("another company: %d, want 200", w.Code)
	}
	wall.Advance(40 * time.Second)
	if w := s.ask(t, "GET", fintoroPath, ""); w.Code != http.StatusOK {
		t.Errorf("a minute after the first: %d, want 200", w.Code)
	}
}

// A record agrees with the events about it.
func TestFintoroRecords(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	happens := func(eventType, kind string) {
		t.Helper()
		data := fmt.Appendf(nil, `{"type":%q,"id":301}`, kind)
		if _, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{Provider: "fintoro", Type: eventType, Data: data}}, ""); err != nil {
			t.Fatal(err)
		}
		s.clock.Advance(time.Minute)
	}
	invoice := func() map[string]any { return s.mustAsk(t, http.StatusOK, "GET", fintoroAPI+"/invoices/301", "") }

	unnamed := invoice() // any well-formed id exists
	happens("invoices.created", "invoice")
	created := invoice()
	happens("invoices.updated", "invoice")
	updated := invoice()
	happens("invoices.paid", "invoice")
	paid := invoice()
	got := [][]any{}
	for _, i := range []map[string]any{unnamed, created, updated, paid} {
		got = append(got, []any{i["id"], i["status"], i["issueDate"], i["note"], len(i["payments"].([]any)), i["totalWithVat"] == unnamed["totalWithVat"]})
	}
	want := [][]any{
		{301.0, "unpaid", "2026-01-01", nil, 0, true},
		{301.0, "unpaid", "2026-05-04", nil, 0, true},
		{301.0, "unpaid", "2026-05-04", "Changed 1 times", 0, true},
		{301.0, "paid", "2026-05-04", "Changed 1 times", 1, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("id, status, issueDate, note, payments, same total (-want +got):\n%s", diff)
	}
	happens("invoices.deleted", "invoice")
	gone := s.ask(t, "GET", fintoroAPI+"/invoices/301", "")
	if want := `{"message":"No query results for model."}`; gone.Code != http.StatusNotFound || gone.Body.String() != want {
		t.Errorf("deleted: %d %s, want 404 %s", gone.Code, gone.Body, want)
	}
	if w := s.ask(t, "GET", fintoroAPI+"/invoices/301/pdf", ""); w.Code != http.StatusNotFound {
		t.Errorf("file of a deleted invoice: %d, want 404", w.Code)
	}
	for _, bad := range []string{"0", "007", "-1", "abc", "1.5", "99999999999999999999", "%00"} {
		if w := s.ask(t, "GET", fintoroAPI+"/invoices/"+bad, ""); w.Code != http.StatusNotFound {
			t.Errorf("id %q: %d, want 404", bad, w.Code)
		}
	}
	if w := s.ask(t, "GET", fintoroAPI+"/orders/301/pdf", ""); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("file of an order: %d, %s", w.Code, w.Header().Get("Content-Type"))
	}
}

// What events tell of a record adds up, and a total decides the lines and the payment.
func TestFintoroShowsWhatEventsToldOfARecord(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	happens := func(event, record string) {
		t.Helper()
		_, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{
			Provider: "fintoro", Type: event, Data: []byte(`{"type":"invoice","id":301}`), Record: []byte(record),
		}}, "")
		if err != nil {
			t.Fatal(err)
		}
		s.clock.Advance(time.Second)
	}
	look := func() []any {
		t.Helper()
		i := s.mustAsk(t, http.StatusOK, "GET", fintoroAPI+"/invoices/301", "")
		item := i["items"].([]any)[0].(map[string]any)
		return []any{i["number"], i["note"], i["status"], i["total"], i["totalWithVat"], i["toBePaid"], item["totalWithVat"], i["payments"]}
	}
	happens("invoices.created", `{"number":"20260042","note":"by phone","totalWithVat":121.00}`)
	if diff := cmp.Diff([]any{"20260042", "by phone", "unpaid", 100.0, 121.0, 121.0, 121.0, []any{}}, look()); diff != "" {
		t.Errorf("created (-want +got):\n%s", diff)
	}
	happens("invoices.updated", `{"note":null,"toBePaid":71.0,"payments":[{"id":7,"amount":50.0}]}`)
	part := []any{map[string]any{"id": 7.0, "amount": 50.0}}
	if diff := cmp.Diff([]any{"20260042", "Changed 1 times", "unpaid", 100.0, 121.0, 71.0, 121.0, part}, look()); diff != "" {
		t.Errorf("paid in part (-want +got):\n%s", diff)
	}
	happens("invoices.paid", `{"toBePaid":0.0}`)
	if diff := cmp.Diff([]any{"20260042", "Changed 1 times", "paid", 100.0, 121.0, 0.0, 121.0, part}, look()); diff != "" {
		t.Errorf("paid (-want +got):\n%s", diff)
	}
	for _, wrong := range []relay.PublishRequest{
		{Provider: "moneybird", Type: "contact_changed", Record: []byte(`{}`)},
		{Provider: "fintoro", Type: "invoices.paid", Record: []byte(`[]`)},
		{Provider: "fintoro", Type: "invoices.paid", Record: []byte(`{"a":1,"a":2}`)},
		{Provider: "fintoro", Type: "invoices.paid", Record: []byte(`{"a":"` + strings.Repeat("x", relay.MaxRecordBytes) + `"}`)},
		{Provider: "fintoro", Type: "invoices.paid", Record: []byte(`{"a":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`)},
	} {
		_, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{wrong}, "")
		var input *relay.InputError
		if !errors.As(err, &input) || input.Field != "record" {
			t.Errorf("%s %.20s: %v, want an InputError of record", wrong.Provider, wrong.Record, err)
		}
	}
}

// Each event that can happen names a record that the API shows.
func TestFintoroShowsTheRecordOfEveryEvent(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(opt *emulate.Options) {
		opt.Wall = relay.NewVirtualClock(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	})
	types, _ := s.engine.EventTypes("fintoro")
	for _, eventType := range types {
		published, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{Provider: "fintoro", Type: eventType.Name}}, "")
		if err != nil {
			t.Fatal(err)
		}
		var resource struct {
			ID int64 `json:"id"`
		}
		if err := json.Unmarshal(published[0].Event.Data, &resource); err != nil {
			t.Fatal(err)
		}
		plural, what, _ := strings.Cut(eventType.Name, ".")
		want := http.StatusOK
		if what == "deleted" {
			want = http.StatusNotFound
		}
		path := fmt.Sprintf("%s/%s/%d", fintoroAPI, plural, resource.ID)
		if w := s.ask(t, "GET", path, ""); w.Code != want {
			t.Errorf("after %s, GET %s: %d, want %d", eventType.Name, path, w.Code, want)
		}
	}
}

// A token without permission reads, and changes nothing.
func TestFintoroForbidsMembersToChange(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	made := s.made(t, "http://127.0.0.1:3000/a")
	member := as(emulate.MemberToken(tokenOf("fintoro")))
	body := fintoroBody("http://127.0.0.1:3000/b", true, `"invoices.paid"`)
	for call, body := range map[string]string{
		"POST " + fintoroPath: body, "PUT " + pathOf(made): body, "DELETE " + pathOf(made): "", "POST " + pathOf(made) + "/rotate-secret": "",
	} {
		method, path, _ := strings.Cut(call, " ")
		w := s.ask(t, method, path, body, member)
		if want := `{"message":"This action is unauthorized."}`; w.Code != http.StatusForbidden || w.Body.String() != want {
			t.Errorf("%s: %d %s, want 403 %s", call, w.Code, w.Body, want)
		}
	}
	if w := s.ask(t, "GET", pathOf(made), "", member); w.Code != http.StatusOK {
		t.Errorf("reading: %d, want 200: it is the same company", w.Code)
	}
	if subs := s.engine.Subscriptions(); len(subs) != 1 || subs[0].Secrets[0].Value != made["plainTextSecret"] {
		t.Errorf("something changed: %d subscriptions", len(subs))
	}
}

func TestFintoroWhoami(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	mine, theirs := s.mustAsk(t, http.StatusOK, "GET", fintoroAPI+"/whoami", ""), s.ask(t, "GET", fintoroAPI+"/whoami", "", as("x"))
	if mine["name"] == "" || len(mine) != 1 || theirs.Code != http.StatusOK {
		t.Errorf("whoami: %v, %d", mine, theirs.Code)
	}
}

// run lets the engine send.
func (s *server) run(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.engine.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// advance moves the clock and waits until all that fell due has settled.
func (s *server) advance(t *testing.T, by time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := s.engine.Advance(ctx, by); err != nil {
		t.Fatal(err)
	}
}
