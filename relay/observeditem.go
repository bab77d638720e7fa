package relay

// MaxObserved is how many items a list of an app's own books may have.
const MaxObserved = 100_000

// ObservedItem is one line of an app's own books, as the app tells it: what it booked, and for which event or document. At
// least one of EventID, DocumentID, ID and Reference is set.
type ObservedItem struct {
	EventID    string // an event's, a delivery's, or the identity on the wire, such as webhook-id
	DocumentID string // the product's document, such as invoice/4812 or 4812
	ID         string // one of these two; the app does not say which
	Kind       string // what was booked, such as invoice or payment, in the app's words; empty where it makes no difference
	Amount     string // see ParseAmount; empty where it is not told
	Currency   string // ISO 4217 in any casing; empty where it is not told
	Reference  string // the app's own reference, such as INV-2026-0042; empty where it has none
}

// Name is what people know an item by.
func (o *ObservedItem) Name() string {
	for _, name := range []string{o.EventID, o.DocumentID, o.ID} {
		if name != "" {
			return name
		}
	}
	return o.Reference
}
