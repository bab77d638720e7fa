package emulate

import (
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fintoroInactive is why a subscription made with isActive false is disabled. It is not the vendor's disabledReason, which
// only a subscription disabled by hand has. Source: our choice.
const fintoroInactive = "isActive is false"

type fintoro struct {
	Options
	requests atomic.Uint64
}

// fintoroSubscription is Fintoro's WebhookSubscription. Source: vendor documentation.
type fintoroSubscription struct {
	ID               int64    `json:"id"`
	CompanyID        int64    `json:"companyId"`
	Name             *string  `json:"name"`
	URL              string   `json:"url"`
	IsActive         bool     `json:"isActive"`
	SubscribedEvents []string `json:"subscribedEvents"`
	LastSuccessAt    *string  `json:"lastSuccessAt"` // always null for now
	LastFailureAt    *string  `json:"lastFailureAt"` // always null for now
	DisabledAt       *string  `json:"disabledAt"`
	DisabledReason   *string  `json:"disabledReason"`
	CreatedAt        string   `json:"createdAt"`
	UpdatedAt        string   `json:"updatedAt"`
	PlainTextSecret  string   `json:"plainTextSecret,omitempty"` // only when it is made
}

type fintoroOwn struct {
	WebhookID int64 `json:"webhook_id"`
	CompanyID int64 `json:"company_id"`
}

// fintoroAPI is documented, but for what a malformed body, a wrong method and a wrong content type get.
func fintoroAPI(opt Options) product {
	f := &fintoro{Options: opt}
	return product{
		Options: &f.Options, name: "fintoro", invalid: http.StatusUnprocessableEntity, shape: fintoroShape, stamp: f.stamp,
		routes: []route{
			{path: "/api/public/v1/webhook-subscriptions", calls: map[string]call{http.MethodGet: f.list, http.MethodPost: f.create}},
			{path: "/api/public/v1/webhook-subscriptions/{id}", calls: map[string]call{http.MethodGet: f.show, http.MethodDelete: f.remove}},
		},
	}
}

// fintoroShape writes errors. The texts of 401, 404 and 422 are documented, the others are ours in the same shape.
func fintoroShape(r refusal) jsontext.Value {
	var body struct {
		Message string              `json:"message"`
		Errors  map[string][]string `json:"errors,omitempty"`
	}
	body.Message = r.text()
	switch r.status {
	case http.StatusUnauthorized:
		body.Message = "Unauthenticated."
	case http.StatusNotFound:
		body.Message = "No query results for model."
	}
	if len(r.problems) > 0 {
		body.Message, body.Errors = "The given data was invalid.", map[string][]string{}
	}
	for _, p := range r.problems {
		body.Errors[p.field] = append(body.Errors[p.field], "The "+p.field+" field "+p.text+".")
	}
	return shapeOf(body)
}

// stamp puts X-Request-Id, which every answer has; that it is a UUID is our choice.
func (f *fintoro) stamp(header http.Header) {
	b := f.Chance.Bytes("fintoro/request", wireTime(f.Clock.Now()), f.requests.Add(1), 16)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	header.Set("X-Request-Id", fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}

func (f *fintoro) list(_ *http.Request, who caller) (answer, error) {
	var body struct {
		Data []fintoroSubscription `json:"data"`
	}
	subs, err := f.subscriptions("fintoro", who)
	if err != nil {
		return answer{}, err
	}
	for _, sub := range subs {
		shown, err := f.shown(&sub)
		if err != nil {
			return answer{}, err
		}
		body.Data = append(body.Data, shown)
	}
	return answerOf(http.StatusOK, body)
}

func (f *fintoro) create(r *http.Request, who caller) (answer, error) {
	in, err := readFields(r)
	if err != nil {
		return answer{}, err
	}
	in.need("url", "isActive", "subscribedEvents")
	wanted := relay.Subscription{
		Provider: "fintoro", Name: in.text("name", maxName), URL: in.text("url", maxURL), Events: in.texts("subscribedEvents"),
	}
	if !in.flag("isActive") {
		wanted.State, wanted.Reason = relay.Disabled, fintoroInactive
	}
	if err := in.check(); err != nil {
		return answer{}, err
	}
	made, err := f.subscribe(r.Context(), who, wanted, map[string]string{"events": "subscribedEvents"})
	if err != nil {
		return answer{}, err
	}
	shown, err := f.shown(&made)
	if err != nil {
		return answer{}, err
	}
	shown.PlainTextSecret = f.secret(&made, 0)
	return answerOf(http.StatusCreated, shown)
}

func (f *fintoro) show(r *http.Request, who caller) (answer, error) {
	sub, err := f.find(who, r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	shown, err := f.shown(&sub)
	if err != nil {
		return answer{}, err
	}
	return answerOf(http.StatusOK, shown)
}

func (f *fintoro) remove(r *http.Request, who caller) (answer, error) {
	sub, err := f.find(who, r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent}, f.Engine.Unsubscribe(r.Context(), sub.ID)
}

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

func (f *fintoro) shown(sub *relay.Subscription) (fintoroSubscription, error) {
	own, err := ownOf[fintoroOwn](sub)
	shown := fintoroSubscription{
		ID: own.WebhookID, CompanyID: own.CompanyID, URL: sub.URL, IsActive: sub.State.Takes(), SubscribedEvents: f.eventNames(sub),
		CreatedAt: wireTime(sub.CreatedAt), UpdatedAt: wireTime(sub.UpdatedAt),
	}
	if sub.Name != "" {
		shown.Name = &sub.Name
	}
	if sub.State == relay.Disabled && sub.Reason != fintoroInactive {
		at := wireTime(sub.StateSince)
		shown.DisabledAt, shown.DisabledReason = &at, &sub.Reason
	}
	return shown, err
}
