package control

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Reconciliation holds what was sent to a receiver against its books: the mock's, or those that an app tells of.
type Reconciliation struct {
	Reconciled     bool        `json:"reconciled" doc:"nothing is missing, doubled or different, and no posting is wrong in itself"`
	Against        string      `json:"against" enum:"mock,observed" doc:"whose books: the mock's, or the list that was given"`
	Events         int         `json:"events" doc:"that were looked at"`
	Documents      int         `json:"documents,omitzero" doc:"against a list: what these are about. The events of one document count once, below too"`
	OK             int         `json:"ok" doc:"booked once, as it was sent"`
	NothingToBook  int         `json:"nothing_to_book" doc:"they carry no amount, change nothing, or their document was deleted"`
	Unacknowledged int         `json:"unacknowledged" doc:"of these two, those of which the sender has no success: the answer was lost or is awaited"`
	Waiting        int         `json:"waiting" doc:"taken by the mock, and in its inbox: no breach, they are booked soon"`
	Missing        Findings    `json:"missing" doc:"delivered, and not in the books"`
	Doubled        Findings    `json:"doubled" doc:"booked more than once"`
	Differing      Findings    `json:"differing" doc:"booked with another amount or currency than was sent, or another reference than was answered"`
	Breached       Breached    `json:"breaches" doc:"postings of the mock that its own checks found fault with"`
	Undelivered    Undelivered `json:"undelivered" doc:"not delivered, and not in the books: no breach, the sender knows"`
	Postings       int         `json:"postings" doc:"in the mock's books"`
	StrayPostings  int         `json:"unmatched_postings" doc:"of these, those that belong to nothing that was looked at: of webhooks that somebody else sent, or before a reset"`
	Items          int         `json:"items" doc:"in the list"`
	Unmatched      int         `json:"unmatched" doc:"of these, those that belong to nothing that was looked at: no breach"`
	UnmatchedItems []Observed  `json:"unmatched_items,omitempty" doc:"the first 100 of them"`
	Elsewhere      int         `json:"elsewhere" doc:"deliveries that were not looked at, since they went elsewhere: past the mock, or to the mock"`
}

// Findings are events of one kind.
type Findings struct {
	Count  int       `json:"count"`
	Events []Finding `json:"events" doc:"the first 100 of them"`
}

// Breached are postings with something wrong.
type Breached struct {
	Count    int      `json:"count"`
	Postings []Breach `json:"postings" doc:"the first 100 of them"`
}

// Breach is a posting and what is wrong with it.
type Breach struct {
	Reference string   `json:"reference" example:"INV-2026-0042"`
	Breaches  []string `json:"breaches" doc:"as sentences"`
}

// Undelivered are findings with the states of their newest deliveries.
type Undelivered struct {
	Findings
	States map[string]int `json:"states" doc:"how many are in each state" example:"{\"pending\":2}"`
}

// Finding is one event, or the newest one about a document, and what is known of it.
type Finding struct {
	EventID     string       `json:"event_id"`
	Provider    string       `json:"provider"`
	Document    string       `json:"document,omitempty" doc:"the product's document, where it is known" example:"invoice/4812"`
	DeliveryIDs []string     `json:"delivery_ids"`
	References  []string     `json:"references" doc:"that it has in the books"`
	Bookings    int          `json:"postings" doc:"how often it stands in the books"`
	Differences []Difference `json:"differences" doc:"what was expected in the books, and what was found"`
}

// Difference is what was expected in the books and what was found there.
type Difference struct {
	Field    string `json:"field" enum:"bookings,amount,currency,reference"`
	Expected string `json:"expected" doc:"by what was sent; of a reference: what was answered" example:"121.00"`
	Found    string `json:"found" doc:"in the books" example:"100.00"`
}

// Whose books a reconciliation is about.
const (
	againstMock = "mock"
	againstList = "observed"
)

type reconcileInput struct {
	ByProvider
	Filter string `query:"filter" maxLength:"65536" doc:"only deliveries that this takes, in the filter language" example:"type:invoices.*"`
}

func (s *server) registerReconcile(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/mock/reconcile", "reconcile", "Hold what was sent to the mock against its books"),
		func(ctx context.Context, in *reconcileInput) (*answer[Reconciliation], error) {
			owed, err := s.owed(ctx, in, toTheMock)
			if err != nil {
				return nil, problem(err)
			}
			return answerOf(s.reconcileMock(ctx, in.Provider, owed))
		})
	observed := operation(http.MethodPost, "/v1/mock/reconcile", "reconcile-observed", "Hold what was sent to other receivers than the mock against an app's own list")
	observed.MaxBodyBytes, observed.SkipValidateBody = maxObservedBytes, true
	huma.Register(api, observed, func(ctx context.Context, in *observedInput) (*answer[Reconciliation], error) {
		items, err := in.Body.items()
		if err != nil {
			return nil, problem(err)
		}
		owed, err := s.owed(ctx, &reconcileInput{ByProvider{in.Body.Provider}, in.Body.Filter}, pastTheMock)
		if err != nil {
			return nil, problem(err)
		}
		found := relay.ReconcileObserved(owed.looked, items)
		return answerOf(reconciliationOf(&found, againstList, owed.elsewhere), nil)
	})
}

// reconcileMock reads the books after the deliveries: what is delivered by the first reading is booked by the second.
func (s *server) reconcileMock(ctx context.Context, provider string, owed owedDeliveries) (Reconciliation, error) {
	booked, postings, err := s.Books.Reconcilable(ctx, provider)
	if err != nil {
		return Reconciliation{}, err
	}
	found := relay.Reconcile(owed.looked, booked, postings)
	return reconciliationOf(&found, againstMock, owed.elsewhere), nil
}

func reconciliationOf(r *relay.Reconciliation, against string, elsewhere int) Reconciliation {
	shown := Reconciliation{
		Reconciled: r.Reconciled(), Against: against, Events: r.Events, Documents: r.Documents, OK: r.OK, NothingToBook: r.NothingToBook,
		Unacknowledged: r.Unacknowledged, Waiting: r.Waiting, Missing: findingsOf(r.Missing), Doubled: findingsOf(r.Doubled), Differing: findingsOf(r.Differing),
		Breached:    Breached{Count: r.Breached.Count, Postings: []Breach{}},
		Undelivered: Undelivered{findingsOf(r.Undelivered), map[string]int{}}, Elsewhere: elsewhere,
	}
	if against == againstMock {
		shown.Postings, shown.StrayPostings = r.Items, r.Unmatched
	} else {
		shown.Items, shown.Unmatched = r.Items, r.Unmatched
	}
	for state, n := range r.States {
		shown.Undelivered.States[string(state)] = n
	}
	for _, breach := range r.Breached.Postings {
		shown.Breached.Postings = append(shown.Breached.Postings, Breach(breach))
	}
	for _, item := range r.Strangers {
		shown.UnmatchedItems = append(shown.UnmatchedItems, Observed(item))
	}
	return shown
}

func findingsOf(f relay.Findings) Findings {
	shown := Findings{Count: f.Count, Events: []Finding{}}
	for _, one := range f.Events {
		finding := Finding{
			EventID: one.EventID, Provider: one.Provider, Document: one.Document, DeliveryIDs: one.DeliveryIDs,
			References: append([]string{}, one.References...), Bookings: one.Bookings, Differences: []Difference{},
		}
		for _, d := range one.Differences {
			finding.Differences = append(finding.Differences, Difference{Field: string(d.In), Expected: d.Expected, Found: d.Found})
		}
		shown.Events = append(shown.Events, finding)
	}
	return shown
}
