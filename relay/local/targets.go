package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// reasonUnnamed says why a target of before takes nothing more. What it owes goes on.
const reasonUnnamed = "the relay names it no more"

// mockTarget names the subscription of a hook that goes to the mock, whose address may be another at each start.
const mockTarget = "mock"

// target makes the subscriptions of all hooks' targets, finds those of before again by hook and URL, and lets those go that
// no hook names any more.
func (n *Node) target(ctx context.Context, public *Public) ([]inbound.Hook, error) {
	named := map[string]bool{} // subscriptions, by id
	hooks := make([]inbound.Hook, len(public.Hooks))
	for i := range public.Hooks {
		hook := &public.Hooks[i]
		hooks[i] = hook.Hook
		hooks[i].Targets = nil
		for _, to := range hook.To {
			wanted, err := n.wanted(public, hook, to)
			if err != nil {
				return nil, inHook(hook.Name, err)
			}
			id, err := n.keepTarget(ctx, wanted)
			if err != nil {
				return nil, inHook(hook.Name, err)
			}
			if !named[id] { // else the same URL twice
				hooks[i].Targets = append(hooks[i].Targets, id)
			}
			named[id] = true
		}
	}
	for _, sub := range n.Engine.Subscriptions() {
		if sub.Hook == "" || sub.State != relay.Active || named[sub.ID] {
			continue
		}
		if _, err := n.Engine.Deactivate(ctx, sub.ID, reasonUnnamed); err != nil {
			return nil, err
		}
	}
	return hooks, nil
}

// inHook says at which hook a mistake is.
func inHook(name string, err error) error {
	var input *relay.InputError
	if !errors.As(err, &input) {
		return fmt.Errorf("hook %s: %w", name, err)
	}
	other := *input
	if other.Field == "url" {
		other.Field = "to"
	}
	if strings.HasPrefix(other.Field, "secret") { // none is ever made for a hook
		other.Hint = ""
	}
	other.Problem = fmt.Sprintf("hook %s: %s", name, input.Problem)
	return &other
}

// wanted is the subscription of one target.
func (n *Node) wanted(public *Public, hook *Hook, to string) (*relay.Subscription, error) {
	sub := &relay.Subscription{Provider: hook.Provider, Hook: hook.Name, URL: to, Resign: hook.Resign, Limits: hook.Limits}
	if to == ToMock {
		sub.Name, sub.URL = mockTarget, n.mockURL(hook.Provider)
	}
	if n.isPublic(public, sub.URL) {
		return nil, &relay.InputError{Field: "to", Problem: relay.MaskURL(sub.URL) + " is the relay's own public side: what comes in would come in again for ever", Hint: "name your app's URL"}
	}
	for _, secret := range hook.Secrets {
		sub.Secrets = append(sub.Secrets, relay.Secret{Value: secret})
	}
	if hook.Token != "" {
		var err error
		if sub.Own, err = json.Marshal(map[string]string{"webhook_token": hook.Token}); err != nil {
			return nil, fmt.Errorf("encode the webhook's token: %w", err)
		}
	}
	if hook.Sync { // the product's user was told of the failure, and sends again: nothing goes out a second time by itself
		none := retry.Gaps()
		sub.Limits.Retry, sub.Limits.AtMostOnce = &none, true
	}
	return sub, nil
}

// isPublic reports whether a URL leads back to the public side.
func (n *Node) isPublic(public *Public, target string) bool {
	u, err := url.Parse(target)
	if err != nil {
		return false
	}
	if outside, err := advertised(public.URL); err == nil && outside != nil && strings.EqualFold(outside.Hostname(), u.Hostname()) && portOf(outside) == portOf(u) {
		return true
	}
	listening, ok := n.public.listener.Addr().(*net.TCPAddr)
	if !ok || portOf(u) != fmt.Sprint(listening.Port) {
		return false
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	address = address.Unmap()
	own := listening.AddrPort().Addr().Unmap()
	return address == own || address.IsUnspecified() || own.IsUnspecified() && isOwn(address) || own.IsLoopback() && address.IsLoopback()
}

// isOwn reports whether this machine has an address.
func isOwn(address netip.Addr) bool {
	if address.IsLoopback() {
		return true
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, one := range all {
		if prefix, err := netip.ParsePrefix(one.String()); err == nil && prefix.Addr().Unmap() == address {
			return true
		}
	}
	return false
}

// portOf is a URL's port, that of its scheme where it has none.
func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// keepTarget makes a target's subscription, or brings the one that there is to what is wanted. One that a person has paused
// or disabled stays so.
func (n *Node) keepTarget(ctx context.Context, wanted *relay.Subscription) (id string, err error) {
	have := n.targetOf(wanted)
	if have == nil {
		made, _, err := n.Engine.Subscribe(ctx, *wanted)
		return made.ID, err
	}
	_, err = n.Engine.Update(ctx, have.ID, func(sub *relay.Subscription) error {
		sub.URL, sub.Resign, sub.Limits, sub.Secrets, sub.Own = wanted.URL, wanted.Resign, wanted.Limits, wanted.Secrets, wanted.Own
		dialect, err := n.Engine.Dialect(sub.Provider)
		if err != nil {
			return err
		}
		return dialect.Prepare(sub, n.Engine.Chance) // draws again what was not given
	})
	if err == nil && have.State == relay.Deactivated && have.Reason == reasonUnnamed {
		_, err = n.Engine.Resume(ctx, have.ID)
	}
	return have.ID, err
}

// targetOf is a target's subscription of an earlier start; nil where there is none.
func (n *Node) targetOf(wanted *relay.Subscription) *relay.Subscription {
	for _, sub := range n.Engine.Subscriptions() {
		same := sub.URL == wanted.URL && sub.Name != mockTarget
		if wanted.Name == mockTarget {
			same = sub.Name == mockTarget
		}
		if sub.Hook == wanted.Hook && sub.Provider == wanted.Provider && sub.State != relay.Expired && same {
			return &sub
		}
	}
	return nil
}
