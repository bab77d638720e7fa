package inbound

import (
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// maxNameBytes is how long a type or an identity may be. Source: our choice.
const maxNameBytes = 255

// tell reads what a request says: as far as the body is one of the product, and as little as nothing. Its DialectID is what
// tells it from others when it comes again; empty where the product has nothing of the kind. remarks are what is worth
// telling a person.
func (h *hook) tell(header http.Header, body []byte) (told relay.Told, remarks []string) {
	r, err := provider.RecognizeAs(h.Provider, header, body)
	if err != nil {
		remarks = append(remarks, "unrecognised: "+err.Error())
	}
	told = relay.Told{Type: r.Type, Data: r.Data, Context: r.Context, OccurredAt: storable(r.OccurredAt)}
	if !isName(told.Type) {
		told.Type = ""
		remarks = append(remarks, "its type is too long to be one")
	}
	identity, remark := identify(h.Provider, header, r.DialectID)
	if !isName(identity) {
		identity, remark = "", "its identity is too long to be one, or is no text: it is not known when it comes again"
	}
	told.DialectID = identity
	if remark != "" {
		remarks = append(remarks, remark)
	}
	return told, remarks
}

// identify tells what a product's receivers are to deduplicate by, from what is signed where that has it; inBody is the
// body's own. Silverfin has nothing of the kind, and of Finpilo none is documented: two of their requests may be two
// events, however equal.
func identify(product string, header http.Header, inBody string) (identity, remark string) {
	switch product {
	case "fintoro": // webhook-id equals the body's id, and only the body is signed. Source: vendor documentation.
		id := header.Get("webhook-id")
		switch {
		case inBody == "":
			return id, ""
		case id != "" && id != inBody:
			return inBody, "webhook-id is not the body's id, which alone is signed and counts"
		}
		return inBody, ""
	case "moneybird": // Source: product description.
		return header.Get("Idempotency-Key"), ""
	case "bookkeeper": // Signed. Source: our choice, as in Standard Webhooks.
		return header.Get("webhook-id"), ""
	}
	return "", ""
}

func isName(text string) bool { return len(text) <= maxNameBytes && utf8.ValidString(text) }

// storable is a time that a store can hold; zero where it is none.
func storable(t time.Time) time.Time {
	if year := t.Year(); year < 1700 || year > 2200 {
		return time.Time{}
	}
	return t
}
