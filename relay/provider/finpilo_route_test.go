package provider_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// finpiloSub is a subscription in short: its own fields, URL and state.
func finpiloSub(name, own, url string, state relay.SubscriptionState) *relay.Subscription {
	return &relay.Subscription{ID: name, Provider: "finpilo", URL: url, State: state, Own: []byte(own), Builtin: name == "mock"}
}

func TestFinpiloRoute(t *testing.T) {
	t.Parallel()
	const url = "http://h/"
	mock := finpiloSub("mock", `{}`, url, relay.Active)
	aside := finpiloSub("mock", `{}`, url, relay.Deactivated)
	typed := finpiloSub("typed", ``, url, relay.Active) // on the command line
	work := func(account int, state relay.SubscriptionState) *relay.Subscription {
		return finpiloSub(fmt.Sprint("work", account), fmt.Sprintf(`{"scope":"workspace","account_id":%d}`, account), url, state)
	}
	entity := func(account int, custom bool, url string, state relay.SubscriptionState) *relay.Subscription {
		own := fmt.Sprintf(`{"scope":"entity","companyReferenceId":"ENT-00007","custom":%t,"account_id":%d}`, custom, account)
		return finpiloSub(fmt.Sprint("entity", account), own, url, state)
	}
	type subs = []*relay.Subscription
	tests := map[string]struct {
		document string // of ENT-00007, but for "other"
		account  int
		subs     subs
		to       []string
		blame    string
	}{
		"nothing at all has no target":                            {"own", 0, nil, nil, ""},
		"nothing set goes to the mock":                            {"own", 0, subs{mock}, []string{"mock"}, ""},
		"nothing set goes to the mock from any account":           {"own", 1, subs{mock}, []string{"mock"}, ""},
		"the workspace's webhook":                                 {"own", 0, subs{aside, work(1, relay.Active)}, []string{"work1"}, ""},
		"a paused one takes what it is given":                     {"own", 1, subs{aside, work(1, relay.Paused)}, []string{"work1"}, ""},
		"a workspace whose webhook is off has no target":          {"own", 1, subs{aside, work(1, relay.Disabled)}, nil, "work1"},
		"another account's webhook is not used":                   {"own", 2, subs{aside, work(1, relay.Active)}, nil, ""},
		"nor is another account's entity":                         {"own", 2, subs{mock, entity(1, true, url, relay.Active)}, []string{"mock"}, ""},
		"what was typed serves accounts that have saved none":     {"own", 2, subs{aside, typed, work(1, relay.Active)}, []string{"typed"}, ""},
		"what an account has saved comes before what was typed":   {"own", 1, subs{aside, typed, work(1, relay.Active)}, []string{"work1"}, ""},
		"even where it is off":                                    {"own", 1, subs{aside, typed, work(1, relay.Disabled)}, nil, "work1"},
		"a triggered document goes to all workspaces":             {"own", 0, subs{aside, typed, work(1, relay.Active), work(2, relay.Active)}, []string{"work1", "work2", "typed"}, ""},
		"the entity's own webhook alone":                          {"own", 1, subs{aside, work(1, relay.Active), entity(1, true, url, relay.Active)}, []string{"entity1"}, ""},
		"another entity uses the workspace's":                     {"other", 1, subs{aside, work(1, relay.Active), entity(1, true, url, relay.Active)}, []string{"work1"}, ""},
		"another entity uses the mock where no workspace has any": {"other", 0, subs{mock, entity(1, true, url, relay.Active)}, []string{"mock"}, ""},
		"custom on without URL fails":                             {"own", 1, subs{aside, work(1, relay.Active), entity(1, true, "", relay.Active)}, nil, "entity1"},
		"custom on without URL fails a triggered document, too":   {"own", 0, subs{mock, typed, work(2, relay.Active), entity(1, true, "", relay.Active)}, nil, "entity1"},
		"custom on and not enabled fails":                         {"own", 1, subs{aside, work(1, relay.Active), entity(1, true, url, relay.Disabled)}, nil, "entity1"},
		"custom off uses the workspace's":                         {"own", 1, subs{aside, work(1, relay.Active), entity(1, false, url, relay.Active)}, []string{"work1"}, ""},
		"custom off without any other has no target":              {"own", 1, subs{aside, entity(1, false, url, relay.Active)}, nil, ""},
		"a document without entity uses the workspace's":          {"none", 1, subs{aside, work(1, relay.Active), entity(1, true, url, relay.Active)}, []string{"work1"}, ""},
	}
	data := map[string]string{"own": `{"companyReferenceId":"ENT-00007"}`, "other": `{"companyReferenceId":"ENT-00008"}`, "none": `{"companyReferenceId":7}`}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event := &relay.Event{Provider: "finpilo", Data: []byte(data[tt.document])}
			if tt.account > 0 {
				event.Context = provider.FinpiloDocument{AccountID: int64(tt.account)}.Context()
			}
			to, blame := provider.Finpilo().(relay.Router).Route(event, tt.subs)
			var ids []string
			for _, sub := range to {
				ids = append(ids, sub.ID)
			}
			if diff := cmp.Diff(tt.to, ids); diff != "" {
				t.Errorf("goes to (-want +got):\n%s", diff)
			}
			if blame == nil {
				blame = &relay.Subscription{}
			}
			if blame.ID != tt.blame {
				t.Errorf("at fault is %q, want %q", blame.ID, tt.blame)
			}
		})
	}
}

// Settings are kept without a URL; what a person makes otherwise has one.
func TestFinpiloSettingsNeedNoURL(t *testing.T) {
	t.Parallel()
	for own, fine := range map[string]bool{`{"scope":"entity"}`: true, `{"scope":"workspace"}`: true, `{}`: false, ``: false} {
		err := provider.Finpilo().Prepare(&relay.Subscription{ID: "sub_1", Own: []byte(own)}, relay.Chance{})
		var input *relay.InputError
		if fine != (err == nil) || (err != nil && (!errors.As(err, &input) || input.Field != "url")) {
			t.Errorf("own %s: %v", own, err)
		}
	}
	err := provider.Finpilo().Prepare(&relay.Subscription{ID: "sub_1", URL: "nowhere", Own: []byte(`{"scope":"entity"}`)}, relay.Chance{})
	if err == nil {
		t.Error("a URL that is none is taken")
	}
}
