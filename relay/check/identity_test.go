package check_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// observing lets the app tell its books.
func observing(o *check.Options, rc *receiver) { o.Observed = rc.observed }

// statusOf lets a receiver answer what it knows already with a status, from the n-th time on.
func statusOf(status, n int) func(*receiver) {
	return func(rc *receiver) {
		times := map[string]int{}
		rc.take = func(rc *receiver, w http.ResponseWriter, id string) {
			rc.mu.Lock()
			times[id]++
			known := times[id] >= n
			rc.mu.Unlock()
			if known {
				w.WriteHeader(status)
				return
			}
			rc.takeOnce(w, id)
		}
	}
}

// forgetful books whatever comes.
func forgetful(rc *receiver) {
	rc.take = func(rc *receiver, w http.ResponseWriter, id string) {
		rc.mu.Lock()
		defer rc.mu.Unlock()
		rc.book(id)
		rc.answer(w, rc.seen[id])
	}
}

// looksAndNotes looks whether it knows an event, and notes it afterwards: of a crowd, two look before the first has noted.
func looksAndNotes(rc *receiver) {
	looked, met := map[string]int{}, map[string]chan struct{}{}
	verified := rc.verified
	rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
		if !r.Close { // the check holds its connection open, so there are more
			rc.mu.Lock()
			if id := rc.identity(r, body); met[id] == nil {
				met[id] = make(chan struct{})
			}
			rc.mu.Unlock()
		}
		return verified(rc, r, body)
	}
	rc.take = func(rc *receiver, w http.ResponseWriter, id string) {
		rc.mu.Lock()
		known, meeting, reference := rc.seen[id] != "", met[id], rc.seen[id]
		if looked[id]++; looked[id] == 2 && meeting != nil {
			close(meeting)
		}
		rc.mu.Unlock()
		if meeting != nil {
			<-meeting
		}
		rc.mu.Lock()
		defer rc.mu.Unlock()
		if !known {
			rc.book(id)
			reference = rc.seen[id]
		}
		rc.answer(w, reference)
	}
}

func TestIdentityCasesNameTheBug(t *testing.T) {
	t.Parallel()
	const headers = "fintoro moneybird bookkeeper"
	catches(t, map[string]wrongReceiver{
		"a duplicate is an error": {
			products: products, id: "identity/again", verdict: check.Fail, says: "409 to the same webhook again", spoil: statusOf(http.StatusConflict, 2),
		},
		"the third retry is an error": {
			products: products, id: "identity/retries", verdict: check.Warn, says: "500 to 1 of three retries", spoil: statusOf(http.StatusInternalServerError, 4),
		},
		"two at once break it": {
			products: products, id: "identity/two-at-once", verdict: check.Warn, says: "500 to 1 of 2 equal webhooks", spoil: statusOf(http.StatusInternalServerError, 2),
		},
		"eight at once break it": {
			products: products, id: "identity/eight-at-once", verdict: check.Warn, says: "500 to 7 of 8 equal webhooks", spoil: statusOf(http.StatusInternalServerError, 2),
		},
		"it books whatever comes": {
			products: products, id: "identity/booked-once", verdict: check.Fail, says: "does not know a retry again", tune: observing, spoil: forgetful,
		},
		"it gives another reference each time": {
			products: "finpilo", id: "identity/booked-once", verdict: check.Fail, says: "3 references for one document", spoil: forgetful,
		},
		"it looks first and notes afterwards": {
			products: products, id: "identity/booked-once-at-once", verdict: check.Fail, says: "looks first and notes afterwards", tune: observing, spoil: looksAndNotes,
		},
		"all are one to it": {
			products: "fintoro silverfin", id: "identity/different", verdict: check.Fail, says: "two events for one", tune: observing,
			spoil: func(rc *receiver) {
				identity, name := rc.identity, ""
				rc.identity = func(r *http.Request, body []byte) string {
					name = identity(r, body)
					return "the header that is not found"
				}
				rc.take = func(rc *receiver, w http.ResponseWriter, id string) {
					rc.takeOnce(w, id)
					rc.booked[0].EventID = cmp.Or(strings.TrimPrefix(rc.booked[0].EventID, id), name)
				}
			},
		},
		"two of a kind are one to it": {
			products: "fintoro silverfin", id: "identity/different", verdict: check.Fail, says: "two events for one", tune: observing,
			spoil: func(rc *receiver) {
				times := 0
				rc.take = func(rc *receiver, w http.ResponseWriter, id string) {
					if times++; times != 4 { // two at first, and the second of these
						rc.takeOnce(w, id)
					}
				}
			},
		},
		"one of four is none to it": {
			products: "silverfin", id: "identity/different", verdict: check.Fail, says: "it took 4 events and booked 3: it takes two events for one", tune: observing,
			spoil: func(rc *receiver) {
				times := 0
				rc.take = func(rc *receiver, w http.ResponseWriter, id string) {
					if times++; times != 6 { // two at first, and the fourth of these
						rc.takeOnce(w, id)
					}
				}
			},
		},
		"all documents have one reference": {
			products: "finpilo", id: "identity/different", verdict: check.Fail, says: "gave 4 events 1 reference (REF-1)",
			spoil: func(rc *receiver) { rc.identity = func(*http.Request, []byte) string { return "document" } },
		},
		"it notes before it checks": {
			products: "finpilo bookkeeper", id: "identity/after-forged", verdict: check.Fail, says: "took it for a duplicate", tune: observing,
			spoil: func(rc *receiver) {
				noted := map[string]bool{}
				rc.before = func(rc *receiver, w http.ResponseWriter, id string) bool {
					rc.mu.Lock()
					defer rc.mu.Unlock()
					if noted[id] {
						rc.answer(w, "known")
						return true
					}
					noted[id] = true
					return false
				}
			},
		},
		"it does not sign the identity": {
			products: "bookkeeper", id: "identity/altered", verdict: check.Fail, says: "does not sign the identity",
			spoil: func(rc *receiver) {
				text := rc.text
				rc.text = func(id, t string, body []byte) []byte { return text(strings.TrimSuffix(id, "X"), t, body) }
			},
		},
		"it breaks without an identity": {
			products: "fintoro moneybird", id: "identity/without", verdict: check.Warn, says: "broke",
			spoil: func(rc *receiver) {
				verified := rc.verified
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					if r.Header.Get("webhook-id")+r.Header.Get("Idempotency-Key") == "" {
						panic(http.ErrAbortHandler)
					}
					return verified(rc, r, body)
				}
				breaks(rc)
			},
		},
		"equal content is an error": {
			products: "moneybird bookkeeper", id: "identity/same-content", verdict: check.Fail, says: "409",
			spoil: func(rc *receiver) {
				rc.identity = func(_ *http.Request, body []byte) string { return sumOf(body) }
				statusOf(http.StatusConflict, 2)(rc)
			},
		},
		"other content breaks it": {
			products: headers + " finpilo", id: "identity/other-content", verdict: check.Warn, says: "broke",
			spoil: statusOf(http.StatusInternalServerError, 2),
		},
		"it books other content beside the first": {
			products: headers, id: "identity/other-content", verdict: check.Warn, says: "two contents under one identity", tune: observing,
			spoil: func(rc *receiver) {
				identity := rc.identity
				rc.identity = func(r *http.Request, body []byte) string { return identity(r, body) + "|" + sumOf(body) }
				rc.take = func(rc *receiver, _ http.ResponseWriter, id string) {
					rc.mu.Lock()
					defer rc.mu.Unlock()
					if rc.seen[id] == "" {
						rc.book(id)
						rc.booked[len(rc.booked)-1].EventID, _, _ = strings.Cut(id, "|")
					}
				}
			},
		},
		"it goes by the header": {
			products: "fintoro", id: "identity/unsigned-header", verdict: check.Fail, says: "goes by webhook-id", tune: observing,
			spoil: func(rc *receiver) {
				rc.identity = func(r *http.Request, _ []byte) string { return r.Header.Get("webhook-id") }
			},
		},
	})
}

// A receiver that loses events for duplicates has one bug, and no other case guesses at why something is missing.
func TestTakingTwoForOneIsToldOnce(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("silverfin")
	var n atomic.Int64
	rc.take = func(rc *receiver, w http.ResponseWriter, id string) {
		if n.Add(1) < 5 { // what its books show first
			rc.takeOnce(w, id)
		}
	}
	o := newRig(t).options(t, "silverfin", rc)
	o.Observed, o.Only = rc.observed, []string{"delivery", "identity", "load"}
	results := run(t, o)
	for id, r := range results {
		if (r.Verdict == check.Fail) != (id == "identity/different") {
			t.Errorf("%s: %s %s", id, r.Verdict, r.Detail)
		}
	}
	if r := results["load/booked"]; r.Verdict != check.Skip || !strings.Contains(r.Detail, "mend identity/different first") {
		t.Errorf("load/booked: %s %q", r.Verdict, r.Detail)
	}
}

func sumOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Who notes an identity from the header before the body is there has it noted when the body breaks off.
func TestAnEventThatBrokeOffIsNotTakenForADuplicate(t *testing.T) {
	t.Parallel()
	mistake{
		product: "moneybird", found: "identity/after-cut", verdict: check.Fail, says: "took it for a duplicate",
		in: func(rc *receiver) http.Handler {
			var noted sync.Map
			var whole atomic.Int64
			cut := make(chan struct{})
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err == nil && whole.Add(1) > 1 { // one that broke off was there before
					<-cut
				}
				_, known := noted.LoadOrStore(r.Header.Get("Idempotency-Key"), true)
				switch {
				case err != nil:
					close(cut)
				case !known:
					r.Body = io.NopCloser(bytes.NewReader(body))
					rc.ServeHTTP(w, r)
				}
			})
		},
	}.finds(t, observing)
}

func TestWithoutBooksNothingIsSaidOfThem(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for product := range strings.FieldsSeq(products) {
		o := g.options(t, product, rightReceiver(product))
		o.Only = []string{"delivery", "identity"}
		for id, result := range run(t, o) {
			wants := check.Pass
			if product != "finpilo" && (id == "identity/booked-once" || id == "identity/booked-once-at-once" || id == "identity/different") {
				wants = check.Skip
			}
			if result.Verdict != wants && result.Verdict != check.Skip {
				t.Errorf("%s: %s: %s %q, want %s", product, id, result.Verdict, result.Detail, wants)
			}
			if wants == check.Skip && !strings.Contains(result.Detail, "--observed") {
				t.Errorf("%s: %s is skipped because %q", product, id, result.Detail)
			}
		}
	}
}

// Where the books tell that it was booked once, answers that differ are no second booking.
func TestBooksTellMoreThanReferences(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("finpilo")
	var n atomic.Int64
	rc.take = func(rc *receiver, w http.ResponseWriter, id string) {
		rc.mu.Lock()
		defer rc.mu.Unlock()
		if rc.seen[id] == "" {
			rc.book(id)
		}
		rc.answer(w, fmt.Sprintf("%s-%d", rc.seen[id], n.Add(1)))
	}
	o := newRig(t).options(t, "finpilo", rc)
	o.Observed, o.Only = rc.observed, []string{"delivery", "identity/booked-once*", "load/duplicates", "answer/reference-again"}
	for id, r := range run(t, o) {
		if (r.Verdict == check.Pass) != (id != "answer/reference-again") {
			t.Errorf("%s: %s %s", id, r.Verdict, r.Detail)
		}
	}
}
