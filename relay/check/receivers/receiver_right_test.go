package receivers_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// products are all that there are.
func products() []string {
	return []string{"finpilo", "fintoro", "moneybird", "silverfin", "bookkeeper"}
}

// secretsOf are those that the receivers know, made up in each product's shape.
func secretsOf(product string) []string {
	return map[string][]string{
		"finpilo":    {"fp-Key-3f9d2c7b61a84e50"},
		"fintoro":    {"whsec_fintoro_5be0a1c94d7f42638a1c0d9e7b3f6254"},
		"moneybird":  {"0c9be14f7a3d58628d1b90f3c47ae65d2f8076b1934ce0da5f61782b3e9d4ca0"},
		"silverfin":  {"sf-token-one-7Jq2", "sf-token-two-9Wx4"},
		"bookkeeper": {"whsec_Q2hlY2tNdXRhbnRzQXJlTmFtZWRIZXJlMjQ="},
	}[product]
}

// dialectOf is the product as check knows it.
func dialectOf(product string) relay.Dialect {
	d, ok := provider.ByName(product)
	if !ok {
		panic("there is no product " + product)
	}
	return d
}

// right is a right receiver of a product.
func right(product string) *receiver {
	rc := &receiver{
		secrets: secretsOf(product), admits: onlyPosts, reads: readsUpTo(bodyLimit), probes: func(http.Header, []byte) bool { return false },
		trusts: func([]byte) bool { return true }, fresh: timeless, refuses: unauthorized, takes: ignores, works: booksOnce, answers: answersWith(http.StatusNoContent),
		identity: func(h http.Header, _ *event, _ []byte) string { return h.Get("webhook-id") },
	}
	switch product {
	case "finpilo":
		rc.proof, rc.parses, rc.answers = finpiloProof(), parsesFinpilo, answersReference
		rc.identity = func(_ http.Header, e *event, _ []byte) string { return e.id }
	case "fintoro":
		rc.proof, rc.fresh, rc.parses = fintoroProof(), freshBy(timestampHeader), parsesFintoro
		rc.identity = func(h http.Header, e *event, _ []byte) string { // the signed one; the header repeats it
			if e.id != h.Get("webhook-id") {
				return ""
			}
			return e.id
		}
	case "moneybird":
		rc.proof, rc.fresh, rc.parses, rc.answers = moneybirdProof(), freshBy(moneybirdTime), parsesMoneybird, answersWith(http.StatusOK)
		rc.identity = func(h http.Header, _ *event, _ []byte) string { return h.Get("Idempotency-Key") }
		rc.probes = func(h http.Header, body []byte) bool {
			return h.Get("Moneybird-Signature") == "" && h.Get("Idempotency-Key") == "" && slices.Contains([]string{"", "{}"}, string(bytes.TrimSpace(body)))
		}
	case "silverfin":
		rc.proof, rc.parses = silverfinProof(), parsesSilverfin
		rc.identity = func(_ http.Header, _ *event, body []byte) string {
			sum := sha256.Sum256(body)
			return hex.EncodeToString(sum[:])
		}
	case "bookkeeper":
		rc.proof, rc.fresh, rc.parses = bookkeeperProof(), freshBy(timestampHeader), parsesBookkeeper
	}
	return rc
}

// answersReference is what Finpilo gets: the same reference for what is known.
func answersReference(w http.ResponseWriter, reference string, _ bool) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.MarshalWrite(w, map[string]string{"accountingReferenceId": reference})
}

var errNoEvent = errors.New("it is no event")

// readJSON reads what an app wants of a body, and is not troubled by the rest.
func readJSON(body []byte, into *sent) error {
	return json.Unmarshal(body, into, jsontext.AllowDuplicateNames(true))
}

// sent are the keys of all products' bodies that the receivers look at.
type sent struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Resource struct {
		Type string         `json:"type"`
		ID   jsontext.Value `json:"id"`
	} `json:"resource"`
	Token      string         `json:"webhook_token"`
	Action     string         `json:"action"`
	EntityType string         `json:"entity_type"`
	EntityID   jsontext.Value `json:"entity_id"`
	Entity     jsontext.Value `json:"entity"`
	Event      string         `json:"event"`
	Document   struct {
		ID jsontext.Value `json:"id"`
	} `json:"document"`
	Data struct {
		Transaction string `json:"transaction_id"`
	} `json:"data"`
	DocumentID string `json:"documentId"`
}

func parsesFintoro(body []byte) (event, error) {
	var s sent
	if err := readJSON(body, &s); err != nil || s.ID == "" || s.Type == "" {
		return event{}, errors.Join(errNoEvent, err)
	}
	return event{kind: s.Type, id: s.ID, document: s.Resource.Type + "/" + string(s.Resource.ID), booked: s.Type == "invoices.paid"}, nil
}

func parsesMoneybird(body []byte) (event, error) {
	var s sent
	if err := readJSON(body, &s); err != nil || s.Action == "" {
		return event{}, errors.Join(errNoEvent, err)
	}
	return event{
		kind: s.Action, document: s.EntityType + "/" + string(bytes.Trim(s.EntityID, `"`)), booked: s.Action == "sales_invoice_state_changed_to_paid",
		empty: len(s.Entity) == 0 || s.Entity.Kind() == 'n',
	}, nil
}

func parsesSilverfin(body []byte) (event, error) {
	var s sent
	if err := readJSON(body, &s); err != nil || s.Event == "" {
		return event{}, errors.Join(errNoEvent, err)
	}
	return event{kind: s.Event, document: "document/" + string(s.Document.ID), booked: s.Event == "permanent_document.processed"}, nil
}

func parsesBookkeeper(body []byte) (event, error) {
	var s sent
	if err := readJSON(body, &s); err != nil || s.Type == "" {
		return event{}, errors.Join(errNoEvent, err)
	}
	return event{kind: s.Type, document: "transaction/" + s.Data.Transaction, booked: s.Type == "payment.confirmed"}, nil
}

func parsesFinpilo(body []byte) (event, error) {
	var s sent
	if err := readJSON(body, &s); err != nil || s.DocumentID == "" {
		return event{}, errors.Join(errNoEvent, err)
	}
	return event{kind: "document.sent", id: s.DocumentID, document: "document/" + s.DocumentID, booked: true}, nil
}
