package mock

import (
	"errors"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// fintoroEvent is what the mock reads of an event. Source: vendor documentation.
type fintoroEvent struct {
	ID         string         `json:"id"`
	Type       string         `json:"type"`
	OccurredAt jsontext.Value `json:"occurredAt"`
	Resource   struct {
		Type jsontext.Value `json:"type"`
		ID   jsontext.Value `json:"id"`
	} `json:"resource"`
}

// fintoroKind is a kind of resource that is booked.
type fintoroKind struct {
	path string // of the read API
	side side   // which way its payments go; none: it has no payments
}

// The kinds that are booked, as resource.type has them. Paths: vendor documentation; those of received documents are our
// choice.
const (
	fintoroInvoice         = "invoice"
	fintoroCreditNote      = "creditNote"
	fintoroReceivedInvoice = "receivedInvoice"
	fintoroReceivedReceipt = "receivedReceipt"
	fintoroPayment         = "documentPayment"
)

// fintoroBooked finds a kind of resource. A proforma asks for money and is no invoice, so neither it nor what is paid on it
// is booked. Source: our choice.
func fintoroBooked(resource string) (kind fintoroKind, ok bool) {
	const base = "/api/public/v1/"
	switch resource {
	case fintoroInvoice:
		return fintoroKind{base + "invoices/", sold}, true
	case fintoroCreditNote:
		return fintoroKind{base + "credit-notes/", sold}, true
	case fintoroReceivedInvoice:
		return fintoroKind{base + "received-invoices/", bought}, true
	case fintoroReceivedReceipt:
		return fintoroKind{base + "received-receipts/", ""}, true
	case fintoroPayment:
		return fintoroKind{base + "document-payments/", ""}, true
	}
	return fintoroKind{}, false
}

var fintoroID = regexp.MustCompile(`^[1-9][0-9]{0,18}$`)

// tell says what an event is about, and where its detail is. A deletion needs none: the detail may be gone. Source: vendor
// documentation.
func (f *fintoroEvent) tell(e *event) {
	resource := text(f.Resource.Type)
	kind, ok := fintoroBooked(resource)
	if !ok {
		return
	}
	id := text(f.Resource.ID)
	if !fintoroID.MatchString(id) {
		e.book(nil, errors.New("resource.id is no id"))
		return
	}
	e.document = resource + "/" + id
	switch _, what, _ := strings.Cut(f.Type, "."); what {
	case "deleted":
		e.book(&claim{Document: e.document, Deleted: true}, nil)
	case "created", "updated", "paid":
		e.detail = kind.path + id
	}
}

// gone is what an event says by itself: that the document was paid. Its detail may be gone for a while or for good, so its
// absence is no deletion: that has an event of its own. Source: our choice.
func (fintoro) gone(e event) *claim {
	if !strings.HasSuffix(e.eventType, ".paid") {
		return nil
	}
	resource, _, _ := strings.Cut(e.document, "/")
	kind, ok := fintoroBooked(resource)
	if !ok || kind.side == "" {
		return nil
	}
	return &claim{Document: e.document, Order: e.order, Side: kind.side, Paid: paid}
}
