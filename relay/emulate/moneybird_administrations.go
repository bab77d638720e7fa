package emulate

import (
	"fmt"
	"net/http"
	"slices"
)

// moneybirdAdministration has the keys of the vendor's documentation.
type moneybirdAdministration struct {
	ID                string  `json:"id"`
	Name              string  `json:"name"`
	Language          string  `json:"language"`
	Currency          string  `json:"currency"`
	Country           string  `json:"country"`
	TimeZone          string  `json:"time_zone"`
	Access            string  `json:"access"`
	Suspended         bool    `json:"suspended"`
	PeriodLockedUntil *string `json:"period_locked_until"`
	PeriodStartDate   string  `json:"period_start_date"`
}

// administrations lists the caller's own one, and those that it has registered webhooks in. Source: our choice.
func (m *moneybird) administrations(_ *http.Request, who caller) (answer, error) {
	subs, err := m.subscriptions("moneybird", who)
	if err != nil {
		return answer{}, err
	}
	ids := []string{m.administrationFor(who)}
	for _, sub := range subs {
		own, err := ownOf[moneybirdOwn](&sub)
		if err != nil {
			return answer{}, err
		}
		if !slices.Contains(ids, own.AdministrationID) {
			ids = append(ids, own.AdministrationID)
		}
	}
	list := make([]moneybirdAdministration, len(ids))
	for i, id := range ids {
		list[i] = moneybirdAdministration{
			ID: id, Name: "Administration " + id, Language: "nl", Currency: "EUR", Country: "NL", TimeZone: "Europe/Amsterdam",
			Access: "user", PeriodStartDate: fmt.Sprintf("%d-01-01", m.Clock.Now().Year()),
		}
	}
	return answerOf(http.StatusOK, list)
}

// administrationFor is the one that a caller has from the start: for the issued token the one that the samples are of.
func (m *moneybird) administrationFor(who caller) string {
	if who.account == WorkspaceAccount {
		return sampleAdministration
	}
	return "12" + m.Chance.String("moneybird/administration", fmt.Sprint(who.account), 0, 16, "0123456789")
}
