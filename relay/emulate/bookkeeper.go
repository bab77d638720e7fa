package emulate

import (
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

type bookkeeper struct{ Options }

// bookkeeperEndpoint is where Bookkeeper sends. No management API of it is published, so all of this is our choice, but for
// the routing by event type, which is documented.
type bookkeeperEndpoint struct {
	ID        string            `json:"id"`
	URL       string            `json:"url"`
	URLs      map[string]string `json:"urls"` // by event type, before url
	Events    []string          `json:"events"`
	CreatedAt string            `json:"created_at"`
	Secret    string            `json:"secret,omitempty"` // only when it is made
}

func bookkeeperAPI(opt Options) product {
	b := &bookkeeper{opt}
	return product{
		Options: &b.Options, name: "bookkeeper", invalid: http.StatusUnprocessableEntity, shape: plainShape,
		routes: []route{
			{path: "/v1/endpoints", calls: map[string]call{http.MethodGet: b.list, http.MethodPost: b.create}},
			{path: "/v1/endpoints/{id}", calls: map[string]call{http.MethodDelete: b.remove}},
		},
	}
}

func (b *bookkeeper) list(_ *http.Request, who caller) (answer, error) {
	list := []bookkeeperEndpoint{}
	subs, err := b.subscriptions("bookkeeper", who)
	if err != nil {
		return answer{}, err
	}
	for _, sub := range subs {
		list = append(list, b.shown(&sub))
	}
	return answerOf(http.StatusOK, list)
}

func (b *bookkeeper) create(r *http.Request, who caller) (answer, error) {
	in, err := readFields(r)
	if err != nil {
		return answer{}, err
	}
	in.need("url")
	wanted := relay.Subscription{
		Provider: "bookkeeper", URL: in.text("url", maxURL), Events: in.texts("events"), URLs: in.textsByName("urls"),
	}
	if err := in.check(); err != nil {
		return answer{}, err
	}
	made, err := b.subscribe(r.Context(), who, wanted, map[string]string{"event": "urls"})
	if err != nil {
		return answer{}, err
	}
	shown := b.shown(&made)
	shown.Secret = b.secret(&made, 0)
	return answerOf(http.StatusCreated, shown)
}

func (b *bookkeeper) remove(r *http.Request, who caller) (answer, error) {
	subs, err := b.subscriptions("bookkeeper", who)
	if err != nil {
		return answer{}, err
	}
	for _, sub := range subs {
		if sub.ID == r.PathValue("id") {
			return answer{status: http.StatusNoContent}, b.Engine.Unsubscribe(r.Context(), sub.ID)
		}
	}
	return answer{}, notFound("no such endpoint")
}

func (b *bookkeeper) shown(sub *relay.Subscription) bookkeeperEndpoint {
	shown := bookkeeperEndpoint{ID: sub.ID, URL: sub.URL, URLs: sub.URLs, Events: b.eventNames(sub), CreatedAt: wireTime(sub.CreatedAt)}
	if shown.URLs == nil {
		shown.URLs = map[string]string{}
	}
	return shown
}
