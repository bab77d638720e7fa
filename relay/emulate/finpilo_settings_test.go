package emulate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

const entityPath = "/finpilo/api/v1/companies/ENT-00007/webhook"

// targets are "URL key" of where a triggered document of ENT-00007 goes, or the reason why nowhere.
func (s *server) targets(t *testing.T) []string {
	t.Helper()
	published, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{
		Provider: "finpilo", Type: "document.sent", Data: []byte(`{"companyReferenceId":"ENT-00007"}`),
	}}, "")
	if err != nil {
		t.Fatal(err)
	}
	var targets []string
	for _, d := range published[0].Deliveries {
		if d.State == relay.Failed {
			targets = append(targets, d.Reason)
			continue
		}
		sub, err := s.engine.Subscription(d.SubscriptionID)
		if err != nil {
			t.Fatal(err)
		}
		targets = append(targets, strings.TrimSpace(d.URL+" "+strings.Join(sub.ActiveSecrets(s.clock.Now()), " ")))
	}
	return targets
}

// The settings are saved whole; a blank key, or the mask that was shown, keeps the one there is. The subscription stays the
// same one whatever is saved.
func TestFinpiloSettings(t *testing.T) {
	t.Parallel()
	const none = relay.ReasonNoTarget
	type step struct {
		path, body string
		goes       string
	}
	tests := map[string][]step{
		"of the workspace": {
			{finpiloPath, `{"url":"http://h/1","apiKey":"k1","enabled":true}`, "http://h/1 k1"},
			{finpiloPath, `{"url":"http://h/2","apiKey":"","enabled":true}`, "http://h/2 k1"},
			{finpiloPath, `{"url":"http://h/3","apiKey":"********","enabled":true}`, "http://h/3 k1"},
			{finpiloPath, `{"url":"http://h/3","enabled":false}`, none},
			{finpiloPath, `{"url":"http://h/3","enabled":true}`, "http://h/3 k1"},
			{finpiloPath, `{"url":"http://h/3","apiKey":"k2","enabled":true}`, "http://h/3 k2"},
			{finpiloPath, `{"url":"","enabled":false}`, none},
			{finpiloPath, `{"url":"http://h/4","enabled":true}`, "http://h/4 k2"},
		},
		"of an entity": {
			{finpiloPath, `{"url":"http://h/w","apiKey":"w","enabled":true}`, "http://h/w w"},
			{entityPath, `{"custom":true,"url":"http://h/e","apiKey":"e","enabled":true}`, "http://h/e e"},
			{entityPath, `{"custom":true,"url":"http://h/e","enabled":false}`, none},
			{entityPath, `{"custom":true,"url":"","enabled":true}`, none},
			{entityPath, `{"custom":true,"url":"http://h/e","enabled":true}`, "http://h/e e"},
			{entityPath, `{"custom":false}`, "http://h/w w"},
			{entityPath, `{"custom":false,"url":"","apiKey":"","enabled":true}`, "http://h/w w"},
			{finpiloPath, `{"url":"http://h/w","enabled":false}`, none},
			{entityPath, `{"custom":true,"url":"http://h/e","enabled":true}`, "http://h/e e"},
		},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			ids := map[string]string{}
			for _, step := range steps {
				s.mustAsk(t, 200, "PUT", step.path, step.body)
				before := s.engine.Subscriptions()
				s.mustAsk(t, 200, "PUT", step.path, step.body)
				if diff := cmp.Diff(before, s.engine.Subscriptions()); diff != "" {
					t.Errorf("%s: the same settings again change (-first +second):\n%s", step.body, diff)
				}
				if diff := cmp.Diff([]string{step.goes}, s.targets(t)); diff != "" {
					t.Errorf("after %s (-want +got):\n%s", step.body, diff)
				}
				id := before[len(before)-1].ID
				if step.path == finpiloPath {
					id = before[0].ID
				}
				if known := ids[step.path]; known != "" && known != id {
					t.Errorf("after %s the subscription is %s, and was %s", step.body, id, known)
				}
				ids[step.path] = id
			}
			s.mustAsk(t, 422, "PUT", steps[0].path, `{"url":"nowhere","apiKey":"k3","enabled":true}`)
			if diff := cmp.Diff([]string{steps[len(steps)-1].goes}, s.targets(t)); diff != "" {
				t.Errorf("what was refused is saved (-want +got):\n%s", diff)
			}
		})
	}
}

// An entity that goes back to the workspace's webhook keeps its own settings for later.
func TestCustomOffKeepsURLAndKey(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.mustAsk(t, 200, "PUT", entityPath, `{"custom":true,"url":"http://h/e","apiKey":"e","enabled":true}`)
	want := map[string]any{"custom": false, "url": "http://h/e", "apiKey": "********", "enabled": true}
	for _, body := range []string{`{"custom":false}`, `{"custom":false,"url":"","apiKey":""}`} {
		if diff := cmp.Diff(want, s.mustAsk(t, 200, "PUT", entityPath, body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	if diff := cmp.Diff(want, s.mustAsk(t, 200, "GET", entityPath, "")); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}

// What the mock stands for while a person has set nothing, the workspace's webhook, or an entity's alone.
func TestFinpiloAndTheMock(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	if _, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{Provider: "finpilo", URL: "http://h/mock", Builtin: true}); err != nil {
		t.Fatal(err)
	}
	steps := []struct{ call, own, other string }{
		{"", "http://h/mock", "http://h/mock"},
		{"PUT " + entityPath + ` {"custom":true,"url":"http://h/e","enabled":true}`, "http://h/e", "http://h/mock"},
		{"PUT " + entityPath + ` {"custom":true,"url":"","enabled":true}`, relay.ReasonNoTarget, "http://h/mock"},
		{"PUT " + entityPath + ` {"custom":false}`, "http://h/mock", "http://h/mock"},
		{"PUT " + finpiloPath + ` {"url":"http://h/w","enabled":true}`, "http://h/w", "http://h/w"},
		{"PUT " + finpiloPath + ` {"url":"http://h/w","enabled":false}`, relay.ReasonNoTarget, relay.ReasonNoTarget},
		{"DELETE " + finpiloPath, "http://h/mock", "http://h/mock"},
		{"DELETE " + entityPath, "http://h/mock", "http://h/mock"},
	}
	for _, step := range steps {
		if step.call != "" {
			method, rest, _ := strings.Cut(step.call, " ")
			path, body, _ := strings.Cut(rest, " ")
			if w := s.ask(t, method, path, body); w.Code >= 300 {
				t.Fatalf("%s: %d %s", step.call, w.Code, w.Body)
			}
		}
		other := s.publish(t, "finpilo", "document.sent")[0] // of another entity
		goes := other.URL
		if goes == "" {
			goes = other.Reason
		}
		if own := s.targets(t); len(own) != 1 || own[0] != step.own || goes != step.other {
			t.Errorf("after %q: ENT-00007 goes to %q, another to %q; want %s and %s", step.call, own, goes, step.own, step.other)
		}
	}
}

// A member reads and sends documents and does not see webhooks; everybody else is an owner.
func TestMembersSeeNoSettings(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, token := range []string{tokenOf("finpilo"), "any"} {
		for _, path := range []string{finpiloPath, entityPath} {
			for _, method := range []string{"GET", "PUT", "DELETE"} {
				body := ""
				if method == "PUT" {
					body = `{"custom":true,"url":"http://h/","enabled":true}`
				}
				if w := s.ask(t, method, path, body, as(token+":member")); w.Code != 403 || !strings.Contains(w.Body.String(), "Admin and Owner") {
					t.Errorf("%s %s as a member: %d %s", method, path, w.Code, w.Body)
				}
			}
		}
		made := s.ask(t, "POST", documentsPath, `{"documentId":"of `+token+`"}`, as(token+":member"))
		seen := s.ask(t, "GET", documentsPath+"/of%20"+token, "", as(token))
		if made.Code != 201 || seen.Code != 200 {
			t.Errorf("a member's document: %d, and for the owner %d", made.Code, seen.Code)
		}
	}
	if len(s.engine.Subscriptions()) != 0 {
		t.Error("a member has changed the settings")
	}
	if w := s.ask(t, "GET", documentsPath, "", as(":member")); w.Code != 401 {
		t.Errorf("a role without token: %d", w.Code)
	}
}

// A new key is what a send takes that waits already.
func TestNewKeyCountsAtOnce(t *testing.T) {
	t.Parallel()
	s, rc := newServer(t), newReceiver(t)
	s.run(t)
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"http://h/old","apiKey":"old","enabled":true}`)
	id := s.engine.Subscriptions()[0].ID
	if _, err := s.engine.Pause(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	s.publish(t, "finpilo", "document.sent")
	shown := s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"`+rc.URL+`","apiKey":"new","enabled":true}`)
	if shown["apiKey"] != "********" || shown["enabled"] != true {
		t.Errorf("shown are %v", shown)
	}
	if _, err := s.engine.Resume(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	s.settle(t)
	if got := rc.took(); len(got) != 1 || !strings.HasPrefix(got[0], "Bearer new ") {
		t.Errorf("the receiver got %q", got)
	}
}

// Turning a webhook off ends what it still owes.
func TestDisabledSettingsEndWhatIsOwed(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"http://h/","enabled":true}`)
	d := s.publish(t, "finpilo", "document.sent")[0]
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"http://h/","enabled":false}`)
	stored, err := s.engine.Store.Delivery(t.Context(), d.ID)
	if err != nil || stored.State != relay.Failed || stored.Reason != relay.ReasonSubscriptionDisabled {
		t.Errorf("it is %s (%s), %v", stored.State, stored.Reason, err)
	}
}
