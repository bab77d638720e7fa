package inbound_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// now is the time of the vectors.
var now = time.Unix(1777887001, 0).UTC()

// stoppedClock stands still; its stopwatches are real.
type stoppedClock struct{ relay.Clock }

func (stoppedClock) Now() time.Time                  { return now }
func (stoppedClock) Stopwatch() func() time.Duration { return relay.RealClock{}.Stopwatch() }

// take is one call of Take.
type take struct {
	In   relay.Incoming
	Told relay.Told
	To   []string
}

// fakeRelay notes what it is given, and takes it.
type fakeRelay struct {
	takes  func(ctx context.Context) error // before it is noted; nil: at once
	answer func(ctx context.Context, deliveryID string) (*relay.Attempt, error)

	mu      sync.Mutex
	taken   []take
	idle    bool     // no attempt ever begins
	givenUp []string // deliveries
}

func (f *fakeRelay) GiveUp(ctx context.Context, deliveryID string) error {
	if ctx.Err() != nil || !f.idle {
		return relay.ErrConflict
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.givenUp = append(f.givenUp, deliveryID)
	return nil
}

func (f *fakeRelay) Take(ctx context.Context, in relay.Incoming, told relay.Told, to []string) (relay.Taken, error) {
	if f.takes != nil {
		if err := f.takes(ctx); err != nil {
			return relay.Taken{}, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.taken = append(f.taken, take{in, told, to})
	taken := relay.Taken{Incoming: in}
	for i, sub := range slices.Backward(to) { // their order is not promised
		taken.Deliveries = append(taken.Deliveries, relay.Delivery{ID: fmt.Sprintf("dlv_%d", i+1), SubscriptionID: sub})
	}
	return taken, nil
}

func (f *fakeRelay) FirstAnswer(ctx context.Context, deliveryID string) (*relay.Attempt, error) {
	return f.answer(ctx, deliveryID)
}

func (f *fakeRelay) all() []take {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.taken)
}

// only is the one request that was taken.
func (f *fakeRelay) only(t testing.TB) take {
	t.Helper()
	if all := f.all(); len(all) == 1 {
		return all[0]
	}
	t.Fatalf("%d were taken: %+v", len(f.all()), f.all())
	return take{}
}

const (
	fintoroSecret    = "whsec_fintoro_2f6c1e9ab04d4c7d8e5f60718293a4b5"
	moneybirdSecret  = "7d1f0c6b5a4e39281706f5e4d3c2b1a00f1e2d3c4b5a69788796a5b4c3d2e1f0"
	bookkeeperSecret = "whsec_YQqF+RKftbFy0eJhnUF1/p4wDFaYim5C"
	eventID          = "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44"

	finpiloBody    = `{"documentId":"3e0c9c52","fileUrl":"https://example.com/f"}`
	fintoroBody    = `{"id":"` + eventID + `","type":"invoices.paid","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"invoice","id":4812}}`
	moneybirdBody  = `{"administration_id":"1","webhook_id":"2","webhook_token":"tok","entity_type":"Contact","entity_id":"3","state":"x","action":"contact_created","entity":null}`
	silverfinBody  = `{"webhook":{"id":1},"event":"export.created","company":{"id":2},"export":{"id":3}}`
	bookkeeperBody = `{"type":"payment.confirmed","timestamp":"2026-05-04T09:30:00Z","data":{"amount":"1.00"}}`
)

// hooks are one of each product, of the product's name.
func hooks() []inbound.Hook {
	return []inbound.Hook{
		{Name: "finpilo", Provider: "finpilo", Secrets: []string{"local-dev-key"}, Targets: []string{"sub_1", "sub_2"}},
		{Name: "fintoro", Provider: "fintoro", Secrets: []string{fintoroSecret}, Old: []string{"whsec_fintoro_old"}, Targets: []string{"sub_1"}},
		{Name: "moneybird", Provider: "moneybird", Secrets: []string{moneybirdSecret}, Targets: []string{"sub_1"}},
		{Name: "silverfin", Provider: "silverfin", Secrets: []string{"one", "two"}, Targets: []string{"sub_1"}},
		{Name: "bookkeeper", Provider: "bookkeeper", Secrets: []string{bookkeeperSecret}, Targets: []string{"sub_1"}},
	}
}

func handler(t testing.TB, opt inbound.Options) *inbound.Handler {
	t.Helper()
	if opt.Hooks == nil {
		opt.Hooks = hooks()
	}
	if opt.Clock == nil {
		opt.Clock = stoppedClock{}
	}
	h, err := inbound.NewHandler(opt)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// signed is a request of a product as it sends them, signed with the first secret that counts.
func signed(t testing.TB, product, body string) *http.Request {
	t.Helper()
	hook := hooks()[slices.IndexFunc(hooks(), func(h inbound.Hook) bool { return h.Name == product })]
	return signedWith(t, product, body, eventID, now, hook.Secrets...)
}

func signedWith(t testing.TB, product, body, id string, at time.Time, secrets ...string) *http.Request {
	t.Helper()
	dialect, _ := provider.ByName(product)
	headers, err := dialect.Headers(relay.SignInput{Now: at, Body: []byte(body), DialectID: id, URL: "http://localhost/", Secrets: secrets})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/hooks/"+product, strings.NewReader(body))
	for _, h := range headers {
		r.Header.Set(h.Name, h.Value)
	}
	return r
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// shown is an answer in one line: status, its headers in brackets, body.
func shown(w *httptest.ResponseRecorder) string {
	line := fmt.Sprint(w.Code)
	for _, name := range []string{"Allow", "Retry-After", "Connection"} {
		if value := w.Header().Get(name); value != "" {
			line += " [" + name + ": " + value + "]"
		}
	}
	return strings.TrimSpace(line + " " + strings.TrimSpace(w.Body.String()))
}

func TestTakesInWhatVerifies(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	tests := map[string]struct {
		product, body string
		told          relay.Told
		problem       string
	}{
		"finpilo, which has no identity": {
			"finpilo", finpiloBody,
			relay.Told{Type: "document.sent", Data: []byte(finpiloBody)}, "",
		},
		"fintoro by the body's id": {
			"fintoro", fintoroBody,
			relay.Told{Type: "invoices.paid", Data: []byte(`{"type":"invoice","id":4812}`), DialectID: eventID, OccurredAt: at}, "",
		},
		"moneybird by its key": {
			"moneybird", moneybirdBody,
			relay.Told{Type: "contact_created", Data: []byte("null"), Context: []byte(`{"entity_type":"Contact","entity_id":"3","state":"x"}`), DialectID: eventID}, "",
		},
		"silverfin, which has no identity": {
			"silverfin", silverfinBody,
			relay.Told{Type: "export.created", Data: []byte(`{"id":3}`), Context: []byte(`{"company":{"id":2}}`)}, "",
		},
		"bookkeeper by webhook-id": {
			"bookkeeper", bookkeeperBody,
			relay.Told{Type: "payment.confirmed", Data: []byte(`{"amount":"1.00"}`), DialectID: eventID, OccurredAt: at}, "",
		},
		"a type that the product is not known to have": {
			"fintoro", strings.Replace(fintoroBody, "invoices.paid", "invoices.burnt", 1),
			relay.Told{Type: "invoices.burnt", Data: []byte(`{"type":"invoice","id":4812}`), DialectID: eventID, OccurredAt: at}, "",
		},
		"a body that is none of the product": {
			"moneybird", `{"webhook_id":"2"}`,
			relay.Told{DialectID: eventID}, "unrecognised: the body is not one of Moneybird: it has no action, entity_type, entity_id, entity",
		},
		"no JSON at all": {
			"bookkeeper", "caf\xe9 \x00",
			relay.Told{DialectID: eventID}, "unrecognised: the body is no webhook: it is not valid JSON, at byte 0",
		},
		"an empty body": {
			"silverfin", "",
			relay.Told{}, "unrecognised: the body is no webhook: it is empty",
		},
		"a time that no store can hold": {
			"fintoro", strings.Replace(fintoroBody, "2026", "0026", 1),
			relay.Told{Type: "invoices.paid", Data: []byte(`{"type":"invoice","id":4812}`), DialectID: eventID}, "",
		},
		"a time that is too late for one": {
			"fintoro", strings.Replace(fintoroBody, "2026", "9999", 1),
			relay.Told{Type: "invoices.paid", Data: []byte(`{"type":"invoice","id":4812}`), DialectID: eventID}, "",
		},
		"fintoro without an id in the body": {
			"fintoro", "{}",
			relay.Told{DialectID: eventID}, "unrecognised: the body is not one of Fintoro: it has no id, type, occurredAt, resource",
		},
		"a type too long to be one": {
			"fintoro", strings.Replace(fintoroBody, "invoices.paid", strings.Repeat("x", 256), 1),
			relay.Told{Data: []byte(`{"type":"invoice","id":4812}`), DialectID: eventID, OccurredAt: at}, "its type is too long to be one",
		},
		"an identity too long to be one": {
			"fintoro", strings.Replace(fintoroBody, eventID, strings.Repeat("x", 256), 1),
			relay.Told{Type: "invoices.paid", Data: []byte(`{"type":"invoice","id":4812}`), OccurredAt: at},
			"its identity is too long to be one, or is no text: it is not known when it comes again",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeRelay{}
			r := signed(t, tt.product, tt.body)
			r.Header.Set("User-Agent", "product/1.0")
			w := serve(handler(t, inbound.Options{Relay: fake}), r)
			if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Type") != "" {
				t.Errorf("answered %s, %v", shown(w), w.Header())
			}
			got := fake.only(t)
			want := take{
				In: relay.Incoming{
					Hook: tt.product, Provider: tt.product, ReceivedAt: now, RemoteAddr: "192.0.2.1", Verdict: relay.IncomingVerified, Problem: tt.problem,
					EventType: tt.told.Type, DialectID: tt.told.DialectID, Status: 200,
					Request: relay.Request{Method: "POST", Headers: got.In.Request.Headers, Body: []byte(tt.body)},
				},
				Told: tt.told, To: hooks()[slices.IndexFunc(hooks(), func(h inbound.Hook) bool { return h.Name == tt.product })].Targets,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("taken (-want +got):\n%s", diff)
			}
			if !slices.Contains(got.In.Request.Headers, relay.Header{Name: "User-Agent", Value: "product/1.0"}) {
				t.Errorf("the product's own User-Agent is gone: %v", got.In.Request.Headers)
			}
		})
	}
}

// A stranger learns nothing of what is wrong, and the store everything.
func TestRejectsWhatDoesNotVerify(t *testing.T) {
	t.Parallel()
	stale := func(t testing.TB, product, body string, secrets ...string) *http.Request {
		return signedWith(t, product, body, eventID, now.Add(-301*time.Second), secrets...)
	}
	tests := map[string]struct {
		request func(t testing.TB) *http.Request
		problem string // a part of it
	}{
		"fintoro with another secret": {
			func(t testing.TB) *http.Request {
				return signedWith(t, "fintoro", fintoroBody, eventID, now, "whsec_fintoro_other")
			},
			"wrong: ",
		},
		"fintoro with an old secret": {
			func(t testing.TB) *http.Request {
				return signedWith(t, "fintoro", fintoroBody, eventID, now, "whsec_fintoro_old")
			},
			"old secret",
		},
		"fintoro of five minutes and a second ago": {
			func(t testing.TB) *http.Request { return stale(t, "fintoro", fintoroBody, fintoroSecret) }, "wrong: the signature fits, but its time is 5m1s old",
		},
		"moneybird of five minutes and a second ago": {
			func(t testing.TB) *http.Request { return stale(t, "moneybird", moneybirdBody, moneybirdSecret) }, "wrong: the signature fits, but its time is 5m1s old",
		},
		"moneybird's push without a signature": {
			func(t testing.TB) *http.Request {
				r := signed(t, "moneybird", moneybirdBody)
				r.Header.Del("Moneybird-Signature")
				return r
			}, "unsigned: Moneybird-Signature is missing",
		},
		"silverfin with its tokens swapped": {
			func(t testing.TB) *http.Request {
				return signedWith(t, "silverfin", silverfinBody, "", now, "two", "one")
			}, "wrong: ",
		},
		"bookkeeper with another id": {
			func(t testing.TB) *http.Request {
				r := signed(t, "bookkeeper", bookkeeperBody)
				r.Header.Set("webhook-id", "other")
				return r
			}, "wrong: ",
		},
		"finpilo without its key": {
			func(t testing.TB) *http.Request { return signedWith(t, "finpilo", finpiloBody, "", now) }, "unsigned: Authorization is missing",
		},
		"a header that is there twice": {
			func(t testing.TB) *http.Request {
				r := signed(t, "fintoro", fintoroBody)
				r.Header.Add("webhook-signature", "x")
				return r
			}, "malformed: webhook-signature is there 2 times",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, log := &fakeRelay{}, &bytes.Buffer{}
			w := serve(handler(t, inbound.Options{Relay: fake, Log: slog.New(slog.NewTextHandler(log, nil))}), tt.request(t))
			if got := shown(w); got != "401 not verified" {
				t.Errorf("answered %s", got)
			}
			got := fake.only(t)
			if got.In.Verdict != relay.IncomingRejected || got.In.Status != 401 || len(got.To) > 0 || !strings.Contains(got.In.Problem, tt.problem) {
				t.Errorf("taken as %+v, to %v", got.In, got.To)
			}
			if !strings.Contains(log.String(), "hook="+got.In.Hook) || strings.Contains(log.String(), "192.0.2.1") || strings.Contains(log.String(), "4812") {
				t.Errorf("logged: %s", log)
			}
		})
	}
}

func TestPassesOnWhatDoesNotVerifyWhereThatIsAskedFor(t *testing.T) {
	t.Parallel()
	for name, secrets := range map[string][]string{"with a secret": {fintoroSecret}, "without any": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeRelay{}
			hook := inbound.Hook{Name: "fintoro", Provider: "fintoro", Secrets: secrets, ForwardUnverified: true, Targets: []string{"sub_1"}}
			w := serve(handler(t, inbound.Options{Relay: fake, Hooks: []inbound.Hook{hook}}), signedWith(t, "fintoro", fintoroBody, eventID, now, "another"))
			got := fake.only(t)
			if w.Code != 200 || got.In.Verdict != relay.IncomingUnverified || got.In.Problem == "" || !slices.Equal(got.To, []string{"sub_1"}) || got.Told.Type != "invoices.paid" {
				t.Errorf("answered %s, taken %+v", shown(w), got)
			}
		})
	}
}

// A hook without a key has nothing to verify with, so that nothing is told as verified.
func TestFinpiloWithoutAKeyIsNotVerified(t *testing.T) {
	t.Parallel()
	fake := &fakeRelay{}
	hook := inbound.Hook{Name: "finpilo", Provider: "finpilo", Targets: []string{"sub_1"}}
	w := serve(handler(t, inbound.Options{Relay: fake, Hooks: []inbound.Hook{hook}}), signed(t, "finpilo", finpiloBody))
	got := fake.only(t)
	if w.Code != 200 || got.In.Verdict != relay.IncomingUnverified || got.In.Problem != "nothing proves who sent it: the hook has no secret" || !slices.Equal(got.To, []string{"sub_1"}) {
		t.Errorf("answered %s, taken %+v", shown(w), got)
	}
}

// Fintoro's headers are not signed: whoever has a captured body cannot make another event of it with a fresh id.
func TestFintorosIdentityIsTheBodys(t *testing.T) {
	t.Parallel()
	fake := &fakeRelay{}
	r := signed(t, "fintoro", fintoroBody)
	r.Header.Set("webhook-id", "fresh")
	serve(handler(t, inbound.Options{Relay: fake}), r)
	if got := fake.only(t).In; got.DialectID != eventID || got.Problem != "webhook-id is not the body's id, which alone is signed and counts" {
		t.Errorf("%q, %q", got.DialectID, got.Problem)
	}
}

func TestFintoroWithoutAnIdentityInItsHeaders(t *testing.T) {
	t.Parallel()
	fake := &fakeRelay{}
	r := signed(t, "fintoro", fintoroBody)
	r.Header.Del("webhook-id")
	serve(handler(t, inbound.Options{Relay: fake}), r)
	if got := fake.only(t).In; got.DialectID != eventID || got.Verdict != relay.IncomingRejected || !strings.HasPrefix(got.Problem, "malformed: webhook-id is missing") || strings.Contains(got.Problem, "alone is signed") {
		t.Errorf("%q, %s, %q", got.DialectID, got.Verdict, got.Problem)
	}
}

// Only what is durably stored is answered as taken.
func TestRefusesWhatCannotBeStored(t *testing.T) {
	t.Parallel()
	log := &bytes.Buffer{}
	fail := fmt.Errorf("disk\x1b full: %w", relay.ErrUnavailable)
	fake := &fakeRelay{takes: func(context.Context) error { return fail }}
	h := handler(t, inbound.Options{Relay: fake, Log: slog.New(slog.NewTextHandler(log, nil))})
	for _, r := range []*http.Request{signed(t, "fintoro", fintoroBody), signedWith(t, "fintoro", fintoroBody, eventID, now, "x"), httptest.NewRequest("POST", "/hooks/moneybird", nil)} {
		if got := shown(serve(h, r)); got != "503 [Retry-After: 1] it cannot be taken now; send it again later" {
			t.Errorf("answered %s", got)
		}
	}
	if lines := strings.Count(log.String(), "\n"); lines != 3 || !strings.Contains(log.String(), `disk\\x1b full`) {
		t.Errorf("logged %s", log)
	}
	for range 20 {
		serve(h, signed(t, "fintoro", fintoroBody))
	}
	if lines := strings.Count(log.String(), "\n"); lines > 10 {
		t.Errorf("%d lines are logged though anybody can cause them", lines)
	}
}

// A caller that hangs up does not break off what is being stored.
func TestStoresThoughTheCallerIsGone(t *testing.T) {
	t.Parallel()
	ctx, gone := context.WithCancel(t.Context())
	fake := &fakeRelay{takes: func(ctx context.Context) error {
		gone()
		if _, limited := ctx.Deadline(); !limited {
			t.Error("it may take for ever")
		}
		return ctx.Err()
	}}
	serve(handler(t, inbound.Options{Relay: fake}), signed(t, "fintoro", fintoroBody).WithContext(ctx))
	fake.only(t)
}

func TestMethods(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} {
		for _, product := range []string{"finpilo", "fintoro", "silverfin", "bookkeeper"} {
			fake := &fakeRelay{}
			r := signed(t, product, fintoroBody)
			r.Method = method
			if got := shown(serve(handler(t, inbound.Options{Relay: fake}), r)); got != "405 [Allow: POST] webhooks are sent with POST" || len(fake.all()) > 0 {
				t.Errorf("%s at %s: %s, taken %v", method, product, got, fake.all())
			}
		}
	}
}

func TestRateIsForEachHook(t *testing.T) {
	t.Parallel()
	fake := &fakeRelay{}
	h := handler(t, inbound.Options{Relay: fake, Rate: 0.01})
	want := []string{"200", "429 [Retry-After: 100] too many requests; nothing was taken, send it again later"}
	for _, product := range []string{"fintoro", "silverfin"} {
		for _, want := range want {
			if got := shown(serve(h, signed(t, product, map[string]string{"fintoro": fintoroBody, "silverfin": silverfinBody}[product]))); got != want {
				t.Errorf("%s: %s, want %s", product, got, want)
			}
		}
	}
	if n := len(fake.all()); n != 2 {
		t.Errorf("%d were taken", n)
	}
}

// A body that fails in the middle leaves nothing behind.
func TestNothingIsTakenOfAHalfBody(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body io.Reader
		size int64
		want string
	}{
		"it breaks off":                {io.MultiReader(strings.NewReader(`{"a"`), failing{io.ErrUnexpectedEOF}), -1, "400 [Connection: close] the body broke off; nothing was taken"},
		"it says that it is too large": {strings.NewReader(""), relay.MaxDataBytes + 1, "413 [Connection: close] the body is too large; nothing was taken"},
		"it is too large":              {strings.NewReader(strings.Repeat("x", relay.MaxDataBytes+1)), -1, "413 [Connection: close] the body is too large; nothing was taken"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeRelay{}
			r := httptest.NewRequest("POST", "/hooks/fintoro", tt.body)
			r.ContentLength = tt.size
			if got := shown(serve(handler(t, inbound.Options{Relay: fake}), r)); got != tt.want || len(fake.all()) > 0 {
				t.Errorf("%s, want %s; taken %v", got, tt.want, fake.all())
			}
		})
	}
	fake := &fakeRelay{}
	body := `{"a":"` + strings.Repeat("x", relay.MaxDataBytes-8) + `"}`
	if got := shown(serve(handler(t, inbound.Options{Relay: fake}), signed(t, "silverfin", body))); got != "200" || len(fake.only(t).In.Request.Body) != relay.MaxDataBytes {
		t.Errorf("of the largest size: %s", got)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
