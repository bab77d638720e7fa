package mock

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// product is what a receiver must know of one product. All methods are pure.
type product interface {
	name() string

	// recognises tells the product from the others, at the path for all of them: by the body's keys alone (header is
	// nil), or by the headers alone (keys is nil).
	recognises(header http.Header, keys map[string]jsontext.Value) bool

	// verify checks that the request is genuine and fresh. errNoSecret means that there was nothing to check with; any
	// other error says what is wrong, and holds no secret.
	verify(now time.Time, header http.Header, body []byte, keys []Key) error

	// read takes from the request what is kept and booked. errProbe means that there is no event in it; any other error
	// says why this is not the product's body.
	read(header http.Header, body []byte) (event, error)

	// answer is what the product expects to hear about an accepted or duplicate receipt.
	answer(receipt relay.Receipt) (status int, body []byte)
}

// products lists them in the order in which the path for all products asks them.
func products() []product {
	return []product{finpilo{}, fintoro{}, moneybird{}, silverfin{}, bookkeeper{}}
}

// event is what a request says happened.
type event struct {
	eventType string
	dedupKey  string
	posting   *relay.Posting // Text, Currency and Entries; nil when there is nothing to book
	remark    string         // something odd that does not stop the receipt
}

var (
	errNoSecret = errors.New("not verified: no secret known")
	errProbe    = errors.New("a probe of the URL, not an event")
)

// decode reads a body strictly in its form (duplicate keys, wrong casing, invalid UTF-8 do not pass) and leniently in its
// content: products add keys.
func decode(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return errors.New("the body is not the JSON that this product sends: " + err.Error())
	}
	return nil
}

// text reads a JSON string or number as text: some products have changed between the two. Anything else is empty.
func text(value jsontext.Value) string {
	switch value.Kind() {
	case '"':
		var s string
		if json.Unmarshal(value, &s) == nil {
			return s
		}
	case '0':
		return string(value)
	}
	return ""
}

// bodyHash is the identity of an event whose product sends none.
func bodyHash(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}
