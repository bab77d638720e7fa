package main

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

func TestFlagsOfThePublicSide(t *testing.T) {
	t.Parallel()
	r := relaying{
		publicListen: "127.0.0.1:0", publicURL: "https://hooks.test", path: "mine", maxRate: 2.5, maxBody: "2KiB",
		proxies: []string{"127.0.0.1", "10.1.2.3/8", "::ffff:192.0.2.1", "fe80::1%lo"},
	}
	got, err := r.public(nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &local.Public{
		Listen: "127.0.0.1:0", URL: "https://hooks.test", Path: "mine", Rate: 2.5, MaxBodyBytes: 2048,
		Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("fe80::1/128")},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What came in and has no type that could be read is told as that, wherever a line has a type; a probe has none.
func TestTypesOfWhatCameIn(t *testing.T) {
	t.Parallel()
	unread := control.Delivery{Provider: "finpilo", URL: "http://127.0.0.1:3055/x", State: "delivered", LastOutcome: "success", LastStatus: 200}
	hostile := unread
	hostile.Type = "a\x1b[2Jb"
	for name, test := range map[string]struct{ got, want string }{
		"an attempt":          {attemptLine(&control.Change{Delivery: &unread}), "00:00:00 finpilo unrecognised -> :3055 200 0.0ms"},
		"a hostile attempt":   {attemptLine(&control.Change{Delivery: &hostile}), `00:00:00 finpilo a\x1b[2Jb -> :3055 200 0.0ms`},
		"a delivery":          {deliveryLine(&unread), "0001-01-01 00:00:00.000 finpilo unrecognised -> :3055 200  delivered"},
		"a request":           {incomingLine(&control.Incoming{ID: "inc_1", Hook: "docs", Provider: "finpilo", Verdict: "unverified", Status: 200}), "00:00:00 <- docs (finpilo) unrecognised unverified 200  inc_1"},
		"a probe":             {incomingLine(&control.Incoming{ID: "inc_1", Hook: "moneybird", Provider: "moneybird", Verdict: "probe", Status: 200}), "00:00:00 <- moneybird probe 200  inc_1"},
		"a probe in a list":   {incomingType(&control.Incoming{Verdict: "probe"}), ""},
		"a request in a list": {incomingType(&control.Incoming{Verdict: "rejected"}), "unrecognised"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", name, test.got, test.want)
		}
	}
}

// A command that tries a hook asks for what it must not show; where a webhook_token is asked for, no command has it.
func TestCommandThatTriesAHook(t *testing.T) {
	t.Parallel()
	node := &local.Node{HookURLs: map[string]string{"docs": "http://127.0.0.1:7119/hooks/x/docs", "books": "http://127.0.0.1:7119/hooks/x/books"}}
	keyed, token := local.Hook{}, local.Hook{}
	keyed.Name, keyed.Provider, keyed.Secrets = "docs", "finpilo", []string{"key"}
	token.Name, token.Provider, token.Token, token.Secrets = "books", "moneybird", "token", []string{"secret"}
	if got, want := tryHook(node, &keyed), "ledgerhook trigger finpilo document.sent --to http://127.0.0.1:7119/hooks/x/docs --secret @FILE"; got != want {
		t.Errorf("Finpilo's key: %q", got)
	}
	if got := tryHook(node, &token); got != "" {
		t.Errorf("Moneybird's token: %q", got)
	}
}

// What anybody can send to is warned of; nothing else is.
func TestHooksThatAnybodyCanSendTo(t *testing.T) {
	t.Parallel()
	hook := func(g givenHook) local.Hook {
		t.Helper()
		g.to, g.mistake = []string{"mock"}, func(field, problem, _ string) error { return usage("", "--%s: %s", field, problem) }
		hook, err := g.hook()
		if err != nil {
			t.Fatal(err)
		}
		return hook
	}
	tests := map[string]struct {
		hook  local.Hook
		warns bool
	}{
		"a secret":                  {hook(givenHook{provider: "fintoro", secret: "s"}), false},
		"Finpilo's key":             {hook(givenHook{provider: "finpilo", secret: "s"}), false},
		"Finpilo without a key":     {hook(givenHook{provider: "finpilo"}), true},
		"Moneybird's token alone":   {hook(givenHook{provider: "moneybird", token: "s"}), true},
		"a secret and the token":    {hook(givenHook{provider: "moneybird", secret: "s", token: "t"}), false},
		"unverified ones, too":      {hook(givenHook{provider: "fintoro", secret: "s", forwardUnverified: true}), true},
		"nothing that verifies any": {hook(givenHook{provider: "silverfin", forwardUnverified: true}), true},
	}
	for name, test := range tests {
		if got := unproven([]local.Hook{test.hook}); len(got) > 0 != test.warns {
			t.Errorf("%s: %v", name, got)
		}
	}
}
