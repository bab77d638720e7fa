package control

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxObservedBytes bounds a list of an app's own books.
const maxObservedBytes = 64 << 20

// Observed is one line of an app's own books. At least one of the ids and the reference is there.
type Observed struct {
	EventID    string `json:"event_id,omitzero" maxLength:"1024" doc:"an event's or delivery's id, or the identity on the wire, such as webhook-id"`
	DocumentID string `json:"document_id,omitzero" maxLength:"1024" doc:"the product's document, by its name or the id in it" example:"invoice/4812"`
	ID         string `json:"id,omitzero" maxLength:"1024" doc:"one of these two; the app does not say which" example:"4812"`
	Kind       string `json:"kind,omitzero" maxLength:"1024" doc:"what was booked, where one document has bookings of several kinds" example:"invoice"`
	Amount     string `json:"amount,omitzero" maxLength:"1024" doc:"a decimal string; absent: not compared" example:"121.00"`
	Currency   string `json:"currency,omitzero" maxLength:"1024" doc:"ISO 4217; absent: not compared" example:"EUR"`
	Reference  string `json:"reference,omitzero" maxLength:"1024" doc:"the app's own" example:"INV-2026-0042"`
}

// ReconcileObserved is an app's own list, and which deliveries it is held against.
type ReconcileObserved struct {
	Observed observedList `json:"observed" maxItems:"100000" doc:"what the app has booked"`
	Filter   string       `json:"filter,omitzero" maxLength:"65536" doc:"only deliveries that this takes, in the filter language" example:"type:invoices.*"`
	Provider string       `json:"provider,omitzero" maxLength:"64" doc:"only this product's; empty: all" example:"finpilo"`
}

type observedInput struct{ Body ReconcileObserved }

// observedList is decoded item by item, and not checked against the schema before, as batch is.
type observedList []Observed

// UnmarshalJSONFrom stops at the first item that is wrong, and at the one that is too many.
func (l *observedList) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if kind := dec.PeekKind(); kind != '[' {
		return errors.New("observed is a list")
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	*l = observedList{}
	for dec.PeekKind() != ']' {
		if len(*l) == relay.MaxObserved {
			return fmt.Errorf("observed has more than %d items", relay.MaxObserved)
		}
		var item Observed
		if err := json.UnmarshalDecode(dec, &item); err != nil {
			return err
		}
		*l = append(*l, item)
	}
	_, err := dec.ReadToken()
	return err
}

// items checks the list.
func (r *ReconcileObserved) items() ([]relay.ObservedItem, error) {
	if r.Observed == nil {
		return nil, &relay.InputError{Field: "observed", Problem: "it is missing", Hint: "give a list; [] for one without items"}
	}
	if len(r.Filter) > 65536 {
		return nil, &relay.InputError{Field: "filter", Problem: "it has more than 65536 bytes"}
	}
	items := make([]relay.ObservedItem, len(r.Observed))
	for i := range r.Observed {
		item := relay.ObservedItem(r.Observed[i])
		at := fmt.Sprintf("observed[%d]", i)
		if item.Name() == "" {
			return nil, &relay.InputError{Field: at, Problem: "it has no event_id, document_id, id or reference"}
		}
		var input *relay.InputError
		if _, err := relay.ParseAmount(item.Amount); item.Amount != "" && errors.As(err, &input) {
			return nil, &relay.InputError{Field: at + ".amount", Problem: input.Problem, Hint: input.Hint}
		}
		items[i] = item
	}
	return items, nil
}
