package emulate

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

type silverfin struct{ Options }

// silverfinWebhook has the keys of the `webhook` section of a delivery's body. That register, list and destroy exist is
// documented; their paths, bodies and status codes could not be read, so they are our choice.
type silverfinWebhook struct {
	ID        int64    `json:"id"`
	URL       string   `json:"url"`
	Events    []string `json:"events"`
	UserID    int64    `json:"user_id"`
	ExpiredAt *string  `json:"expired_at"`

	// The application's tokens, only when a webhook is made: there is no page of the application's settings here.
	Token1 string `json:"webhook_signing_token_1,omitempty"`
	Token2 string `json:"webhook_signing_token_2,omitempty"`
}

type silverfinOwn struct {
	WebhookID int64  `json:"webhook_id"`
	UserID    int64  `json:"user_id"`
	FirmID    uint64 `json:"firm_id"` // zero where the webhook was made elsewhere: then every firm has it
}

func silverfinAPI(opt Options) product {
	s := &silverfin{opt}
	return product{
		Options: &s.Options, name: "silverfin", invalid: http.StatusUnprocessableEntity, shape: plainShape,
		routes: []route{
			{path: "/api/v4/f/{firm_id}/webhooks", calls: map[string]call{http.MethodGet: s.list, http.MethodPost: s.create}},
			{path: "/api/v4/f/{firm_id}/webhooks/{id}", calls: map[string]call{http.MethodDelete: s.remove}},
			{path: "/files/{id}", open: true, calls: map[string]call{http.MethodGet: s.file}},
		},
	}
}

func (s *silverfin) list(r *http.Request, who caller) (answer, error) {
	firm, err := firmOf(r)
	if err != nil {
		return answer{}, err
	}
	subs, err := s.ofFirm(who, firm)
	if err != nil {
		return answer{}, err
	}
	list := []silverfinWebhook{}
	for _, sub := range subs {
		shown, err := s.shown(&sub)
		if err != nil {
			return answer{}, err
		}
		list = append(list, shown)
	}
	return answerOf(http.StatusOK, list)
}

func (s *silverfin) create(r *http.Request, who caller) (answer, error) {
	firm, err := firmOf(r)
	if err != nil {
		return answer{}, err
	}
	in, err := readFields(r)
	if err != nil {
		return answer{}, err
	}
	in.need("url", "events")
	wanted := relay.Subscription{
		Provider: "silverfin", URL: in.text("url", maxURL), Events: in.texts("events"), Own: fmt.Appendf(nil, `{"firm_id":%d}`, firm),
	}
	if err := in.check(); err != nil {
		return answer{}, err
	}
	made, err := s.subscribe(r.Context(), who, wanted, nil)
	if err != nil {
		return answer{}, err
	}
	shown, err := s.shown(&made)
	if err != nil {
		return answer{}, err
	}
	shown.Token1, shown.Token2 = s.secret(&made, 0), s.secret(&made, 1)
	return answerOf(http.StatusCreated, shown)
}

func (s *silverfin) remove(r *http.Request, who caller) (answer, error) {
	firm, err := firmOf(r)
	if err != nil {
		return answer{}, err
	}
	subs, err := s.ofFirm(who, firm)
	if err != nil {
		return answer{}, err
	}
	for _, sub := range subs {
		own, err := ownOf[silverfinOwn](&sub)
		if err != nil {
			return answer{}, err
		}
		if strconv.FormatInt(own.WebhookID, 10) == r.PathValue("id") {
			return answer{status: http.StatusNoContent}, s.Engine.Unsubscribe(r.Context(), sub.ID)
		}
	}
	return answer{}, notFound("no such webhook")
}

// file is what download_url in a document's section points at.
func (s *silverfin) file(r *http.Request, _ caller) (answer, error) {
	id := r.PathValue("id")
	if !isDigits(id) {
		return answer{}, notFound("no such document")
	}
	return pdfFile(fileLines("silverfin", id, s.BaseURL)), nil
}

// firmOf is the firm in the path. Any well-formed one exists.
func firmOf(r *http.Request) (uint64, error) {
	firm, err := strconv.ParseUint(r.PathValue("firm_id"), 10, 63)
	if err != nil || firm == 0 {
		return 0, notFound("no such firm")
	}
	return firm, nil
}

func (s *silverfin) ofFirm(who caller, firm uint64) ([]relay.Subscription, error) {
	all, err := s.subscriptions("silverfin", who)
	if err != nil {
		return nil, err
	}
	var subs []relay.Subscription
	for _, sub := range all {
		own, err := ownOf[silverfinOwn](&sub)
		if err != nil {
			return nil, err
		}
		if own.FirmID == firm || own.FirmID == 0 {
			subs = append(subs, sub)
		}
	}
	return subs, nil
}

func (s *silverfin) shown(sub *relay.Subscription) (silverfinWebhook, error) {
	own, err := ownOf[silverfinOwn](sub)
	shown := silverfinWebhook{ID: own.WebhookID, URL: sub.URL, Events: s.eventNames(sub), UserID: own.UserID}
	if sub.State == relay.Expired {
		at := wireTime(sub.StateSince)
		shown.ExpiredAt = &at
	}
	return shown, err
}
