package check_test

import (
	"net/http"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// What is booked before it is checked is booked for everybody, though the answer is the right one.
func TestWhatIsRefusedIsNotBooked(t *testing.T) {
	t.Parallel()
	booksFirst := func(forged func(r *http.Request) bool) func(*receiver) {
		return func(rc *receiver) {
			verified := rc.verified
			rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
				if id := rc.identity(r, body); id != "" && forged(r) {
					rc.mu.Lock()
					if rc.seen[id] == "" {
						rc.book(id)
					}
					rc.mu.Unlock()
				}
				return verified(rc, r, body)
			}
		}
	}
	catches(t, map[string]wrongReceiver{
		"it books before it checks": {
			products: products, id: "signature/nothing-booked", verdict: check.Fail, tune: observing,
			says:  "to a webhook with another secret's proof, and booked it: it books before it checks who sends",
			spoil: booksFirst(func(*http.Request) bool { return true }),
		},
		"it books what proves nothing": {
			products: "silverfin", id: "signature/nothing-booked", verdict: check.Fail, tune: observing,
			says:  "to a webhook without proof, and booked it",
			spoil: booksFirst(func(r *http.Request) bool { return r.Header.Get("X-SF-SIGNATURE-1") == "" }),
		},
	})
}

// Without books nothing is claimed of them.
func TestWhetherItBooksWhatItRefusesIsNotGuessed(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("finpilo")
	for _, id := range []string{"signature/nothing-booked", "load/again"} {
		if r := (mistake{product: "finpilo", found: id}).run(t, rc, rc, nil); r.Verdict != check.Skip {
			t.Errorf("%s: %s %q", id, r.Verdict, r.Detail)
		}
	}
}
