package mock

import (
	"errors"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// silverfin signs the raw body twice, with the two tokens of the application, and one match is enough. It sends neither
// a timestamp nor an id, so a replay cannot be told from a retry and the body is its own identity. Its events carry no
// amount. Source: product description and vendor documentation.
type silverfin struct{}

func (silverfin) name() string { return "silverfin" }

func (silverfin) recognises(header http.Header, keys map[string]jsontext.Value) bool {
	return header.Get("X-SF-SIGNATURE-1") != "" || header.Get("X-SF-SIGNATURE-2") != "" || keys["webhook"] != nil && keys["event"] != nil
}

func (silverfin) verify(_ time.Time, header http.Header, body []byte, keys []Key) error {
	if len(secrets(keys)) == 0 {
		return errNoSecret
	}
	signatures := []string{header.Get("X-SF-SIGNATURE-1"), header.Get("X-SF-SIGNATURE-2")}
	if signatures[0] == "" && signatures[1] == "" {
		return errors.New("X-SF-SIGNATURE-1 and X-SF-SIGNATURE-2 are missing")
	}
	matched, swapped := false, false
	for _, key := range keys {
		for i, token := range key.Secrets[:min(2, len(key.Secrets))] {
			if token == "" {
				continue
			}
			want := hexSum(token, body)
			matched = equal(signatures[i], want) || matched
			swapped = equal(signatures[1-i], want) || swapped
		}
	}
	switch {
	case matched:
		return nil
	case swapped:
		return errors.New("the two signatures are swapped: token 1 belongs to X-SF-SIGNATURE-1, token 2 to X-SF-SIGNATURE-2")
	}
	return errors.New("neither signature matches its token")
}

func (silverfin) read(_ http.Header, body []byte) (event, error) {
	var sent struct {
		Event    string         `json:"event"`
		Document jsontext.Value `json:"document"`
	}
	if err := decode(body, &sent); err != nil {
		return event{}, err
	}
	if sent.Event == "" {
		return event{}, errors.New("the body has no event")
	}
	e := event{eventType: sent.Event, dedupKey: bodyHash(body)}
	var document struct {
		URL jsontext.Value `json:"download_url"`
	}
	if json.Unmarshal(sent.Document, &document) == nil {
		e.file = text(document.URL)
	}
	return e, nil
}

// Nothing is booked.
func (silverfin) detailed(event, []byte) (*claim, error) { return nil, nil }
func (silverfin) gone(event) *claim                      { return nil }

func (silverfin) answer(relay.Receipt) (int, []byte) { return http.StatusNoContent, nil }
