package mock

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// bookkeeper is the profile of Standard Webhooks: "id.timestamp.body" signed with the bytes behind whsec_, in base64,
// several signatures in one header. Source: our choice; the vendor documents an HMAC and no more.
type bookkeeper struct{}

func (bookkeeper) name() string { return "bookkeeper" }

func (bookkeeper) recognises(header http.Header, keys map[string]jsontext.Value) bool {
	return strings.Contains(header.Get("webhook-signature"), ",") || keys["type"] != nil && keys["data"] != nil
}

func (bookkeeper) verify(now time.Time, header http.Header, body []byte, keys []Key) error {
	known := secrets(keys)
	if len(known) == 0 {
		return errNoSecret
	}
	id, err := required(header, "webhook-id")
	if err != nil {
		return err
	}
	timestamp, err := required(header, "webhook-timestamp")
	if err != nil {
		return err
	}
	list, err := required(header, "webhook-signature")
	if err != nil {
		return err
	}
	if strings.Contains(id, ".") {
		return errors.New("webhook-id holds a dot, which would make the signed text ambiguous")
	}
	if err := checkFresh("webhook-timestamp", timestamp, now); err != nil {
		return err
	}
	signatures := bookkeeperSignatures(list)
	if len(signatures) == 0 {
		return errors.New("webhook-signature holds no v1")
	}
	matched := false
	for _, secret := range known {
		text, prefixed := strings.CutPrefix(secret, "whsec_")
		key, err := base64.StdEncoding.Strict().DecodeString(text)
		if !prefixed || err != nil {
			continue // not a secret that a sender of this profile could have signed with
		}
		want := base64.StdEncoding.EncodeToString(sum(key, []byte(id+"."+timestamp+"."), body))
		for _, signature := range signatures {
			matched = equal(signature, want) || matched
		}
	}
	if !matched {
		return errors.New("no v1 of webhook-signature matches a known secret")
	}
	return nil
}

// bookkeeperSignatures reads the v1 signatures of a list; other versions are passed over.
func bookkeeperSignatures(list string) []string {
	var signatures []string
	for part := range strings.FieldsSeq(list) {
		if signature, ok := strings.CutPrefix(part, "v1,"); ok {
			signatures = append(signatures, signature)
		}
	}
	return signatures
}

func (bookkeeper) read(header http.Header, body []byte) (event, error) {
	var sent bookkeeperEvent
	if err := decode(body, &sent); err != nil {
		return event{}, err
	}
	e := event{eventType: sent.Type}
	if sent.Type == "" {
		return e, errors.New("the body has no type")
	}
	id, err := required(header, "webhook-id")
	if err != nil {
		return e, err
	}
	e.dedupKey = id
	e.book(sent.claim(id))
	return e, nil
}

// Everything that is booked stands in the body.
func (bookkeeper) detailed(event, []byte) (*claim, error) { return nil, nil }
func (bookkeeper) gone(event) *claim                      { return nil }

func (bookkeeper) answer(relay.Receipt) (int, []byte) {
	return http.StatusOK, []byte(`{"received":true}`)
}
