package emulate

import (
	"context"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// The documents that a list shows, and the triggered events that it looks through for more of them.
const (
	defaultListed   = 100
	maxListed       = 1000
	maxTriggerReach = 1000
)

// listDocuments shows an entity's newest documents, those that were only triggered included. Source: our choice.
func (f *finpilo) listDocuments(r *http.Request, who caller, v view) (answer, error) {
	if v.differ != nil {
		return answer{}, errNoFinpiloState
	}
	company, err := companyOf(r)
	if err != nil {
		return answer{}, err
	}
	parameters, err := parametersOf(r, "limit")
	if err != nil {
		return answer{}, err
	}
	limit, err := limitOf(parameters, defaultListed, maxListed)
	if err != nil {
		return answer{}, err
	}
	records, err := f.recordsOf(r.Context(), who, company)
	if err != nil {
		return answer{}, err
	}
	slices.SortStableFunc(records, func(a, b *finpiloRecord) int { return b.CreatedAt.Compare(a.CreatedAt) })
	var body struct {
		Documents []finpiloShown `json:"documents"`
	}
	for _, record := range records[:min(limit, len(records))] {
		sends, err := f.sendsOf(r.Context(), who, record.DocumentID)
		if err != nil {
			return answer{}, err
		}
		document, err := f.seen(&finpiloDocument{record, sends}, v)
		if err != nil {
			return answer{}, err
		}
		if document != nil {
			body.Documents = append(body.Documents, f.shown(who, document))
		}
	}
	return answerOf(http.StatusOK, body)
}

// recordsOf are an entity's documents in no order: those kept for the caller's account, and those only triggered.
func (f *finpilo) recordsOf(ctx context.Context, who caller, company string) ([]*finpiloRecord, error) {
	var found []*finpiloRecord
	known := map[string]bool{}
	for query := (relay.RecordQuery{Provider: "finpilo", Kind: "document", Prefix: recordKey(who.account, ""), Limit: 1000}); ; {
		page, err := f.Store.ListRecords(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, kept := range page {
			record := &finpiloRecord{}
			if err := json.Unmarshal(kept.Value, record); err != nil {
				return nil, err
			}
			known[record.DocumentID] = true
			if record.CompanyReferenceID == company {
				found = append(found, record)
			}
		}
		if len(page) < query.Limit {
			break
		}
		query.After = page[len(page)-1].Key
	}
	events, _, err := f.Store.Events(ctx, relay.EventQuery{Provider: "finpilo", Limit: maxTriggerReach})
	if err != nil {
		return nil, err
	}
	for i := range events {
		event := &events[i]
		if known[event.DialectID] || !visibleTo(who, event) || provider.FinpiloDocumentOf(event).CompanyReferenceID != company {
			continue
		}
		known[event.DialectID] = true
		record, err := f.triggered(event)
		if err != nil {
			return nil, err
		}
		found = append(found, record)
	}
	return found, nil
}
