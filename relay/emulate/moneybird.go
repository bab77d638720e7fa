package emulate

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// moneybirdLegacy is our name for the mode of a webhook without enabled_events; it is never on the wire.
const moneybirdLegacy = "legacy"

type moneybird struct{ Options }

// moneybirdWebhook is Moneybird's webhook. Source: vendor documentation; the ids are strings of digits there and here.
type moneybirdWebhook struct {
	ID               string   `json:"id"`
	AdministrationID string   `json:"administration_id"`
	URL              string   `json:"url"`
	EnabledEvents    []string `json:"enabled_events"`
	LastHTTPStatus   *int     `json:"last_http_status"` // always null for now
	LastHTTPBody     *string  `json:"last_http_body"`   // always null for now
	Token            string   `json:"token"`
	Secret           string   `json:"secret,omitempty"` // only when it is made
	DeactivatedAt    *string  `json:"deactivated_at"`
}

type moneybirdOwn struct {
	AdministrationID string `json:"administration_id"`
	WebhookID        string `json:"webhook_id,omitempty"`
	WebhookToken     string `json:"webhook_token,omitempty"`
}

// moneybirdAPI is documented, but for errors other than a missing url, the old events and an unknown webhook.
func moneybirdAPI(opt Options) product {
	m := &moneybird{opt}
	webhooks := map[string]call{http.MethodGet: m.list, http.MethodPost: m.create}
	return product{
		Options: &m.Options, name: "moneybird", invalid: http.StatusBadRequest, shape: moneybirdShape,
		routes: []route{
			{path: "/api/v2/{administration_id}/webhooks", calls: webhooks},
			{path: "/api/v2/{administration_id}/webhooks.json", calls: webhooks},
			{path: "/api/v2/{administration_id}/webhooks/{id}", calls: map[string]call{http.MethodDelete: m.remove}},
		},
	}
}

// moneybirdShape writes errors, of several problems the first one. Source: vendor documentation.
func moneybirdShape(r refusal) jsontext.Value {
	var body struct {
		Error    string                 `json:"error"`
		Symbolic map[string]problemKind `json:"symbolic,omitempty"`
	}
	body.Error = r.reason
	if len(r.problems) == 0 {
		return shapeOf(body)
	}
	first := r.problems[0]
	body.Symbolic = map[string]problemKind{first.field: first.kind}
	switch first.kind {
	case required:
		body.Error = strings.ToUpper(first.field[:1]) + first.field[1:] + " " + first.text
	case removed:
		body.Error = first.text
	default:
		body.Error = first.field + " " + first.text
	}
	return shapeOf(body)
}

func (m *moneybird) list(r *http.Request, who caller) (answer, error) {
	administration, err := administrationOf(r)
	if err != nil {
		return answer{}, err
	}
	list := []moneybirdWebhook{}
	subs, err := m.subscriptions("moneybird", who)
	if err != nil {
		return answer{}, err
	}
	for _, sub := range subs {
		shown, err := m.shown(&sub)
		if err != nil {
			return answer{}, err
		}
		if shown.AdministrationID == administration {
			list = append(list, shown)
		}
	}
	return answerOf(http.StatusOK, list)
}

func (m *moneybird) create(r *http.Request, who caller) (answer, error) {
	administration, err := administrationOf(r)
	if err != nil {
		return answer{}, err
	}
	in, err := readFields(r)
	if err != nil {
		return answer{}, err
	}
	wanted, err := moneybirdWanted(in)
	if err != nil {
		return answer{}, err
	}
	if wanted.Own, err = json.Marshal(moneybirdOwn{AdministrationID: administration}); err != nil {
		return answer{}, err
	}
	made, err := m.subscribe(r.Context(), who, wanted, map[string]string{"events": "enabled_events"})
	if err != nil {
		return answer{}, err
	}
	shown, err := m.shown(&made)
	if err != nil {
		return answer{}, err
	}
	shown.Secret = m.secret(&made, 0)
	return answerOf(http.StatusCreated, shown)
}

// moneybirdWanted reads the flat body that is documented, or the {"webhook":{…}} around it that some clients send
// (third-party code).
func moneybirdWanted(in *fields) (relay.Subscription, error) {
	if inner := in.members["webhook"]; len(in.members) == 1 && inner.Kind() == jsontext.KindBeginObject {
		in = &fields{}
		if err := json.Unmarshal(inner, &in.members); err != nil {
			return relay.Subscription{}, err
		}
	}
	if _, old := in.members["events"]; old {
		delete(in.members, "events")
		in.note("events", removed, "'events' has been removed from webhooks, use 'enabled_events'")
	}
	in.need("url")
	wanted := relay.Subscription{Provider: "moneybird", URL: in.text("url", maxURL), Events: in.texts("enabled_events")}
	if slices.Contains(wanted.Events, moneybirdLegacy) {
		in.note("enabled_events", invalid, "is invalid: leave it out for state changes of sales invoices only")
	}
	if len(wanted.Events) == 0 {
		wanted.Events = []string{moneybirdLegacy}
	}
	return wanted, in.check()
}

func (m *moneybird) remove(r *http.Request, who caller) (answer, error) {
	administration, err := administrationOf(r)
	if err != nil {
		return answer{}, err
	}
	id := strings.TrimSuffix(r.PathValue("id"), ".json")
	subs, err := m.subscriptions("moneybird", who)
	if err != nil {
		return answer{}, err
	}
	for _, sub := range subs {
		own, err := ownOf[moneybirdOwn](&sub)
		if err != nil {
			return answer{}, err
		}
		if own.WebhookID == id && own.AdministrationID == administration {
			return answer{status: http.StatusNoContent}, m.Engine.Unsubscribe(r.Context(), sub.ID)
		}
	}
	return answer{}, notFound("Record not found for model name: Webhook")
}

// administrationOf is the administration in the path. Any well-formed one exists. Source: our choice.
func administrationOf(r *http.Request) (string, error) {
	id := r.PathValue("administration_id")
	if !isDigits(id) {
		return "", notFound("Record not found for model name: Administration")
	}
	return id, nil
}

func (m *moneybird) shown(sub *relay.Subscription) (moneybirdWebhook, error) {
	own, err := ownOf[moneybirdOwn](sub)
	shown := moneybirdWebhook{
		ID: own.WebhookID, AdministrationID: own.AdministrationID, URL: sub.URL, EnabledEvents: m.eventNames(sub), Token: own.WebhookToken,
	}
	if slices.Equal(sub.Events, []string{moneybirdLegacy}) {
		shown.EnabledEvents = []string{}
	}
	if sub.State == relay.Deactivated {
		at := sub.StateSince.UTC().Format("2006-01-02T15:04:05.000Z")
		shown.DeactivatedAt = &at
	}
	return shown, err
}
