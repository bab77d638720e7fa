package mock

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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

	// detailed is the claim that an event makes with the detail read for it; nil when there is nothing to book. An error
	// says why this cannot be booked.
	detailed(e event, detail []byte) (*claim, error)

	// gone is the claim that an event makes when there is no such detail (404); nil where that says nothing.
	gone(e event) *claim

	// answer is what the product expects to hear about an accepted or duplicate receipt.
	answer(receipt relay.Receipt) (status int, body []byte)
}

// products lists them in the order in which the path for all products asks them.
func products() []product {
	return []product{finpilo{}, fintoro{}, moneybird{}, silverfin{}, bookkeeper{}}
}

// findProduct finds a product by its name.
func findProduct(name string) (product, bool) {
	for _, p := range products() {
		if p.name() == name {
			return p, true
		}
	}
	return nil, false
}

// booksFirst reports whether a product's events are booked before the answer: Finpilo expects the reference in it. Others
// advise to answer first and to work afterwards. Source: product descriptions.
func booksFirst(p product) bool { return p == finpilo{} }

// event is what a request says happened.
type event struct {
	eventType string
	dedupKey  string
	remark    string // something odd that does not stop the receipt

	document string // what the event is about, such as invoice/4812; empty when that is never booked
	claim    *claim // what the body alone says of it; nil when there is nothing to book, or the detail must be read first
	detail   string // where the product's read API shows it, such as /api/public/v1/invoices/4812; empty: not needed
	file     string // URL of the document's file; empty: none
	order    order  // of a claim that is made from the detail
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
		if bytes.IndexByte(value, '\\') < 0 { // what was decoded once is a whole string, and most have no escapes
			return string(value[1 : len(value)-1])
		}
		var s string
		if json.Unmarshal(value, &s) == nil {
			return s
		}
	case '0':
		return string(value)
	}
	return ""
}

// elements reads a list; nil where it is none, or holds something else.
func elements[T any](value jsontext.Value) []T {
	var list []T
	if absent(value) || json.Unmarshal(value, &list) != nil {
		return nil
	}
	return list
}

// maxIDBytes is how long the id of a document may be. Source: our choice.
const maxIDBytes = 255

// documentKey names a document of the product, such as invoice/4812.
func documentKey(kind, id string) (string, error) {
	switch {
	case id == "":
		return "", errors.New("the " + kind + " has no id")
	case len(id) > maxIDBytes:
		return "", fmt.Errorf("the id is longer than %d bytes", maxIDBytes)
	}
	return kind + "/" + id, nil
}

// bodyHash is the identity of an event whose product sends none.
func bodyHash(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}
