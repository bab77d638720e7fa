package emulate

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fintoroKeyReused is what an Idempotency-Key gets that came with another payload before. Source: vendor documentation.
const fintoroKeyReused = "Idempotency-Key reused with different request payload"

// fintoroAnswers is the kind of the records that keep what was answered under an Idempotency-Key.
const fintoroAnswers = "idempotent_answer"

// kept is an answer that is given again.
type kept struct {
	Payload string         `json:"payload"` // a digest of what was asked for
	Body    jsontext.Value `json:"body"`
}

// create makes a subscription. Under an Idempotency-Key the same payload gets the same answer again, the secret included,
// and another one is refused. Source: vendor documentation.
func (f *fintoro) create(r *http.Request, who caller) (answer, error) {
	in, err := readFintoroInput(r)
	if err != nil {
		return answer{}, err
	}
	key, given := r.Header["Idempotency-Key"]
	if !given {
		body, err := f.make(r, who, in, nil)
		return answer{status: http.StatusCreated, body: body}, err
	}
	if len(key) != 1 || !usableKey(key[0]) {
		return answer{}, &refusal{reason: "Idempotency-Key must be one header of 1 to 255 characters, none of them a control character"}
	}
	f.creating.Lock()
	defer f.creating.Unlock()
	record := relay.Record{Provider: "fintoro", Kind: fintoroAnswers, Key: fmt.Sprintf("%d/%s", who.account, digest(key[0])), Secret: true}
	asked, err := json.Marshal(in)
	if err != nil {
		return answer{}, err
	}
	first, status, err := f.keptAnswer(r, record, digest(string(asked)))
	if first == nil && err == nil {
		first, err = f.make(r, who, in, func(body jsontext.Value) ([]relay.Record, error) {
			record.Value, err = json.Marshal(kept{Payload: digest(string(asked)), Body: body})
			return []relay.Record{record}, err
		})
	}
	return answer{status: http.StatusCreated, body: first, header: http.Header{"Idempotency-Key": key, "Idempotency-Status": {status}}}, err
}

// keptAnswer is what was answered under a key; nil when the key is new.
func (f *fintoro) keptAnswer(r *http.Request, record relay.Record, asked string) (body jsontext.Value, status string, err error) {
	value, err := f.Store.Record(r.Context(), record.Provider, record.Kind, record.Key)
	switch {
	case errors.Is(err, relay.ErrNotFound):
		return nil, "Original", nil
	case err != nil:
		return nil, "", err
	}
	var before kept
	if err := json.Unmarshal(value, &before); err != nil {
		return nil, "", errors.New("read the answer kept under an Idempotency-Key: it is not what was stored") // err would quote a secret
	}
	if before.Payload != asked {
		return nil, "", &refusal{reason: fintoroKeyReused}
	}
	return before.Body, "Repeated", nil
}

// make makes the subscription, and keeps the answer in the same transaction where keep says how.
func (f *fintoro) make(r *http.Request, who caller, in fintoroInput, keep func(body jsontext.Value) ([]relay.Record, error)) (body jsontext.Value, err error) {
	wanted, err := owned(relay.Subscription{Provider: "fintoro", Name: in.Name, URL: in.URL, Events: in.Events}, who.account)
	if err != nil {
		return nil, err
	}
	if !in.Active {
		wanted.State, wanted.Reason = relay.Deactivated, fintoroInactive
	}
	_, _, err = f.Engine.SubscribeBeside(r.Context(), wanted, func(made *relay.Subscription) ([]relay.Record, error) {
		shown, err := f.made(made)
		if err != nil {
			return nil, err
		}
		shown.PlainTextSecret = f.secret(made, 0)
		if body, err = json.Marshal(shown, json.Deterministic(true), json.FormatNilSliceAsNull(false)); err != nil || keep == nil {
			return nil, err
		}
		return keep(body)
	})
	return body, named(err, fintoroNames())
}

// usableKey takes what can be sent back in a header.
func usableKey(key string) bool {
	n := utf8.RuneCountInString(key)
	for _, r := range key {
		if unicode.IsControl(r) {
			return false
		}
	}
	return n > 0 && n <= maxName && utf8.ValidString(key)
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
