package relay

// Worth is what a webhook's body says that the books of a receiver should show for it.
type Worth struct {
	Document string  // the product's document that is booked, such as invoice/4812; empty where there is nothing to book
	Part     string  // of the document that Total is of, such as payment: booked as Document/Part. Empty: all of it
	Total    string  // see ParseAmount; tax included. Empty where the body does not tell it
	Currency string  // empty where the body does not tell it
	Deleted  bool    // the document is gone for good
	Payment  string  // of a Part that is a payment: the payment's own document, such as Payment/9. Empty where it has none
	Parts    []Worth // that the body tells beside, each with Document, Part and Total; the whole may be nothing to book
}

// booked is the document that it is booked as.
func (w *Worth) booked() string {
	if w.Part == "" || w.Document == "" {
		return w.Document
	}
	return w.Document + "/" + w.Part
}
