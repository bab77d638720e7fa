package emulate

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// silverfinWebhook has the keys of the `webhook` section of a delivery's body, which are those of the vendor's list.
type silverfinWebhook struct {
	ID        int64    `json:"id"`
	URL       string   `json:"url"` // whole: a client knows its webhook by it
	Events    []string `json:"events"`
	UserID    int64    `json:"user_id"`
	ExpiredAt *string  `json:"expired_at"`

	// The application's tokens, only when a webhook is made: there is no page of the application's settings here. Source:
	// our choice.
	Token1 string `json:"webhook_signing_token_1,omitempty"`
	Token2 string `json:"webhook_signing_token_2,omitempty"`
}

// silverfinOwn are the own fields of a webhook. Firm and kind are missing where it was made elsewhere.
type silverfinOwn struct {
	WebhookID int64         `json:"webhook_id,omitzero"`
	UserID    int64         `json:"user_id,omitzero"`
	FirmID    uint64        `json:"firm_id"`
	Kind      silverfinKind `json:"webhook_kind,omitempty"`
}

// silverfinKind tells the webhooks of the core API from those of the Sync API.
type silverfinKind string

const (
	coreWebhook silverfinKind = "core"
	syncWebhook silverfinKind = "sync"
)

// path is where they are, below a firm.
func (k silverfinKind) path() string {
	if k == syncWebhook {
		return "/syncs/webhooks"
	}
	return "/webhooks"
}

// title is the API that they belong to, for people.
func (k silverfinKind) title() string {
	if k == syncWebhook {
		return "the Sync API"
	}
	return "the core API"
}

// kindOfEvent is what takes an event: those of the Sync API begin with sync. Source: vendor documentation.
func kindOfEvent(eventType string) silverfinKind {
	if strings.HasPrefix(eventType, "sync.") {
		return syncWebhook
	}
	return coreWebhook
}

// How many webhooks a page has. Source: third-party code, a copy of the vendor's OpenAPI; that it is the most is our choice.
const silverfinPerPage = 200

func (s *silverfin) list(kind silverfinKind) call {
	return func(r *http.Request, who caller) (answer, error) {
		firm, err := firmOf(r)
		if err != nil {
			return answer{}, err
		}
		at, err := pageOf(r, silverfinPerPage, silverfinPerPage)
		if err != nil {
			return answer{}, err
		}
		subs, err := s.ofFirm(who, firm, kind)
		if err != nil {
			return answer{}, err
		}
		list := []silverfinWebhook{}
		for _, sub := range pageIn(subs, at) {
			shown, err := s.shown(&sub)
			if err != nil {
				return answer{}, err
			}
			list = append(list, shown)
		}
		return answerOf(http.StatusOK, list)
	}
}

func (s *silverfin) create(kind silverfinKind) call {
	return func(r *http.Request, who caller) (answer, error) {
		firm, err := firmOf(r)
		if err != nil {
			return answer{}, err
		}
		in, err := readForm(r)
		if err != nil {
			return answer{}, err
		}
		in.need("url", "events")
		wanted := relay.Subscription{Provider: "silverfin", URL: in.text("url", maxURL), Events: in.texts("events")}
		for _, name := range wanted.Events {
			if of := kindOfEvent(name); of != kind {
				in.note("events", invalid, "is invalid: "+relay.Visible(name)+" is an event of "+of.title()+", which registers its webhooks at /api/v4/f/"+strconv.FormatUint(firm, 10)+of.path())
				break
			}
		}
		if err := in.check(); err != nil {
			return answer{}, err
		}
		if wanted.Own, err = json.Marshal(silverfinOwn{FirmID: firm, Kind: kind}); err != nil {
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
}

func (s *silverfin) remove(kind silverfinKind) call {
	return func(r *http.Request, who caller) (answer, error) {
		firm, err := firmOf(r)
		if err != nil {
			return answer{}, err
		}
		subs, err := s.ofFirm(who, firm, kind)
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
