package emulate

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// moneybirdLegacy is our name for the mode of a webhook without enabled_events; it is never on the wire.
const moneybirdLegacy = "legacy"

// moneybirdWebhook is Moneybird's webhook. Source: vendor documentation; the ids are strings of digits there and here.
type moneybirdWebhook struct {
	ID               string   `json:"id"`
	AdministrationID string   `json:"administration_id"`
	URL              string   `json:"url"` // whole: a client knows its webhook by it
	EnabledEvents    []string `json:"enabled_events"`
	LastHTTPStatus   *int     `json:"last_http_status"` // of the last push; null where no answer came
	LastHTTPBody     *string  `json:"last_http_body"`
	Token            string   `json:"token"`
	Secret           string   `json:"secret,omitempty"` // only when it is made
	DeactivatedAt    *string  `json:"deactivated_at"`
}

type moneybirdOwn struct {
	AdministrationID string `json:"administration_id"`
	WebhookID        string `json:"webhook_id,omitempty"`
	WebhookToken     string `json:"webhook_token,omitempty"`
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
		own, err := ownOf[moneybirdOwn](&sub)
		if err != nil {
			return answer{}, err
		}
		if own.AdministrationID != administration {
			continue
		}
		shown, err := m.shown(r.Context(), &sub)
		if err != nil {
			return answer{}, err
		}
		list = append(list, shown)
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
	shown, err := m.shown(r.Context(), &made)
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
	sub, err := m.find(r, who)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent}, m.Engine.Unsubscribe(r.Context(), sub.ID)
}

// deactivate ends new pushes; what is to be retried goes on. Once more changes nothing, not even the time.
func (m *moneybird) deactivate(r *http.Request, who caller) (answer, error) {
	sub, err := m.find(r, who)
	if err != nil {
		return answer{}, err
	}
	switch sub.State {
	case relay.Paused:
		return answer{}, &refusal{status: http.StatusConflict, reason: "this webhook is paused with ledgerhook: resume it first (ledgerhook subscriptions resume " + sub.ID + ")"}
	case relay.Active:
		if sub, err = m.Engine.Deactivate(r.Context(), sub.ID, "deactivated at the product's API"); err != nil {
			return answer{}, err
		}
	}
	return m.answer(r.Context(), &sub)
}

// activate ends a deactivation. An active one stays as it is, and so does one that ledgerhook has paused, which is active to
// the product.
func (m *moneybird) activate(r *http.Request, who caller) (answer, error) {
	sub, err := m.find(r, who)
	if err != nil {
		return answer{}, err
	}
	if !sub.State.Takes() {
		if sub, err = m.Engine.Resume(r.Context(), sub.ID); err != nil {
			return answer{}, err
		}
	}
	return m.answer(r.Context(), &sub)
}

func (m *moneybird) answer(ctx context.Context, sub *relay.Subscription) (answer, error) {
	shown, err := m.shown(ctx, sub)
	if err != nil {
		return answer{}, err
	}
	return answerOf(http.StatusOK, shown)
}

// find is the caller's webhook in the path.
func (m *moneybird) find(r *http.Request, who caller) (relay.Subscription, error) {
	administration, err := administrationOf(r)
	if err != nil {
		return relay.Subscription{}, err
	}
	subs, err := m.subscriptions("moneybird", who)
	if err != nil {
		return relay.Subscription{}, err
	}
	for _, sub := range subs {
		own, err := ownOf[moneybirdOwn](&sub)
		if err != nil {
			return relay.Subscription{}, err
		}
		if own.WebhookID == r.PathValue("id") && own.AdministrationID == administration {
			return sub, nil
		}
	}
	return relay.Subscription{}, notFound("Record not found for model name: Webhook")
}

func (m *moneybird) shown(ctx context.Context, sub *relay.Subscription) (moneybirdWebhook, error) {
	own, err := ownOf[moneybirdOwn](sub)
	if err != nil {
		return moneybirdWebhook{}, err
	}
	shown := moneybirdWebhook{
		ID: own.WebhookID, AdministrationID: own.AdministrationID, URL: sub.URL, EnabledEvents: m.eventNames(sub), Token: own.WebhookToken,
	}
	if slices.Equal(sub.Events, []string{moneybirdLegacy}) {
		shown.EnabledEvents = []string{}
	}
	if !sub.State.Takes() { // one disabled by hand is to the product no different
		at := milliTime(sub.StateSince)
		shown.DeactivatedAt = &at
	}
	last, err := m.Store.LastAnswer(ctx, sub.ID)
	if err != nil {
		return moneybirdWebhook{}, err
	}
	if last.Status > 0 {
		body := strings.ToValidUTF8(string(last.Body), "\uFFFD")
		shown.LastHTTPStatus, shown.LastHTTPBody = &last.Status, &body
	}
	return shown, nil
}
