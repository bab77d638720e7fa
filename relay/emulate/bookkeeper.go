package emulate

import (
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// bookkeeper is the management API of Bookkeeper. None is published: that events are routed by type, that payloads are
// customised, the three metrics and the logs of deliveries are documented, and all else is our choice.
type bookkeeper struct{ Options }

// bookkeeperEndpoint is where Bookkeeper sends.
type bookkeeperEndpoint struct {
	ID        string                    `json:"id"`
	Name      string                    `json:"name"`
	URL       string                    `json:"url"`
	URLs      map[string]string         `json:"urls"` // by event type, before url
	Events    []string                  `json:"events"`
	Fields    provider.BookkeeperFields `json:"fields"` // what data holds; empty: the event's, as they are
	State     relay.SubscriptionState   `json:"state"`
	CreatedAt string                    `json:"created_at"`
	UpdatedAt string                    `json:"updated_at"`
	Secret    string                    `json:"secret,omitempty"` // only when it is made
}

func bookkeeperAPI(opt Options) product {
	b := &bookkeeper{opt}
	return product{
		Options: &b.Options, name: "bookkeeper", invalid: http.StatusUnprocessableEntity, shape: plainShape,
		routes: []route{
			{path: "/v1/endpoints", calls: map[string]call{http.MethodGet: b.list, http.MethodPost: b.create}},
			{path: "/v1/endpoints/{id}", calls: map[string]call{
				http.MethodGet: b.show, http.MethodPut: b.replace, http.MethodPatch: b.amend, http.MethodDelete: b.remove,
			}},
			{path: "/v1/metrics", calls: map[string]call{http.MethodGet: b.metrics}},
			{path: "/v1/deliveries", calls: map[string]call{http.MethodGet: b.deliveries}},
		},
	}
}

// bookkeeperNames are the fields that the engine complains about, by those of a body.
func bookkeeperNames() map[string]string { return map[string]string{"event": "urls"} }

func (b *bookkeeper) list(_ *http.Request, who caller) (answer, error) {
	list := []bookkeeperEndpoint{}
	subs, err := b.subscriptions("bookkeeper", who)
	if err != nil {
		return answer{}, err
	}
	for _, sub := range subs {
		shown, err := b.shown(&sub)
		if err != nil {
			return answer{}, err
		}
		list = append(list, shown)
	}
	return answerOf(http.StatusOK, list)
}

func (b *bookkeeper) create(r *http.Request, who caller) (answer, error) {
	change, err := readEndpoint(r, true)
	if err != nil {
		return answer{}, err
	}
	wanted := relay.Subscription{Provider: "bookkeeper"}
	if err := change(&wanted); err != nil {
		return answer{}, err
	}
	made, err := b.subscribe(r.Context(), who, wanted, bookkeeperNames())
	if err != nil {
		return answer{}, err
	}
	shown, err := b.shown(&made)
	if err != nil {
		return answer{}, err
	}
	shown.Secret = b.secret(&made, 0)
	return answerOf(http.StatusCreated, shown)
}

func (b *bookkeeper) show(r *http.Request, who caller) (answer, error) {
	sub, err := b.find(r, who)
	if err != nil {
		return answer{}, err
	}
	shown, err := b.shown(&sub)
	if err != nil {
		return answer{}, err
	}
	return answerOf(http.StatusOK, shown)
}

// replace saves an endpoint whole; amend changes what is given.
func (b *bookkeeper) replace(r *http.Request, who caller) (answer, error) {
	return b.update(r, who, true)
}

func (b *bookkeeper) amend(r *http.Request, who caller) (answer, error) {
	return b.update(r, who, false)
}

func (b *bookkeeper) update(r *http.Request, who caller, whole bool) (answer, error) {
	sub, err := b.find(r, who)
	if err != nil {
		return answer{}, err
	}
	change, err := readEndpoint(r, whole)
	if err != nil {
		return answer{}, err
	}
	changed, err := b.Engine.Update(r.Context(), sub.ID, change)
	if err != nil {
		return answer{}, named(err, bookkeeperNames())
	}
	shown, err := b.shown(&changed)
	if err != nil {
		return answer{}, err
	}
	return answerOf(http.StatusOK, shown)
}

func (b *bookkeeper) remove(r *http.Request, who caller) (answer, error) {
	sub, err := b.find(r, who)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent}, b.Engine.Unsubscribe(r.Context(), sub.ID)
}

// find is the caller's endpoint of a path.
func (b *bookkeeper) find(r *http.Request, who caller) (relay.Subscription, error) {
	subs, err := b.subscriptions("bookkeeper", who)
	if err != nil {
		return relay.Subscription{}, err
	}
	for _, sub := range subs {
		if sub.ID == r.PathValue("id") {
			return sub, nil
		}
	}
	return relay.Subscription{}, notFound("no such endpoint")
}

func (b *bookkeeper) shown(sub *relay.Subscription) (bookkeeperEndpoint, error) {
	fields, err := provider.BookkeeperFieldsOf(sub)
	if err != nil {
		return bookkeeperEndpoint{}, err
	}
	shown := bookkeeperEndpoint{
		ID: sub.ID, Name: sub.Name, URL: sub.URL, URLs: sub.URLs, Events: b.eventNames(sub), Fields: fields, State: sub.State,
		CreatedAt: wireTime(sub.CreatedAt), UpdatedAt: wireTime(sub.UpdatedAt),
	}
	if shown.URLs == nil {
		shown.URLs = map[string]string{}
	}
	if shown.Fields == nil {
		shown.Fields = provider.BookkeeperFields{}
	}
	return shown, nil
}
