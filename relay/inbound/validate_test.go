package inbound_test

import (
	"errors"
	"math"
	"net/netip"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

func TestOptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	hook := func(change func(*inbound.Hook)) func(*inbound.Options) {
		return func(opt *inbound.Options) { change(&opt.Hooks[0]) }
	}
	tests := map[string]struct {
		change func(*inbound.Options)
		want   string // a part of the error
	}{
		"no hooks":                   {func(o *inbound.Options) { o.Hooks = nil }, "hooks: there are none"},
		"no relay":                   {func(o *inbound.Options) { o.Relay = nil }, "the relay or the clock is missing"},
		"no clock":                   {func(o *inbound.Options) { o.Clock = nil }, "the relay or the clock is missing"},
		"a path of two segments":     {func(o *inbound.Options) { o.Path = "a/b" }, "path: "},
		"too large a body":           {func(o *inbound.Options) { o.MaxBodyBytes = relay.MaxDataBytes + 1 }, "max_body: "},
		"a negative body":            {func(o *inbound.Options) { o.MaxBodyBytes = -1 }, "max_body: "},
		"a rate that is no number":   {func(o *inbound.Options) { o.Rate = math.NaN() }, "max_rate: "},
		"a negative rate":            {func(o *inbound.Options) { o.Rate = -1 }, "max_rate: "},
		"a negative gate":            {func(o *inbound.Options) { o.Waiting = -1 }, "negative"},
		"a proxy that is no range":   {func(o *inbound.Options) { o.Proxies = []netip.Prefix{{}} }, "proxies: "},
		"two of a name":              {func(o *inbound.Options) { o.Hooks = append(o.Hooks, o.Hooks[0]) }, "hooks: there are two named fintoro"},
		"a name with a slash":        {hook(func(h *inbound.Hook) { h.Name = "a/b" }), "hooks: \"a/b\" is no name"},
		"an empty name":              {hook(func(h *inbound.Hook) { h.Name = "" }), "hooks: \"\" is no name"},
		"no such product":            {hook(func(h *inbound.Hook) { h.Provider = "stripe" }), "provider: hook fintoro: there is no product"},
		"no secret":                  {hook(func(h *inbound.Hook) { h.Secrets = nil }), "secret: hook fintoro: it is missing"},
		"an empty secret":            {hook(func(h *inbound.Hook) { h.Secrets = []string{""} }), "secret: hook fintoro: it is empty"},
		"nine secrets":               {hook(func(h *inbound.Hook) { h.Secrets = make([]string, 9) }), "9 are too many"},
		"a token of another product": {hook(func(h *inbound.Hook) { h.Token = "t" }), "token: hook fintoro: only Moneybird"},
		"sync of another product":    {hook(func(h *inbound.Hook) { h.Sync = true }), "sync: hook fintoro: Fintoro reads nothing"},
		"sync without a target":      {hook(func(h *inbound.Hook) { h.Provider, h.Sync, h.Targets = "finpilo", true, nil }), "sync: hook fintoro: there is no target"},
		"three of Silverfin's":       {hook(func(h *inbound.Hook) { h.Provider, h.Secrets = "silverfin", []string{"a", "b", "c"} }), "3 are too many"},
		"two keys of Finpilo":        {hook(func(h *inbound.Hook) { h.Provider, h.Secrets = "finpilo", []string{"a", "b"} }), "2 are too many"},
		"Bookkeeper's second is no secret of it": {
			hook(func(h *inbound.Hook) {
				h.Provider, h.Secrets = "bookkeeper", []string{bookkeeperSecret, "plain-secret"}
			}), "secret: hook fintoro: a signing secret cannot be read",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opt := inbound.Options{Relay: &fakeRelay{}, Clock: stoppedClock{}, Hooks: []inbound.Hook{{Name: "fintoro", Provider: "fintoro", Secrets: []string{fintoroSecret}, Targets: []string{"s"}}}}
			tt.change(&opt)
			_, err := inbound.NewHandler(opt)
			var input *relay.InputError
			if !errors.As(err, &input) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
			if err != nil && (strings.Contains(err.Error(), fintoroSecret) || strings.Contains(err.Error(), "plain-secret")) {
				t.Errorf("a secret is in %v", err)
			}
		})
	}
}

func TestOptionsThatCanBe(t *testing.T) {
	t.Parallel()
	for name, hook := range map[string]inbound.Hook{
		"finpilo without a key":       {Name: "a", Provider: "finpilo"},
		"moneybird with a token":      {Name: "a", Provider: "moneybird", Token: "t"},
		"nothing to verify with":      {Name: "a-1", Provider: "fintoro", ForwardUnverified: true},
		"one of Silverfin's two":      {Name: "a", Provider: "silverfin", Secrets: []string{"one"}},
		"several during a rotation":   {Name: "a", Provider: "bookkeeper", Secrets: []string{bookkeeperSecret, bookkeeperSecret}},
		"no targets: stored and kept": {Name: "0", Provider: "fintoro", Secrets: []string{"a"}},
	} {
		if _, err := inbound.NewHandler(inbound.Options{Relay: &fakeRelay{}, Clock: stoppedClock{}, Hooks: []inbound.Hook{hook}, Path: "A-z_0"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
