package control

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// TrialBalance is what all postings of the mock add up to.
type TrialBalance struct {
	Balanced   bool              `json:"balanced" doc:"debits equal credits in every posting, and so in every currency"`
	Postings   int               `json:"postings"`
	Currencies []CurrencyBalance `json:"currencies"`
	Accounts   []AccountBalance  `json:"accounts" doc:"by currency, then account"`
	Unbalanced []string          `json:"unbalanced" doc:"references of postings that do not balance, at most 100"`
}

// CurrencyBalance is all accounts of one currency.
type CurrencyBalance struct {
	Currency string `json:"currency" doc:"ISO 4217; XXX where a posting names none" example:"EUR"`
	Debit    string `json:"debit" doc:"a decimal string" example:"121.00"`
	Credit   string `json:"credit" doc:"a decimal string" example:"121.00"`
	Balanced bool   `json:"balanced"`
}

// AccountBalance is one account in one currency.
type AccountBalance struct {
	Account  string `json:"account" example:"trade_payables"`
	Currency string `json:"currency" example:"EUR"`
	Debit    string `json:"debit" doc:"a decimal string" example:"0.00"`
	Credit   string `json:"credit" doc:"a decimal string" example:"121.00"`
	Balance  string `json:"balance" doc:"debit less credit, a decimal string" example:"-121.00"`
}

// Reconciliation holds the events that were addressed to the mock against its books.
type Reconciliation struct {
	Reconciled     bool     `json:"reconciled" doc:"nothing is missing and nothing doubled"`
	Events         int      `json:"events" doc:"that were addressed to the mock"`
	OK             int      `json:"ok" doc:"booked once"`
	NothingToBook  int      `json:"nothing_to_book" doc:"taken by the mock, and they carry no amount"`
	Unacknowledged int      `json:"unacknowledged" doc:"of these two, those of which the sender has no success: the answer was lost or is awaited"`
	Missing        Findings `json:"missing" doc:"delivered, and not in the books"`
	Doubled        Findings `json:"doubled" doc:"booked more than once"`
	Undelivered    Findings `json:"undelivered" doc:"not delivered, and not in the books: no breach, the sender knows"`
	Postings       int      `json:"postings" doc:"in the books"`
	Unmatched      int      `json:"unmatched_postings" doc:"of these, those that belong to no event: of webhooks that somebody else sent, or before a reset"`
	Elsewhere      int      `json:"elsewhere" doc:"deliveries addressed to other receivers, of which the mock's books tell nothing"`
}

// Findings are events of one kind.
type Findings struct {
	Count  int       `json:"count"`
	Events []Finding `json:"events" doc:"the first 100 of them"`
}

// Finding is one event and what is known of it.
type Finding struct {
	EventID     string   `json:"event_id"`
	Provider    string   `json:"provider"`
	DeliveryIDs []string `json:"delivery_ids"`
	References  []string `json:"references" doc:"that the mock gave out for it"`
	Postings    int      `json:"postings"`
}

// ByProvider is the part of an input that picks a product.
type ByProvider struct {
	Provider string `query:"provider" maxLength:"64" doc:"only this product's; empty: all" example:"finpilo"`
}

func (s *server) registerAudit(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/mock/trial-balance", "trial-balance", "Add up the mock's books by account and currency"),
		func(ctx context.Context, in *ByProvider) (*answer[TrialBalance], error) {
			if err := s.knownProvider(in.Provider); err != nil {
				return nil, problem(err)
			}
			balance, err := s.Books.TrialBalance(ctx, in.Provider)
			return answerOf(trialBalanceOf(&balance), err)
		})
	huma.Register(api, operation(http.MethodGet, "/v1/mock/reconcile", "reconcile", "Hold the events addressed to the mock against its books"),
		func(ctx context.Context, in *ByProvider) (*answer[Reconciliation], error) {
			if err := s.knownProvider(in.Provider); err != nil {
				return nil, problem(err)
			}
			return answerOf(s.reconcile(ctx, in.Provider))
		})
	reset := operation(http.MethodPost, "/v1/mock/reset", "reset-mock", "Remove the mock's receipts and postings, and let it forget what it has seen; deliveries stay")
	reset.DefaultStatus = http.StatusNoContent
	huma.Register(api, reset, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		if err := s.Books.ResetBooks(ctx); err != nil {
			return nil, problem(err)
		}
		return nil, nil
	})
}

// knownProvider refuses the name of a product that there is not; empty means all.
func (s *server) knownProvider(name string) error {
	if name == "" {
		return nil
	}
	_, err := s.Engine.Dialect(name)
	return err
}

// reconcile reads the deliveries first and the books then: what is delivered by the first reading is booked by the second.
func (s *server) reconcile(ctx context.Context, provider string) (Reconciliation, error) {
	owed, elsewhere, err := s.owedToMock(ctx, provider)
	if err != nil {
		return Reconciliation{}, err
	}
	booked, postings, err := s.Books.Booked(ctx, provider)
	if err != nil {
		return Reconciliation{}, err
	}
	found := relay.Reconcile(owed, booked, postings)
	return Reconciliation{
		Reconciled: found.Reconciled(), Events: found.Events, OK: found.OK, NothingToBook: found.NothingToBook, Unacknowledged: found.Unacknowledged,
		Missing: findingsOf(found.Missing), Doubled: findingsOf(found.Doubled), Undelivered: findingsOf(found.Undelivered),
		Postings: found.Postings, Unmatched: found.Unmatched, Elsewhere: elsewhere,
	}, nil
}

// owedToMock reads all deliveries of a product, newest first, and keeps those that were addressed to the mock.
func (s *server) owedToMock(ctx context.Context, provider string) (owed []relay.Owed, elsewhere int, err error) {
	query := relay.DeliveryQuery{Now: s.Engine.Clock.Now(), Limit: 1000}
	if provider != "" {
		query.Filter.Terms = []relay.Term{{Field: relay.FieldProvider, Op: relay.Equal, Values: []string{provider}}}
	}
	builtin := map[string]bool{}
	for _, sub := range s.Engine.Subscriptions() {
		builtin[sub.ID] = sub.Builtin
	}
	for {
		page, next, err := s.Engine.Store.Deliveries(ctx, query)
		if err != nil {
			return nil, 0, err
		}
		var bodiless []string // whose key is a hash of the body, which lists leave out
		for i := range page {
			d := &page[i]
			if !s.toMock(d, builtin[d.SubscriptionID]) {
				elsewhere++
				continue
			}
			one := relay.Owed{DeliveryID: d.ID, EventID: d.EventID, Provider: d.Provider, DedupKey: d.DialectID, State: d.State}
			if one.DedupKey == "" {
				bodiless = append(bodiless, d.ID)
			}
			owed = append(owed, one)
		}
		if err := s.fillKeys(ctx, owed[len(owed)-min(len(page), len(owed)):], bodiless); err != nil {
			return nil, 0, err
		}
		if query.Cursor = next; next == "" {
			return owed, elsewhere, nil
		}
	}
}

// toMock reports whether a delivery goes to the mock: by a built-in subscription, wherever the mock listened when it was
// made, or by its URL.
func (s *server) toMock(d *relay.Delivery, builtin bool) bool {
	return builtin && !d.Redirected || d.URL == s.MockURL || strings.HasPrefix(d.URL, s.MockURL+"/")
}

// bodiesAtOnce bounds the memory that reading bodies takes.
const bodiesAtOnce = 16 << 20

// fillKeys reads the bodies of deliveries that have no identity on the wire.
func (s *server) fillKeys(ctx context.Context, owed []relay.Owed, ids []string) error {
	keys := map[string]string{}
	for len(ids) > 0 {
		loaded, err := s.Engine.Store.Load(ctx, ids, bodiesAtOnce)
		if err != nil {
			return err
		}
		if len(loaded) == 0 {
			break // they are gone: a reset came in between
		}
		for _, d := range loaded {
			keys[d.ID] = relay.DedupKey(d)
		}
		last := loaded[len(loaded)-1].ID
		for ids[0] != last {
			ids = ids[1:]
		}
		ids = ids[1:]
	}
	for i := range owed {
		if owed[i].DedupKey == "" {
			owed[i].DedupKey = keys[owed[i].DeliveryID]
		}
	}
	return nil
}

func findingsOf(f relay.Findings) Findings {
	shown := Findings{Count: f.Count, Events: []Finding{}}
	for _, one := range f.Events {
		shown.Events = append(shown.Events, Finding{
			EventID: one.EventID, Provider: one.Provider, DeliveryIDs: one.DeliveryIDs, References: append([]string{}, one.References...), Postings: one.Postings,
		})
	}
	return shown
}

func trialBalanceOf(b *relay.TrialBalance) TrialBalance {
	shown := TrialBalance{
		Balanced: b.Balanced(), Postings: b.Postings, Currencies: []CurrencyBalance{}, Accounts: []AccountBalance{}, Unbalanced: append([]string{}, b.Unbalanced...),
	}
	for _, c := range b.Currencies {
		shown.Currencies = append(shown.Currencies, CurrencyBalance(c))
	}
	for _, a := range b.Accounts {
		shown.Accounts = append(shown.Accounts, AccountBalance(a))
	}
	return shown
}
