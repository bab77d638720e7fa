package mock

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// API is where the mock reads a product's details and files. Nothing is ever read from anywhere else, whatever a webhook
// says.
type API struct {
	// URL is the base of the product's own API, such as http://127.0.0.1:7117/fintoro, without a trailing slash.
	URL string
	// Public is what the URLs in bodies begin with where others find the API by another name, such as
	// http://host.docker.internal:7117; what is read is at URL's host all the same. Empty: URL's host alone is taken.
	Public string
	// Token is sent as Bearer. Empty: nothing is, but for Finpilo's files, which the webhook's own key opens.
	Token string
}

// resolve is where something is really read. An error says why it is not.
func (a API) resolve(f *relay.Fetch) (string, error) {
	if f.What == relay.FetchDetail {
		return a.URL + f.URL, nil
	}
	base, err := url.Parse(a.URL)
	if err != nil {
		return "", errors.New("the URL of the API cannot be read")
	}
	u, err := url.Parse(f.URL)
	if err != nil || u.User != nil || u.Host == "" {
		return "", errors.New("its URL is none that can be read")
	}
	if !sameHost(u, base) {
		public, err := url.Parse(a.Public)
		if a.Public == "" || err != nil || !sameHost(u, public) {
			return "", fmt.Errorf("its URL is not at %s://%s", base.Scheme, base.Host)
		}
	}
	u.Scheme, u.Host, u.Fragment = base.Scheme, base.Host, ""
	return u.String(), nil
}

func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(a.Host, b.Host)
}

// toFetch is what is to be read for an event, and why some of it is not.
func (rc *Receiver) toFetch(v *visit, verified bool) (fetches []relay.Fetch, remark string) {
	for _, f := range []relay.Fetch{{What: relay.FetchDetail, URL: v.event.detail}, {What: relay.FetchFile, URL: v.event.file}} {
		if f.URL == "" {
			continue
		}
		problem := rc.unfetchable(v.sender.name(), &f, verified)
		if problem == "" {
			f.State, f.NextTry = relay.FetchWaiting, v.now
			fetches = append(fetches, f)
			continue
		}
		if remark != "" {
			remark += "; "
		}
		remark += fmt.Sprintf("%s not read: %s", f.What, problem)
	}
	return fetches, remark
}

// unfetchable says why something is not even tried; empty where it is.
func (rc *Receiver) unfetchable(name string, f *relay.Fetch, verified bool) string {
	api, known := rc.apis[name]
	switch {
	case !verified:
		return "the webhook is not verified"
	case !known:
		return "no API of " + name + " is known"
	}
	if _, err := api.resolve(f); err != nil {
		return err.Error()
	}
	return ""
}
