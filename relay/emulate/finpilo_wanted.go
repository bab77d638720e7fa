package emulate

import (
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// wantedSettings are what a body asks to save.
type wantedSettings struct {
	custom  bool // of an entity only
	url     string
	key     string // empty keeps the one there is
	enabled *bool  // nil keeps what there is; only where custom is off
}

// readSettings reads a whole page of settings. An entity that goes back to the workspace's webhook need not give the rest.
func readSettings(r *http.Request, place finpiloPlace) (wantedSettings, error) {
	in, err := readFields(r)
	if err != nil {
		return wantedSettings{}, err
	}
	var wanted wantedSettings
	entity := place.level == provider.FinpiloEntity
	if entity {
		in.need("custom")
		wanted.custom = in.flag("custom")
	}
	if !entity || wanted.custom {
		in.need("enabled")
	}
	wanted.url, wanted.key = in.text("url", maxURL), in.text("apiKey", maxURL)
	if wanted.key == finpiloMask {
		wanted.key = ""
	}
	given := !isBlank(in.members["enabled"])
	if enabled := in.flag("enabled"); given {
		wanted.enabled = &enabled
	}
	if !entity && wanted.url == "" && wanted.enabled != nil && *wanted.enabled {
		in.note("url", required, "is required where the webhook is enabled")
	}
	return wanted, in.check()
}

// over fills in what stays as it was saved: what an entity that goes back to the workspace's webhook does not give.
func (w wantedSettings) over(saved *relay.Subscription) wantedSettings {
	if w.enabled == nil {
		enabled := saved.State.Takes()
		w.enabled = &enabled
	}
	if provider.FinpiloOwnOf(saved).Scope == provider.FinpiloEntity && !w.custom && w.url == "" {
		w.url = saved.URL
	}
	return w
}

// isNothing reports whether a save changes nothing where none came before.
func (w wantedSettings) isNothing() bool {
	return !w.custom && w.url == "" && w.key == "" && (w.enabled == nil || !*w.enabled)
}

// notEnabled is why a subscription takes nothing.
const notEnabled = "the webhook is not enabled"

// enable turns a subscription on or off. A paused one is on.
func (w wantedSettings) enable(sub *relay.Subscription) {
	switch on := w.enabled != nil && *w.enabled; {
	case !on:
		sub.State, sub.Reason = relay.Disabled, notEnabled
	case !sub.State.Takes():
		sub.State, sub.Reason = relay.Active, ""
	}
}

// subscription is the one that stands for settings saved for the first time.
func (w wantedSettings) subscription(place finpiloPlace) relay.Subscription {
	sub := relay.Subscription{Provider: "finpilo", Name: place.name(), URL: w.url}
	// Two texts and a flag cannot fail: the path's id is valid.
	sub.Own, _ = json.Marshal(provider.FinpiloOwn{Scope: place.level, CompanyReferenceID: place.company, Custom: w.custom})
	if w.key != "" {
		sub.Secrets = []relay.Secret{{Value: w.key}}
	}
	w.enable(&sub)
	return sub
}
