package control

import (
	"context"
	"net/http"

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
	Breached   int               `json:"breached" doc:"postings in which the checks found something wrong"`
	Breaches   []Breach          `json:"breaches" doc:"what they found, of the first 100 such postings"`
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

// ByProvider is the part of an input that picks a product.
type ByProvider struct {
	Provider string `query:"provider" maxLength:"64" doc:"only this product's; empty: all" example:"finpilo"`
}

func (m *mockCalls) registerAudit(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/mock/trial-balance", "trial-balance", "Add up the mock's books by account and currency"),
		func(ctx context.Context, in *ByProvider) (*answer[TrialBalance], error) {
			if err := m.knownProvider(in.Provider); err != nil {
				return nil, problem(err)
			}
			balance, err := m.books.TrialBalance(ctx, in.Provider)
			return answerOf(trialBalanceOf(&balance), err)
		})
	reset := operation(http.MethodPost, "/v1/mock/reset", "reset-mock", "Remove the mock's receipts and postings, and let it forget what it has seen; deliveries stay")
	reset.DefaultStatus = http.StatusNoContent
	huma.Register(api, reset, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		if err := m.books.ResetBooks(ctx); err != nil {
			return nil, problem(err)
		}
		return nil, nil
	})
}

// knownProvider refuses the name of a product that there is not; empty means all.
func (m *mockCalls) knownProvider(name string) error {
	if name == "" {
		return nil
	}
	_, err := m.dialect(name)
	return err
}

// knownProvider refuses the name of a product that there is not; empty means all.
func (s *server) knownProvider(name string) error {
	if name == "" {
		return nil
	}
	_, err := s.Engine.Dialect(name)
	return err
}

func trialBalanceOf(b *relay.TrialBalance) TrialBalance {
	shown := TrialBalance{
		Balanced: b.Balanced(), Postings: b.Postings, Currencies: []CurrencyBalance{}, Accounts: []AccountBalance{}, Unbalanced: append([]string{}, b.Unbalanced...),
		Breached: b.Breached, Breaches: []Breach{},
	}
	for _, breach := range b.Breaches {
		shown.Breaches = append(shown.Breaches, Breach(breach))
	}
	for _, c := range b.Currencies {
		shown.Currencies = append(shown.Currencies, CurrencyBalance(c))
	}
	for _, a := range b.Accounts {
		shown.Accounts = append(shown.Accounts, AccountBalance(a))
	}
	return shown
}
