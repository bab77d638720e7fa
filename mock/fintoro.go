package mock

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fintoro sends thin events, which name a resource and carry no amount: what is booked stands in its detail, which the read
// API shows. Its headers are named as those of Standard Webhooks, but it signs the raw body alone, with the whole text of
// the secret (its whsec_fintoro_ included), as bare hex. Source: vendor documentation.
type fintoro struct{}

func (fintoro) name() string { return "fintoro" }

func (fintoro) recognises(header http.Header, keys map[string]jsontext.Value) bool {
	signature := header.Get("webhook-signature")
	return signature != "" && !strings.Contains(signature, ",") || keys["resource"] != nil && keys["occurredAt"] != nil
}

func (fintoro) verify(now time.Time, header http.Header, body []byte, keys []Key) error {
	known := secrets(keys)
	if len(known) == 0 {
		return errNoSecret
	}
	if _, err := required(header, "webhook-id"); err != nil {
		return err
	}
	timestamp, err := required(header, "webhook-timestamp")
	if err != nil {
		return err
	}
	signature, err := required(header, "webhook-signature")
	if err != nil {
		return err
	}
	if err := checkFresh("webhook-timestamp", timestamp, now); err != nil {
		return err
	}
	matched := false
	for _, secret := range known {
		matched = equal(signature, hexSum(secret, body)) || matched
	}
	switch {
	case matched:
		return nil
	case strings.HasPrefix(signature, "v1,"):
		return errors.New("webhook-signature has the form of Standard Webhooks; Fintoro sends bare hex over the body")
	}
	return errors.New("webhook-signature matches no known secret")
}

func (fintoro) read(header http.Header, body []byte) (event, error) {
	var sent fintoroEvent
	if err := decode(body, &sent); err != nil {
		return event{}, err
	}
	if sent.Type == "" {
		return event{}, errors.New("the body has no type")
	}
	id, err := required(header, "webhook-id")
	if err != nil {
		return event{eventType: sent.Type}, err
	}
	e := event{eventType: sent.Type, dedupKey: id, order: order{At: moment(sent.OccurredAt)}}
	if sent.ID != id {
		e.remark = "webhook-id is not the body's id"
	}
	sent.tell(&e)
	return e, nil
}

// answer is what the vendor's own sample answers, to duplicates too. Source: vendor documentation.
func (fintoro) answer(relay.Receipt) (int, []byte) { return http.StatusNoContent, nil }
