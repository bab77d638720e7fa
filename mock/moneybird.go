package mock

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// moneybird sends whole records. It signs "t.body" with the text of the secret, lists one v1 for each secret that is
// active, and counts only 200 as success. Source: vendor documentation.
type moneybird struct{}

func (moneybird) name() string { return "moneybird" }

func (moneybird) recognises(header http.Header, keys map[string]jsontext.Value) bool {
	return header.Get("Moneybird-Signature") != "" || keys["webhook_token"] != nil || keys["action"] != nil && keys["entity_type"] != nil
}

func (moneybird) verify(now time.Time, header http.Header, body []byte, keys []Key) error {
	known := secrets(keys)
	if len(known) == 0 {
		return errNoSecret
	}
	value, err := required(header, "Moneybird-Signature")
	if err != nil {
		return err
	}
	timestamp, signatures, err := moneybirdSignature(value)
	if err != nil {
		return err
	}
	if err := checkFresh("Moneybird-Signature's t", timestamp, now); err != nil {
		return err
	}
	matched := false
	for _, secret := range known {
		want := hexSum(secret, []byte(timestamp+"."), body)
		for _, signature := range signatures {
			matched = equal(signature, want) || matched
		}
	}
	if !matched {
		return errors.New("no v1 of Moneybird-Signature matches a known secret")
	}
	return nil
}

// moneybirdSignature reads t=…,v1=…,v1=…; schemes of other names are passed over.
func moneybirdSignature(value string) (timestamp string, signatures []string, err error) {
	times := 0
	for part := range strings.SplitSeq(value, ",") {
		name, text, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			timestamp = text
			times++
		case "v1":
			signatures = append(signatures, text)
		}
	}
	switch {
	case times != 1:
		return "", nil, errors.New("Moneybird-Signature must hold one t")
	case len(signatures) == 0:
		return "", nil, errors.New("Moneybird-Signature holds no v1")
	}
	return timestamp, signatures, nil
}

func (moneybird) read(header http.Header, body []byte) (event, error) {
	if isMoneybirdProbe(header, body) {
		return event{}, errProbe
	}
	var push moneybirdPush
	if err := decode(body, &push); err != nil {
		return event{}, err
	}
	e := event{eventType: push.Action}
	if push.Action == "" {
		return e, errors.New("the body has no action")
	}
	if push.Token == "" {
		return e, errors.New("the body has no webhook_token")
	}
	key, err := required(header, "Idempotency-Key")
	if err != nil {
		return e, err
	}
	e.dedupKey = key
	e.book(push.claim(key))
	return e, nil
}

// Everything that is booked stands in the body.
func (moneybird) detailed(event, []byte) (*claim, error) { return nil, nil }
func (moneybird) gone(event) *claim                      { return nil }

// isMoneybirdProbe recognises the request with which a URL is tried at registration: unsigned, without a key, and empty.
// Source: our choice; the vendor documents only that the URL must answer 200.
func isMoneybirdProbe(header http.Header, body []byte) bool {
	body = bytes.TrimSpace(body)
	return header.Get("Moneybird-Signature") == "" && header.Get("Idempotency-Key") == "" && (len(body) == 0 || string(body) == "{}")
}

func (moneybird) answer(relay.Receipt) (int, []byte) { return http.StatusOK, []byte("{}") }
