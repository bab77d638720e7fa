package mock_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
)

// Whatever a stranger posts, wherever, is answered with less than 500 and leaves a receipt.
func FuzzServeHTTP(f *testing.F) {
	f.Add("/finpilo", "Authorization", "Bearer \xff", finpiloInvoice)
	f.Add("/fintoro/../x", "webhook-id", "\x00", `{"id":"1","type":"invoices.paid","resource":{"type":"invoice","id":1}}`)
	f.Add("/", "webhook-signature", "v1,", "")
	f.Add("/moneybird", "Moneybird-Signature", "t=1,v1=", `{"webhook_token":"t","action":"x","entity":{}}`)
	f.Add("/silverfin", "X-SF-SIGNATURE-1", strings.Repeat("a", 9000), `{"event":"x","document":{"download_url":"http://[::1"}}`)
	f.Add("/bookkeeper", "webhook-id", "a.b", `{"type":"payment.confirmed","data":{"amount":1e999}}`)
	f.Add("//finpilo", "Content-Length", "-1", "\xff\xfe")
	f.Add("/v1/mock/reset", "", "", "{}")
	f.Fuzz(func(t *testing.T, path, name, value, body string) {
		var books memoryBooks
		receiver, err := mock.New(mock.Options{
			Books: &books, Keys: keyring{"bookkeeper": {{Secrets: []string{"whsec_!"}}}}, Clock: relay.NewVirtualClock(vectorTime), IDs: relay.NewIDs(relay.Chance{}, 0),
			APIs: map[string]mock.API{"silverfin": {URL: base}}, Transport: &api{answers: []string{"200 "}}, Faults: relay.NewFaultSet(relay.Chance{}),
		})
		if err != nil {
			t.Fatal(err)
		}
		r := &http.Request{
			Method: http.MethodPost, URL: &url.URL{Path: path}, Host: "\xff", Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)),
			ContentLength: int64(len(body)),
		}
		for _, header := range []string{"webhook-id", "Idempotency-Key", name} {
			r.Header[http.CanonicalHeaderKey(header)] = []string{value}
		}
		answer := httptest.NewRecorder()
		receiver.ServeHTTP(answer, r)
		if answer.Code < 200 || answer.Code >= 500 || answer.Code >= 400 && !strings.HasPrefix(answer.Body.String(), `{"error":"`) {
			t.Errorf("answered %d %s: %s", answer.Code, answer.Body, books.receipt.Problem)
		}
		sent := strings.TrimSpace(body)
		if probe := answer.Code == 200 && (sent == "" || sent == "{}"); books.receipt.ID == "" && !probe { // Moneybird's
			t.Errorf("no receipt of %d %s", answer.Code, answer.Body)
		}
	})
}

// slowBooks take a while for what they book.
type slowBooks struct {
	memoryBooks
	waits chan struct{}
}

func (b *slowBooks) Book(context.Context, int64, []relay.Booking) error {
	<-b.waits
	return nil
}

// What cannot be booked as fast as it comes is sent away once there is no room for it, and taken again later.
func TestAFullInboxSendsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		books := &slowBooks{waits: make(chan struct{})}
		receiver, err := mock.New(mock.Options{Books: books, Keys: keyring{}, Clock: relay.RealClock{}, IDs: relay.NewIDs(relay.Chance{}, 0)})
		if err != nil {
			t.Fatal(err)
		}
		large := payment(1).but(func(w *webhook) { w.body += strings.Repeat(" ", 2<<20-len(w.body)) })
		for n := range 16 {
			if answer := large.post(receiver); answer.Code != 200 {
				t.Fatalf("request %d: answered %d", n+1, answer.Code)
			}
		}
		began := time.Now()
		answer := large.post(receiver)
		if answer.Code != 429 || answer.Header().Get("Retry-After") != "1" || time.Since(began) != time.Second {
			t.Errorf("answered %d %s after %v", answer.Code, answer.Body, time.Since(began))
		}
	})
}
