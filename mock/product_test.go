package mock_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// What each product's dialect signs, with secrets that it drew itself, is what the mock verifies by its own code; and a
// bit flipped anywhere in a signed body is noticed.
func TestEveryProductIsUnderstood(t *testing.T) {
	t.Parallel()
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			chance := relay.Chance{Seed: 7}
			sub := relay.Subscription{ID: "sub_1", Provider: name, URL: "http://127.0.0.1:7118/" + name, CreatedAt: vectorTime}
			if err := dialect.Prepare(&sub, chance); err != nil {
				t.Fatal(err)
			}
			secrets := sub.ActiveSecrets(vectorTime)
			request := vectors(t)[name]
			headers, err := dialect.Headers(relay.SignInput{
				Now: vectorTime, Body: []byte(request.body), DialectID: "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", URL: sub.URL, Secrets: secrets,
			})
			if err != nil {
				t.Fatal(err)
			}
			request.headers = map[string]string{}
			for _, h := range headers {
				request.headers[h.Name] = h.Value
			}
			r := newRig(t, keyring{name: []mock.Key{{Secrets: secrets}}}, vectorTime)
			request.post(r)
			if receipt := r.receipt(t); receipt.Verdict != relay.Accepted || remarks(receipt) != "" {
				t.Errorf("%s %q", receipt.Verdict, receipt.Problem)
			}
			if name == "finpilo" {
				return // signs nothing
			}
			signed := request.body
			for i := range len(signed) {
				body := []byte(signed)
				body[i] ^= 1 << (i % 8)
				request.body = string(body)
				if answer := request.post(r); answer.Code != 401 {
					t.Fatalf("bit %d of byte %d flipped: answered %d", i%8, i, answer.Code)
				}
			}
		})
	}
}
