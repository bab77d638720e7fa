package provider

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Recognized is what a product's request says: what Render was given, as far as a body tells it. Its bytes are parts of the body:
// not to be written to.
type Recognized struct {
	Provider string
	// Type is the product's own name of the event, as the body has it: one that the product is not known to have, too.
	Type string
	// Data is the business part, as Event.Data has it. Nil where the body has none.
	Data []byte
	// Context is what the body tells beside Data of what Event.Context holds. Nil where that is nothing.
	Context []byte
	// DialectID is the identity on the wire; empty where the request has none.
	DialectID string
	// OccurredAt is when it happened; zero where the body does not say.
	OccurredAt time.Time
}

// ErrAmbiguous is a request that may be that of several products: RecognizeAs reads it as one of them.
var ErrAmbiguous = errors.New("it may be from several products")

// Recognize tells which product a request is from, and what it says. The body decides; where it fits several products, the form
// of the signature does. Signatures are not verified. An error says of each product what the body lacks, or is ErrAmbiguous.
func Recognize(header http.Header, body []byte) (Recognized, error) {
	o, err := readObject(body)
	if err != nil {
		return Recognized{}, fmt.Errorf("the body is no webhook: %w", err)
	}
	var found, signed []Recognized
	var lacks []string
	for _, p := range recognizers() {
		r, lack := p.recognize(header, o, body)
		switch {
		case lack != "":
			lacks = append(lacks, p.title+": "+lack)
		case p.signed(header):
			signed = append(signed, r)
			fallthrough
		default:
			found = append(found, r)
		}
	}
	switch {
	case len(found) == 0:
		return Recognized{}, fmt.Errorf("the body is that of no product: %s", strings.Join(lacks, "; "))
	case len(found) == 1:
		return found[0], nil
	case len(signed) == 1:
		return signed[0], nil
	}
	var names []string
	for i := range found {
		names = append(names, found[i].Provider)
	}
	return Recognized{}, fmt.Errorf("%w: %s", ErrAmbiguous, strings.Join(names, ", "))
}

// RecognizeSigned tells a product by the form of its signature alone; ok is false where that is the form of none.
func RecognizeSigned(header http.Header) (name string, ok bool) {
	for _, p := range recognizers() {
		if p.signed(header) {
			return p.name, true
		}
	}
	return "", false
}

// RecognizeAs reads a request as one of a product. An error says what the body lacks, or wraps relay.ErrNotFound where there is
// no such product.
func RecognizeAs(provider string, header http.Header, body []byte) (Recognized, error) {
	for _, p := range recognizers() {
		if p.name != provider {
			continue
		}
		o, err := readObject(body)
		if err != nil {
			return Recognized{}, fmt.Errorf("the body is no webhook: %w", err)
		}
		r, lack := p.recognize(header, o, body)
		if lack != "" {
			return Recognized{}, fmt.Errorf("the body is not one of %s: %s", p.title, lack)
		}
		return r, nil
	}
	return Recognized{}, fmt.Errorf("provider %.40q: %w", provider, relay.ErrNotFound)
}

// recognizer is the inverse of a product's Render.
type recognizer struct {
	name, title string
	// recognize reads a body; lack is what it would need to be one of the product.
	recognize func(header http.Header, o object, body []byte) (r Recognized, lack string)
	// signed reports whether the headers are signed as the product does it.
	signed func(http.Header) bool
}

func recognizers() []recognizer {
	has := func(name string) func(http.Header) bool { return func(h http.Header) bool { return h.Get(name) != "" } }
	return []recognizer{
		{"finpilo", "Finpilo", recognizeFinpilo, func(h http.Header) bool { return false }}, // it signs nothing
		{"fintoro", "Fintoro", recognizeFintoro, func(h http.Header) bool { return isBareHex(h.Get("webhook-signature")) }},
		{"moneybird", "Moneybird", recognizeMoneybird, has("Moneybird-Signature")},
		{"silverfin", "Silverfin", recognizeSilverfin, has("X-SF-SIGNATURE-1")},
		{"bookkeeper", "Bookkeeper", recognizeBookkeeper, func(h http.Header) bool { return strings.HasPrefix(h.Get("webhook-signature"), "v1") }},
	}
}

// isBareHex reports whether a text is a SHA-256 in lower-case hex and nothing else. A regular expression, compiled for each
// request, would cost more than all else that is done with it.
func isBareHex(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}
