package emulate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// other is a state that a record of the kind can have after, or beside, one that was told; empty where none is known.
func (resource moneybirdResource) other(told string) string {
	first, second := "", ""
	switch resource.entity {
	case "SalesInvoice", "ExternalSalesInvoice", "PurchaseInvoice", "Receipt", "PurchaseTransaction":
		first, second = "paid", "open"
	case "Estimate":
		first, second = "accepted", "open"
	case "Project":
		first, second = "archived", "active"
	}
	if told == first || told == "draft" || told == "scheduled" { // a draft is sent before it is paid
		return second
	}
	return first
}

// differing is a record in another state than an event told, with what goes along with it: when it was paid, the payments
// and the sums, the number that it has once it is no draft. What the record does not have it does not get. The record has
// moved on after the event. Source: our choice.
func (resource moneybirdResource) differing(record jsontext.Value, event *relay.Event) (jsontext.Value, error) {
	c, err := contentOf(record)
	if err != nil || c.text("state") == "" {
		return nil, unapplied("the " + resource.entity + " has no state")
	}
	told := c.text("state")
	if _, state, ok := strings.Cut(event.Type, "_state_changed_to_"); ok {
		told = state
	}
	state := resource.other(told)
	switch state {
	case "":
		return nil, unapplied("no other state of a " + resource.entity + " is known here")
	case c.text("state"):
		return nil, unapplied("the record has another state than was told by itself")
	}
	resource.move(c, state, movedOn(event))
	return c.write(), nil
}

// differingEach is differing for those of a list that can differ. None can: an unapplied.
func (resource moneybirdResource) differingEach(records []jsontext.Value, event *relay.Event) ([]jsontext.Value, error) {
	changed, why := make([]jsontext.Value, len(records)), error(unapplied("the list is empty"))
	some := false
	for i, record := range records {
		other, err := resource.differing(record, event)
		if err != nil {
			changed[i], why = record, err
			continue
		}
		changed[i], some = other, true
	}
	if !some {
		return nil, why
	}
	return changed, nil
}

// move gives a record another state at a time.
func (resource moneybirdResource) move(c content, state string, at time.Time) {
	day, null := quotedJSON(at.UTC().Format(time.DateOnly)), jsontext.Value("null")
	if number, err := strconv.ParseUint(string(c.get("draft_id")), 10, 64); err == nil {
		c.put("draft_id", null)
		for _, name := range []string{"invoice_id", "estimate_id"} {
			c.put(name, quotedJSON(fmt.Sprintf("%d-%04d", at.UTC().Year(), number)))
		}
		c.put("estimate_sequence_id", quotedJSON(strconv.FormatUint(number, 10)))
		for _, name := range []string{"invoice_date", "estimate_date", "sent_at"} {
			c.put(name, day)
		}
	}
	when := func(name string, is bool) {
		if is {
			c.put(name, day)
			return
		}
		c.put(name, null)
	}
	c.put("state", quotedJSON(state))
	c.put("updated_at", quotedJSON(milliTime(at)))
	c.put("version", fmt.Append(nil, at.Unix()))
	when("paid_at", state == "paid")
	when("accepted_at", state == "accepted")
	for _, name := range []string{"rejected_at", "archived_at", "marked_uncollectible_on"} {
		c.put(name, null)
	}
	c.put("next_reminder", null)
	if due := c.get("due_date"); state == "open" && due != nil {
		c.put("next_reminder", due)
	}
	resource.pay(c, state == "paid", at)
}

// pay makes a record's payments and sums agree with whether it is paid.
func (resource moneybirdResource) pay(c content, paid bool, at time.Time) {
	total, base := c.get("total_price_incl_tax"), c.get("total_price_incl_tax_base")
	if total == nil {
		return
	}
	if base == nil {
		base = total
	}
	zero := quotedJSON("0.0")
	if !paid {
		c.put("payments", jsontext.Value("[]"))
		c.put("total_paid", zero)
		c.put("total_unpaid", total)
		c.put("total_unpaid_base", base)
		return
	}
	c.put("payments", jsontext.Value("["+string(resource.payment(c, total, base, at))+"]"))
	c.put("total_paid", total)
	c.put("total_unpaid", zero)
	c.put("total_unpaid_base", zero)
}

// moneybirdPayment has the keys of the vendor's documentation that a payment of a whole record has a value for.
type moneybirdPayment struct {
	ID               string         `json:"id"`
	AdministrationID jsontext.Value `json:"administration_id,omitzero"`
	InvoiceType      string         `json:"invoice_type"`
	InvoiceID        string         `json:"invoice_id"`
	Price            jsontext.Value `json:"price"`
	PriceBase        jsontext.Value `json:"price_base"`
	PaymentDate      string         `json:"payment_date"`
	CreatedAt        string         `json:"created_at"`
	UpdatedAt        string         `json:"updated_at"`
}

// payment is one of a record's whole amount. Its id is the record's with another beginning; no event tells of it, so that it
// cannot be read. Source: our choice.
func (resource moneybirdResource) payment(c content, total, base jsontext.Value, at time.Time) jsontext.Value {
	id, kind := c.text("id"), resource.entity
	if strings.HasPrefix(resource.path, "documents/") {
		kind = "Document"
	}
	payment, err := json.Marshal(moneybirdPayment{
		ID: "49" + strings.TrimPrefix(id, "48"), AdministrationID: c.get("administration_id"), InvoiceType: kind, InvoiceID: id, Price: total,
		PriceBase: base, PaymentDate: at.UTC().Format(time.DateOnly), CreatedAt: milliTime(at), UpdatedAt: milliTime(at),
	})
	if err != nil { // the values were read from JSON
		return jsontext.Value("{}")
	}
	return payment
}
