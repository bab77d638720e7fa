package emulate

import (
	"net/http"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// errNoFinpiloState: what Finpilo sends tells no state that the document could differ from.
const errNoFinpiloState = unapplied("a document's webhook tells no state")

// seen is a document as a view has it; nil where it does not have it yet. What is late is its newest send, and with it what
// came of that. One that was only triggered is there since its first send.
func (f *finpilo) seen(d *finpiloDocument, v view) (*finpiloDocument, error) {
	sends := slices.DeleteFunc(slices.Clone(d.sends), func(send finpiloSend) bool { return !v.knows(&send.event) })
	if len(sends) == len(d.sends) || d.record.AccountID != 0 {
		return &finpiloDocument{record: d.record, sends: sends}, nil
	}
	if len(sends) == 0 {
		return nil, nil
	}
	record, err := f.triggered(&sends[0].event)
	return &finpiloDocument{record: record, sends: sends}, err
}

// newestOfDocument finds the newest send of a document that the caller may know of.
func (f *finpilo) newestOfDocument(r *http.Request, who caller) (*relay.Event, bool, error) {
	if _, nowhere := companyOf(r); nowhere != nil || !canBeDocument(r.PathValue("documentId")) {
		return nil, false, nil
	}
	sends, err := f.sendsOf(r.Context(), who, r.PathValue("documentId"))
	if err != nil || len(sends) == 0 {
		return nil, true, err
	}
	return &sends[0].event, true, nil
}

// newestOfCompany finds the newest send of an entity's documents that the caller may know of.
func (f *finpilo) newestOfCompany(r *http.Request, who caller) (*relay.Event, bool, error) {
	company, nowhere := companyOf(r)
	if nowhere != nil {
		return nil, false, nil
	}
	events, _, err := f.Store.Events(r.Context(), relay.EventQuery{Provider: "finpilo", Limit: maxTriggerReach})
	for i := range events {
		if visibleTo(who, &events[i]) && provider.FinpiloDocumentOf(&events[i]).CompanyReferenceID == company {
			return &events[i], true, nil
		}
	}
	return nil, true, err
}

// newestOfFile finds the newest send of the document that a file is of.
func (f *finpilo) newestOfFile(r *http.Request, _ caller) (*relay.Event, bool, error) {
	id := r.PathValue("documentId")
	if !canBeDocument(id) {
		return nil, false, nil
	}
	event, err := newestOf(r.Context(), f.Store, "finpilo", "document/"+id)
	return event, true, err
}
