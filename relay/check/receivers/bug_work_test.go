package receivers_test

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// These bugs are about what a receiver does with a webhook that is the product's.

// booksAlways knows nothing of duplicates.
func booksAlways(rc *receiver) {
	rc.works = func(rc *receiver, id string, e *event) (string, bool) {
		rc.books.mu.Lock()
		defer rc.books.mu.Unlock()
		return rc.books.book(id, e), false
	}
}

// notesLate looks whether an event is known, books it, and notes it then: two at the same moment are both booked. The pause is the
// time that a database takes.
func notesLate(rc *receiver) {
	rc.works = func(rc *receiver, id string, e *event) (string, bool) {
		rc.books.mu.Lock()
		reference, known := rc.books.noted[id]
		rc.books.mu.Unlock()
		if known {
			return reference, true
		}
		_ = relay.RealClock{}.Pause(context.Background(), 40*time.Millisecond)
		rc.books.mu.Lock()
		defer rc.books.mu.Unlock()
		return rc.books.note(id, rc.books.book(id, e)), false
	}
}

// notesForged notes the identity before it looks who sent it: what comes rightly afterwards is taken for known.
func notesForged(rc *receiver) {
	rc.refuses = func(w http.ResponseWriter, h http.Header, body []byte) {
		if e, err := rc.parses(body); err == nil {
			rc.books.mu.Lock()
			rc.books.note(rc.identity(h, &e, body), "INV-0")
			rc.books.mu.Unlock()
		}
		unauthorized(w, h, body)
	}
}

// booksForged books before it looks who sent it.
func booksForged(rc *receiver) {
	rc.refuses = func(w http.ResponseWriter, h http.Header, body []byte) {
		if e, err := rc.parses(body); err == nil {
			if id := rc.identity(h, &e, body); e.booked && id != "" {
				booksOnce(rc, id, &e)
			}
		}
		unauthorized(w, h, body)
	}
}

// remembersFew keeps the last hundred identities.
func remembersFew(rc *receiver) {
	const few = 100
	var last []string
	rc.works = func(rc *receiver, id string, e *event) (string, bool) {
		rc.books.mu.Lock()
		defer rc.books.mu.Unlock()
		if slices.Contains(last, id) {
			return rc.books.noted[id], true
		}
		last = append(last, id)
		last = last[max(0, len(last)-few):]
		return rc.books.note(id, rc.books.book(id, e)), false
	}
}

// identifiedBy takes something else for the identity.
func identifiedBy(identity func(h http.Header, e *event, body []byte) string) func(*receiver) {
	return func(rc *receiver) { rc.identity = identity }
}

// takesAllForOne looks for duplicates by a header that nobody sends, which is empty for all.
func takesAllForOne(rc *receiver) {
	rc.works = func(rc *receiver, id string, e *event) (string, bool) {
		rc.books.mu.Lock()
		defer rc.books.mu.Unlock()
		if reference, known := rc.books.noted[""]; known {
			return reference, true
		}
		return rc.books.note("", rc.books.book(id, e)), false
	}
}

func byHeader(h http.Header, _ *event, _ []byte) string { return h.Get("webhook-id") }

// conflicts answers 409 to what it knows.
func conflicts(rc *receiver) {
	answers := rc.answers
	rc.answers = func(w http.ResponseWriter, reference string, known bool) {
		if known {
			w.WriteHeader(http.StatusConflict)
			return
		}
		answers(w, reference, known)
	}
}

// failsOnOthers has a branch for what it books, and throws at every other event.
func failsOnOthers(rc *receiver) {
	rc.takes = func(*event) int { return http.StatusInternalServerError }
}

// failsOnEmpty reads the record of an event that has none.
func failsOnEmpty(rc *receiver) {
	rc.takes = func(e *event) int {
		if e.empty {
			return http.StatusInternalServerError
		}
		return 0
	}
}

// wantsKeys refuses a body with a key that is none of these.
func wantsKeys(known ...string) func(*receiver) {
	return func(rc *receiver) {
		parses := rc.parses
		rc.parses = func(body []byte) (event, error) {
			var keys map[string]jsontext.Value
			if err := json.Unmarshal(body, &keys); err != nil {
				return event{}, err
			}
			for name := range keys {
				if !slices.Contains(known, name) {
					return event{}, errors.New("unknown key " + name)
				}
			}
			return parses(body)
		}
	}
}

// dies ends the connection where it cannot parse a body, as an exception that nobody catches does.
func dies(rc *receiver) {
	parses := rc.parses
	rc.parses = func(body []byte) (event, error) {
		e, err := parses(body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		return e, nil
	}
}

// hangs answers when the sender has gone.
func hangs(rc *receiver) {
	rc.admits = func(r *http.Request) int {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server look whether the sender is still there
		<-r.Context().Done()
		return http.StatusServiceUnavailable
	}
}

// refusesProbe wants a signature from whoever asks.
func refusesProbe(rc *receiver) { rc.probes = func(http.Header, []byte) bool { return false } }

func limitedTo(bytes int64) func(*receiver) {
	return func(rc *receiver) { rc.reads = readsUpTo(bytes) }
}

func refusesChunked(rc *receiver) {
	rc.admits = func(r *http.Request) int {
		if r.ContentLength < 0 {
			return http.StatusLengthRequired
		}
		return onlyPosts(r)
	}
}

// takesNoCharset compares Content-Type as text.
func takesNoCharset(rc *receiver) {
	rc.admits = func(r *http.Request) int {
		if r.Header.Get("Content-Type") != "application/json" {
			return http.StatusUnsupportedMediaType
		}
		return onlyPosts(r)
	}
}

// wantsJSON refuses what does not say that it is JSON, in whatever casing and with whatever parameters: that is right.
func wantsJSON(rc *receiver) {
	rc.admits = func(r *http.Request) int {
		if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); (err != nil || media != "application/json") && r.Method == http.MethodPost {
			return http.StatusUnsupportedMediaType
		}
		return onlyPosts(r)
	}
}

// takesAnyMethod books whatever comes, by whichever method.
func takesAnyMethod(rc *receiver) { rc.admits = func(*http.Request) int { return 0 } }

// movesOn sends webhooks to the same path with a slash behind it.
func movesOn(rc *receiver) {
	rc.answers = func(w http.ResponseWriter, _ string, _ bool) {
		w.Header().Set("Location", "/webhooks/")
		w.WriteHeader(http.StatusFound)
	}
}

func answering(status int) func(*receiver) {
	return func(rc *receiver) { rc.answers = answersWith(status) }
}

// freshReference gives a repeated document a reference of its own, though it books it once.
func freshReference(rc *receiver) {
	given := 0
	rc.works = func(rc *receiver, id string, e *event) (string, bool) {
		_, known := booksOnce(rc, id, e)
		rc.books.mu.Lock()
		defer rc.books.mu.Unlock()
		given++
		return "INV-" + strconv.Itoa(given), known
	}
}

// objectAsReference answers the booking where its reference should be.
func objectAsReference(rc *receiver) {
	rc.answers = func(w http.ResponseWriter, reference string, _ bool) {
		_, _ = w.Write([]byte(`{"accountingReferenceId":{"number":"` + reference + `"}}`))
	}
}
