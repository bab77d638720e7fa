package emulate

import (
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// records answers with those of a kind that the newest events named, the newest first. Filters are passed over.
func (m *moneybird) records(resource moneybirdResource) func(*http.Request, caller, view) (answer, error) {
	return func(r *http.Request, _ caller, v view) (answer, error) {
		administration, err := administrationOf(r)
		if err != nil {
			return answer{}, err
		}
		at, err := pageOf(r, moneybirdPerPage, moneybirdMaxPerPage)
		if err != nil {
			return answer{}, err
		}
		list, err := m.listed(r, resource, v)
		if err != nil {
			return answer{}, err
		}
		shown := pageIn(list, at)
		if v.differ != nil {
			if shown, err = resource.differingEach(shown, v.differ); err != nil {
				return answer{}, err
			}
		}
		for i := range shown {
			shown[i] = provider.MoneybirdRecord(shown[i], administration)
		}
		a, err := answerOf(http.StatusOK, shown)
		a.header = moneybirdPageHeader(at, m.BaseURL+r.URL.Path, len(list))
		return a, err
	}
}

// listed are the records of a kind that the newest events named.
func (m *moneybird) listed(r *http.Request, resource moneybirdResource, v view) ([]jsontext.Value, error) {
	var list []jsontext.Value
	seen := map[string]bool{}
	err := m.recent(r.Context(), func(event *relay.Event) bool {
		if !resource.names(event) || seen[event.Subject] || !v.knows(event) {
			return true
		}
		seen[event.Subject] = true
		if record := recordIn(event); record != nil && belongs(r, record) {
			list = append(list, record)
		}
		return true
	})
	return list, err
}

// names reports whether an event is about a record of the kind.
func (resource moneybirdResource) names(event *relay.Event) bool {
	return strings.HasPrefix(event.Subject, resource.entity+"/")
}

// newestOfKind finds the newest event about a record that a list shows, or showed before it was deleted.
func (m *moneybird) newestOfKind(resource moneybirdResource) func(*http.Request, caller) (*relay.Event, bool, error) {
	return func(r *http.Request, _ caller) (newest *relay.Event, ok bool, err error) {
		if _, nowhere := administrationOf(r); nowhere != nil {
			return nil, false, nil
		}
		err = m.recent(r.Context(), func(event *relay.Event) bool {
			if record := recordIn(event); resource.names(event) && (record == nil || belongs(r, record)) {
				newest = event
			}
			return newest == nil
		})
		return newest, true, err
	}
}
