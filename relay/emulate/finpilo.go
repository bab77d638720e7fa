package emulate

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
)

// finpiloMask is what is shown of a key. Given back, it keeps the key, so that settings can be read, changed and saved.
const finpiloMask = "********"

// finpiloOwnFields mark the one subscription that the workspace's settings stand for.
const finpiloOwnFields = `{"scope":"workspace"}`

type finpilo struct {
	Options
	mu sync.Mutex // held while the settings are saved
}

// finpiloSettings are the workspace's webhook. Finpilo has them on a page, saved whole; that the key is write-only and a
// blank one keeps it is documented, path and keys of this API are our choice.
type finpiloSettings struct {
	URL     string `json:"url"`
	APIKey  string `json:"apiKey"` // masked; empty when there is none
	Enabled bool   `json:"enabled"`
}

type finpiloOwn struct {
	Scope string `json:"scope"`
}

func finpiloAPI(opt Options) product {
	f := &finpilo{Options: opt}
	return product{
		Options: &f.Options, name: "finpilo", invalid: http.StatusUnprocessableEntity, shape: plainShape,
		routes: []route{
			{path: "/api/v1/workspace/webhook", calls: map[string]call{http.MethodGet: f.show, http.MethodPut: f.save}},
			{path: "/files/{documentId}", open: true, calls: map[string]call{http.MethodGet: f.file}},
		},
	}
}

func (f *finpilo) show(_ *http.Request, who caller) (answer, error) {
	subs, err := f.workspace(who)
	if err != nil {
		return answer{}, err
	}
	return answerOf(http.StatusOK, f.settings(subs))
}

// save stores all settings at once. Whatever changes, the workspace gets a new subscription and the old one goes; a blank
// URL leaves none, and the key goes with it.
func (f *finpilo) save(r *http.Request, who caller) (answer, error) {
	in, err := readFields(r)
	if err != nil {
		return answer{}, err
	}
	in.need("enabled")
	url, key, enabled := in.text("url", maxURL), in.text("apiKey", maxURL), in.flag("enabled")
	if url == "" && enabled {
		in.note("url", required, "is required where the webhook is enabled")
	}
	if err := in.check(); err != nil {
		return answer{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	old, err := f.workspace(who)
	if err != nil {
		return answer{}, err
	}
	var kept string
	if len(old) > 0 {
		kept = f.secret(&old[len(old)-1], 0)
	}
	if key == "" || key == finpiloMask {
		key = kept
	}
	if len(old) == 1 && old[0].URL == url && kept == key && old[0].State.Takes() == enabled {
		return answerOf(http.StatusOK, f.settings(old))
	}
	var now []relay.Subscription
	if url != "" {
		made, err := f.subscribe(r.Context(), who, workspaceWebhook(url, key, enabled), map[string]string{"secret": "apiKey"})
		if err != nil {
			return answer{}, err
		}
		now = append(now, made)
	}
	for _, sub := range old {
		// Not to be left half done because the caller hangs up: a document would go to both.
		if err := f.Engine.Unsubscribe(context.WithoutCancel(r.Context()), sub.ID); err != nil {
			return answer{}, err
		}
	}
	return answerOf(http.StatusOK, f.settings(now))
}

func workspaceWebhook(url, key string, enabled bool) relay.Subscription {
	sub := relay.Subscription{Provider: "finpilo", Name: "workspace webhook", URL: url, Own: []byte(finpiloOwnFields)}
	if key != "" {
		sub.Secrets = []relay.Secret{{Value: key}}
	}
	if !enabled {
		sub.State, sub.Reason = relay.Disabled, "the workspace's webhook is not enabled"
	}
	return sub
}

// workspace lists the subscriptions that the settings of the caller's workspace stand for: one, none, or two where a save broke off, and then the
// last one counts.
func (f *finpilo) workspace(who caller) ([]relay.Subscription, error) {
	all, err := f.subscriptions("finpilo", who)
	if err != nil {
		return nil, err
	}
	var subs []relay.Subscription
	for _, sub := range all {
		own, err := ownOf[finpiloOwn](&sub)
		if err != nil {
			return nil, err
		}
		if own.Scope == "workspace" {
			subs = append(subs, sub)
		}
	}
	return subs, nil
}

func (f *finpilo) settings(subs []relay.Subscription) finpiloSettings {
	if len(subs) == 0 {
		return finpiloSettings{}
	}
	sub := subs[len(subs)-1]
	shown := finpiloSettings{URL: sub.URL, Enabled: sub.State.Takes()}
	if f.secret(&sub, 0) != "" {
		shown.APIKey = finpiloMask
	}
	return shown
}

// file is what fileUrl in a document points at. It is open to anybody for now: the checks of the key come with the
// documents. Any id that can stand in a line of text exists.
func (f *finpilo) file(r *http.Request, _ caller) (answer, error) {
	id := r.PathValue("documentId")
	if len(id) > maxName || !utf8.ValidString(id) || slices.ContainsFunc([]rune(id), unicode.IsControl) || strings.TrimSpace(id) == "" {
		return answer{}, notFound("no such document")
	}
	return pdfFile(fileLines("finpilo", id, f.BaseURL)), nil
}
