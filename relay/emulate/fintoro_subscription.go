package emulate

import (
	"net/http"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fintoroInactive is why a subscription with isActive false takes nothing. It is not the vendor's disabledReason, which
// only a subscription disabled by hand has. Source: our choice.
const fintoroInactive = "isActive is false"

// fintoroSubscription is Fintoro's WebhookSubscription. Source: vendor documentation.
type fintoroSubscription struct {
	ID               int64    `json:"id"`
	CompanyID        int64    `json:"companyId"`
	Name             *string  `json:"name"`
	URL              string   `json:"url"`
	IsActive         bool     `json:"isActive"`
	SubscribedEvents []string `json:"subscribedEvents"`
	LastSuccessAt    *string  `json:"lastSuccessAt"`
	LastFailureAt    *string  `json:"lastFailureAt"`
	DisabledAt       *string  `json:"disabledAt"`
	DisabledReason   *string  `json:"disabledReason"`
	CreatedAt        string   `json:"createdAt"`
	UpdatedAt        string   `json:"updatedAt"`
	PlainTextSecret  string   `json:"plainTextSecret,omitempty"` // only when it is made, and when it is rotated
}

type fintoroOwn struct {
	WebhookID int64 `json:"webhook_id"`
	CompanyID int64 `json:"company_id"`
}

// fintoroInput is Fintoro's WebhookSubscriptionInput: whole on every save. Source: vendor documentation.
type fintoroInput struct {
	Name, URL string
	Events    []string
	Active    bool
}

func readFintoroInput(r *http.Request) (fintoroInput, error) {
	in, err := readFields(r)
	if err != nil {
		return fintoroInput{}, err
	}
	in.need("url", "isActive", "subscribedEvents")
	read := fintoroInput{
		Name: in.text("name", maxName), URL: in.text("url", maxURL), Events: in.texts("subscribedEvents"), Active: in.flag("isActive"),
	}
	return read, in.check()
}

func (f *fintoro) list(r *http.Request, who caller) (answer, error) {
	var body struct {
		Data []fintoroSubscription `json:"data"`
	}
	subs, err := f.subscriptions("fintoro", who)
	if err != nil {
		return answer{}, err
	}
	for _, sub := range subs {
		shown, err := f.shown(r, &sub)
		if err != nil {
			return answer{}, err
		}
		body.Data = append(body.Data, shown)
	}
	return answerOf(http.StatusOK, body)
}

func (f *fintoro) show(r *http.Request, who caller) (answer, error) {
	sub, err := f.find(who, r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return f.answer(r, &sub, false)
}

// update replaces name, URL, events and isActive, and neither rotates the secret nor repeats what was sent before. Source:
// vendor documentation.
func (f *fintoro) update(r *http.Request, who caller) (answer, error) {
	sub, err := f.find(who, r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	in, err := readFintoroInput(r)
	if err != nil {
		return answer{}, err
	}
	if err := f.Engine.CheckTarget(r.Context(), sub.Provider, "url", in.URL); err != nil { // on every saving, also of what was there before
		return answer{}, named(err, fintoroNames())
	}
	changed, err := f.Engine.Update(r.Context(), sub.ID, func(s *relay.Subscription) error {
		s.Name, s.URL, s.Events = in.Name, in.URL, in.Events
		return nil
	})
	if err != nil {
		return answer{}, named(err, fintoroNames())
	}
	if changed, err = f.activate(r, changed, in.Active); err != nil {
		return answer{}, err
	}
	return f.answer(r, &changed, false)
}

// activate lets a subscription take events, or not. What is pending goes on when it takes no more. Source: that isActive
// stops new deliveries and keeps the history is documented; the rest is our choice.
func (f *fintoro) activate(r *http.Request, sub relay.Subscription, active bool) (relay.Subscription, error) {
	switch {
	case sub.State.Takes() == active:
		return sub, nil
	case active:
		return f.Engine.Resume(r.Context(), sub.ID)
	case sub.State == relay.Paused:
		if _, err := f.Engine.Resume(r.Context(), sub.ID); err != nil {
			return sub, err
		}
	}
	return f.Engine.Deactivate(r.Context(), sub.ID, fintoroInactive)
}

func (f *fintoro) remove(r *http.Request, who caller) (answer, error) {
	sub, err := f.find(who, r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent}, f.Engine.Unsubscribe(r.Context(), sub.ID)
}

// rotate ends the old secret at once. Source: vendor documentation.
func (f *fintoro) rotate(r *http.Request, who caller) (answer, error) {
	sub, err := f.find(who, r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	changed, err := f.Engine.Rotate(r.Context(), sub.ID, relay.Rotation{})
	if err != nil {
		return answer{}, err
	}
	return f.answer(r, &changed[0], true)
}

// find is the caller's subscription with an id.
func (f *fintoro) find(who caller, id string) (relay.Subscription, error) {
	subs, err := f.subscriptions("fintoro", who)
	if err != nil {
		return relay.Subscription{}, err
	}
	for _, sub := range subs {
		own, err := ownOf[fintoroOwn](&sub)
		if err != nil {
			return relay.Subscription{}, err
		}
		if strconv.FormatInt(own.WebhookID, 10) == id {
			return sub, nil
		}
	}
	return relay.Subscription{}, notFound("no such webhook subscription")
}

// answer shows a subscription, with its secret or without.
func (f *fintoro) answer(r *http.Request, sub *relay.Subscription, withSecret bool) (answer, error) {
	shown, err := f.shown(r, sub)
	if err != nil {
		return answer{}, err
	}
	if withSecret {
		shown.PlainTextSecret = f.secret(sub, 0)
	}
	return answerOf(http.StatusOK, shown)
}

func (f *fintoro) shown(r *http.Request, sub *relay.Subscription) (fintoroSubscription, error) {
	last, err := f.Store.LastAnswer(r.Context(), sub.ID)
	if err != nil {
		return fintoroSubscription{}, err
	}
	shown, err := f.made(sub)
	shown.LastSuccessAt, shown.LastFailureAt = timeOrNull(last.SuccessAt), timeOrNull(last.FailureAt)
	return shown, err
}

// made shows a subscription that has sent nothing yet.
func (f *fintoro) made(sub *relay.Subscription) (fintoroSubscription, error) {
	own, err := ownOf[fintoroOwn](sub)
	shown := fintoroSubscription{
		ID: own.WebhookID, CompanyID: own.CompanyID, Name: orNull(sub.Name), URL: sub.URL, IsActive: sub.State.Takes(), SubscribedEvents: f.eventNames(sub),
		CreatedAt: wireTime(sub.CreatedAt), UpdatedAt: wireTime(sub.UpdatedAt),
	}
	if sub.State == relay.Disabled {
		shown.DisabledAt, shown.DisabledReason = timeOrNull(sub.StateSince), &sub.Reason
	}
	return shown, err
}

// fintoroNames maps the fields that the engine complains about to those of Fintoro's bodies.
func fintoroNames() map[string]string {
	return map[string]string{"events": "subscribedEvents", "event": "subscribedEvents"}
}
