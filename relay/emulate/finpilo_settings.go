package emulate

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// finpiloMask is what is shown of a key. Given back, it keeps the key, so that settings can be read, changed and saved.
const finpiloMask = "********"

// finpiloSettings are a webhook's. Finpilo has them on a page, saved whole; that the key is write-only and a blank one keeps
// it is documented.
type finpiloSettings struct {
	Custom  *bool  `json:"custom,omitempty"` // of an entity only
	URL     string `json:"url"`
	APIKey  string `json:"apiKey"` // masked; empty when there is none
	Enabled bool   `json:"enabled"`
}

// finpiloPlace says which settings: the workspace's, or an entity's.
type finpiloPlace struct {
	level   provider.FinpiloLevel
	company string
}

func workspaceSettings(*http.Request) (finpiloPlace, error) {
	return finpiloPlace{level: provider.FinpiloWorkspace}, nil
}

func entitySettings(r *http.Request) (finpiloPlace, error) {
	company, err := companyOf(r)
	return finpiloPlace{provider.FinpiloEntity, company}, err
}

func (p finpiloPlace) name() string {
	if p.level == provider.FinpiloEntity {
		return "entity webhook " + p.company
	}
	return "workspace webhook"
}

// settingsCalls are what can be done with settings.
func (f *finpilo) settingsCalls(placeOf func(*http.Request) (finpiloPlace, error)) map[string]call {
	at := func(do func(*http.Request, caller, finpiloPlace) (answer, error)) call {
		return forOwners(func(r *http.Request, who caller) (answer, error) {
			place, err := placeOf(r)
			if err != nil {
				return answer{}, err
			}
			return do(r, who, place)
		})
	}
	return map[string]call{http.MethodGet: at(f.showSettings), http.MethodPut: at(f.saveSettings), http.MethodDelete: at(f.forgetSettings)}
}

func (f *finpilo) showSettings(_ *http.Request, who caller, place finpiloPlace) (answer, error) {
	saved, err := f.saved(who, place)
	if err != nil {
		return answer{}, err
	}
	return answerOf(http.StatusOK, f.settings(place, saved))
}

// saveSettings stores all settings at once. The subscription that they stand for stays the same one.
func (f *finpilo) saveSettings(r *http.Request, who caller, place finpiloPlace) (answer, error) {
	wanted, err := readSettings(r, place)
	if err != nil {
		return answer{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	saved, err := f.saved(who, place)
	if err != nil {
		return answer{}, err
	}
	switch {
	case saved == nil && wanted.isNothing():
	case saved == nil:
		made, err := f.subscribe(r.Context(), who, wanted.subscription(place), map[string]string{"secret": "apiKey"})
		if err != nil {
			return answer{}, err
		}
		saved = &made
	default:
		if saved, err = f.changeSettings(r.Context(), saved, wanted); err != nil {
			return answer{}, err
		}
	}
	return answerOf(http.StatusOK, f.settings(place, saved))
}

// changeSettings saves what differs, in one step.
func (f *finpilo) changeSettings(ctx context.Context, saved *relay.Subscription, wanted wantedSettings) (*relay.Subscription, error) {
	wanted = wanted.over(saved)
	own := provider.FinpiloOwnOf(saved)
	newKey := wanted.key != "" && wanted.key != f.secret(saved, 0)
	if !newKey && saved.URL == wanted.url && own.Custom == wanted.custom && saved.State.Takes() == *wanted.enabled {
		return saved, nil
	}
	own.Custom = wanted.custom
	changed, err := f.Engine.Update(ctx, saved.ID, func(sub *relay.Subscription) (err error) {
		sub.URL = wanted.url
		if sub.Own, err = json.Marshal(own, json.Deterministic(true)); err != nil {
			return err
		}
		wanted.enable(sub)
		if newKey {
			return provider.Finpilo().Rotate(sub, relay.Rotation{Value: wanted.key, Now: f.Clock.Now()}, f.Chance)
		}
		return nil
	})
	if err != nil {
		return nil, named(err, map[string]string{"secret": "apiKey"})
	}
	if changed.State == relay.Disabled { // what is on its way ends: not to be left because the caller hangs up
		changed, err = f.Engine.Disable(context.WithoutCancel(ctx), changed.ID, changed.Reason)
	}
	return &changed, err
}

// forgetSettings goes back to where nothing was ever saved. The vendor's page has no such button. Source: our choice.
func (f *finpilo) forgetSettings(r *http.Request, who caller, place finpiloPlace) (answer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	saved, err := f.saved(who, place)
	if err == nil && saved != nil {
		err = f.Engine.Unsubscribe(r.Context(), saved.ID)
	}
	return answer{status: http.StatusNoContent}, err
}

// saved is the subscription that the settings stand for; nil where none were saved.
func (f *finpilo) saved(who caller, place finpiloPlace) (*relay.Subscription, error) {
	subs, err := f.subscriptions("finpilo", who)
	if err != nil {
		return nil, err
	}
	for i := range subs {
		own := provider.FinpiloOwnOf(&subs[i])
		if own.Scope == place.level && own.CompanyReferenceID == place.company {
			return &subs[i], nil
		}
	}
	return nil, nil
}

// settings are what is shown of a subscription; nil where none were saved.
func (f *finpilo) settings(place finpiloPlace, sub *relay.Subscription) finpiloSettings {
	if sub == nil {
		sub = &relay.Subscription{}
	}
	shown := finpiloSettings{URL: sub.URL, Enabled: sub.State.Takes()}
	if place.level == provider.FinpiloEntity {
		custom := provider.FinpiloOwnOf(sub).Custom
		shown.Custom = &custom
	}
	if f.secret(sub, 0) != "" {
		shown.APIKey = finpiloMask
	}
	return shown
}
