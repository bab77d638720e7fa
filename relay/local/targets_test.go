package local_test

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// A start finds the hooks' path and targets again, changes what is wanted otherwise, and lets go what is named no more.
func TestTargetsAreFoundAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	key, err := local.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	fintoro := func(secret string, to ...string) local.Hook {
		return local.Hook{Hook: inbound.Hook{Name: "books", Provider: "fintoro", Secrets: []string{secret}}, To: to}
	}
	run := func(public *local.Public, hooks ...local.Hook) (subs map[string]relay.Subscription, hookURL string) {
		t.Helper()
		node, _ := relays(t, local.Options{DB: path, Key: key, Public: public}, hooks...)
		defer stop(t, node)
		subs = map[string]relay.Subscription{}
		for _, sub := range node.Engine.Subscriptions() {
			to := sub.URL
			if sub.Name == "mock" {
				to = "mock"
			}
			if _, twice := subs[to]; twice {
				t.Errorf("there are two subscriptions to %s", to)
			}
			subs[to] = sub
		}
		_, hookURL, _ = strings.Cut(strings.TrimPrefix(node.HookURLs["books"], "http://"), "/")
		return subs, hookURL
	}
	first, at := run(nil, fintoro("one", "http://127.0.0.1:1/a", "http://127.0.0.1:1/b", "mock", "http://127.0.0.1:1/a"))
	if len(first) != 3 {
		t.Fatalf("%d subscriptions, want 3", len(first))
	}
	if parts := strings.Split(at, "/"); len(parts) != 3 || len(parts[1]) < 32 || parts[2] != "books" {
		t.Errorf("the hook is at %s", at)
	}

	two := fintoro("two", "http://127.0.0.1:1/b", "mock", "http://127.0.0.1:1/c")
	schedule := retry.Gaps(5)
	two.Resign, two.Limits = true, relay.Limits{Rate: 3, Retry: &schedule}
	second, again := run(nil, two)
	if again != at {
		t.Errorf("the hook moved from %s to %s", at, again)
	}
	for _, to := range []string{"http://127.0.0.1:1/b", "mock"} {
		sub := second[to]
		if sub.ID != first[to].ID || !sub.Resign || sub.Limits.Rate != 3 || sub.Secrets[0].Value != "two" || sub.State != relay.Active {
			t.Errorf("%s is %+v", to, sub)
		}
	}
	if gone := second["http://127.0.0.1:1/a"]; gone.State != relay.Deactivated || gone.Reason == "" {
		t.Errorf("what is named no more is %s, %q", gone.State, gone.Reason)
	}
	if second["http://127.0.0.1:1/c"].State != relay.Active {
		t.Errorf("the new one is %+v", second["http://127.0.0.1:1/c"])
	}

	third, other := run(&local.Public{NewPath: true}, fintoro("two", "http://127.0.0.1:1/a"))
	if third["http://127.0.0.1:1/a"].ID != first["http://127.0.0.1:1/a"].ID || third["http://127.0.0.1:1/a"].State != relay.Active {
		t.Errorf("what is named again is %+v", third["http://127.0.0.1:1/a"])
	}
	if other == at {
		t.Error("no new path was drawn")
	}
	if _, given := run(&local.Public{Path: "mine"}, fintoro("two", "mock")); given != "hooks/mine/books" {
		t.Errorf("the hook is at %s", given)
	}
	if _, kept := run(nil, fintoro("two", "mock")); kept != other {
		t.Errorf("the hook moved from %s to %s", other, kept)
	}
}

// What a person has paused stays paused, and holds what comes in.
func TestAPausedTargetStaysPaused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	key, err := local.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	r := reals(t)[1]
	node, client := relays(t, local.Options{DB: path, Key: key}, r.hook("mock"))
	if _, err := client.Pause(t.Context(), node.Engine.Subscriptions()[0].ID); err != nil {
		t.Fatal(err)
	}
	stop(t, node)
	node, client = relays(t, local.Options{DB: path, Key: key}, r.hook("mock"))
	if resp := r.post(t, node.HookURLs["fintoro"]); resp.StatusCode != 200 {
		t.Fatalf("answered %s", resp.Status)
	}
	list, _, err := client.Deliveries(t.Context(), control.DeliveryQuery{})
	if err != nil || len(list) != 1 || list[0].State != "held" {
		t.Errorf("%+v, %v; want one that is held", list, err)
	}
}

func TestPublicSidesOfNoUse(t *testing.T) {
	t.Parallel()
	hook := func(to ...string) local.Hook {
		return local.Hook{Hook: inbound.Hook{Name: "fintoro", Provider: "fintoro", Secrets: []string{"s"}}, To: to}
	}
	tests := map[string]struct {
		public local.Public
		field  string
	}{
		"no hook":              {local.Public{}, "provider"},
		"no target":            {local.Public{Hooks: []local.Hook{hook()}}, "to"},
		"one name twice":       {local.Public{Hooks: []local.Hook{hook("mock"), hook("mock")}}, "name"},
		"a target that is odd": {local.Public{Hooks: []local.Hook{hook("ftp://127.0.0.1/")}}, "to"},
		"no address":           {local.Public{Listen: "here", Hooks: []local.Hook{hook("mock")}}, "public-listen"},
		"a path of two":        {local.Public{Path: "a/b", Hooks: []local.Hook{hook("mock")}}, "path"},
		"a URL with a path":    {local.Public{URL: "https://example.test/x", Hooks: []local.Hook{hook("mock")}}, "public-url"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if test.public.Listen == "" {
				test.public.Listen = "127.0.0.1:0"
			}
			node, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Bare: true, Public: &test.public})
			if err == nil {
				stop(t, node)
			}
			var input *relay.InputError
			if !errors.As(err, &input) || input.Field != test.field {
				t.Errorf("%v, want a mistake in %s", err, test.field)
			}
		})
	}
}

// What is being answered at a stop is answered; whatever was answered 200 is stored.
func TestAStopLosesNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	key, err := local.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	r := reals(t)[3] // Silverfin, whose requests have no identity: each is an event
	hook := r.hook("http://127.0.0.1:1/")
	node, _ := relays(t, local.Options{DB: path, Key: key}, hook)
	url := node.HookURLs[r.provider]
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var senders sync.WaitGroup
	var mu sync.Mutex
	acknowledged, enough := 0, make(chan struct{})
	for range 8 {
		senders.Go(func() {
			for {
				req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(r.body))
				if err != nil {
					return
				}
				req.Header = r.header.Clone()
				resp, err := client.Do(req)
				if err != nil {
					return // it has stopped
				}
				_ = resp.Body.Close()
				mu.Lock()
				if resp.StatusCode == 200 {
					if acknowledged++; acknowledged == 20 {
						close(enough)
					}
				}
				mu.Unlock()
			}
		})
	}
	<-enough
	stop(t, node)
	senders.Wait()
	_, again := relays(t, local.Options{DB: path, Key: key}, hook)
	stored := 0
	for cursor := ""; ; {
		page, next, err := again.Incoming(t.Context(), control.IncomingQuery{Cursor: cursor, Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		stored += len(page)
		if cursor = next; next == "" {
			break
		}
	}
	if stored < acknowledged {
		t.Errorf("%d are stored of %d that were acknowledged", stored, acknowledged)
	}
}
