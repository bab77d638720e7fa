package mock

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// finpilo sends validated documents, with an API key as Bearer token where one is set, and neither signature nor id. It
// expects an accountingReferenceId back. Source: product description; all keys of the body but fileUrl are our choice.
type finpilo struct{}

// finpiloEvent is Finpilo's one type of event, which its body does not name. Source: our choice.
const finpiloEvent = "document.sent"

func (finpilo) name() string { return "finpilo" }

func (finpilo) recognises(header http.Header, keys map[string]jsontext.Value) bool {
	_, ok := bearer(header)
	return ok || keys["fileUrl"] != nil || keys["documentId"] != nil
}

func (finpilo) verify(_ time.Time, header http.Header, _ []byte, keys []Key) error {
	if len(keys) == 0 {
		return errNoSecret
	}
	token, ok := bearer(header)
	matched := false
	for _, key := range keys {
		if len(secrets([]Key{key})) == 0 {
			return nil // a subscription without a key sends none
		}
		for _, secret := range key.Secrets {
			matched = equal(token, secret) || matched
		}
	}
	switch {
	case !ok:
		return errors.New("the Authorization header holds no Bearer key")
	case !matched:
		return errors.New("the Bearer key is not a known one")
	}
	return nil
}

func (finpilo) read(_ http.Header, body []byte) (event, error) {
	var document finpiloDocument
	if err := decode(body, &document); err != nil {
		return event{}, err
	}
	e := event{eventType: finpiloEvent, dedupKey: text(document.DocumentID), file: text(document.FileURL)}
	if e.dedupKey == "" {
		e.dedupKey = bodyHash(body)
	}
	e.book(document.claim(e.dedupKey))
	return e, nil
}

// Everything that is booked stands in the body.
func (finpilo) detailed(event, []byte) (*claim, error) { return nil, nil }
func (finpilo) gone(event) *claim                      { return nil }

func (finpilo) answer(receipt relay.Receipt) (int, []byte) {
	if receipt.Reference == "" {
		return http.StatusOK, nil // an empty answer is fine; source: product description
	}
	body, _ := json.Marshal(struct {
		Reference string `json:"accountingReferenceId"`
	}{receipt.Reference})
	return http.StatusOK, body
}

// fileTokens are what opens the files of documents: the keys of the webhooks. Source: product description.
func (finpilo) fileTokens(keys []Key) []string { return secrets(keys) }

// bearer reads the token out of Authorization.
func bearer(header http.Header) (token string, ok bool) {
	scheme, token, ok := strings.Cut(header.Get("Authorization"), " ")
	return token, ok && strings.EqualFold(scheme, "Bearer")
}
