package local

import (
	"context"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
)

// subscribeMock subscribes the mock to every product of an empty database, and points what is subscribed already to
// where the mock listens now.
func (n *Node) subscribeMock(ctx context.Context, bare bool) error {
	subs := n.Engine.Subscriptions()
	for i := range subs {
		if !subs[i].Builtin {
			continue
		}
		if err := n.redirect(ctx, &subs[i]); err != nil {
			return err
		}
	}
	if bare || len(subs) > 0 {
		return nil
	}
	for _, name := range n.Engine.Providers() {
		sub := relay.Subscription{Provider: name, Name: "built-in mock", URL: n.mockURL(name), Builtin: true}
		if _, _, err := n.Engine.Subscribe(ctx, sub); err != nil {
			return err
		}
	}
	return nil
}

// redirect points a built-in subscription at where the mock listens now.
func (n *Node) redirect(ctx context.Context, sub *relay.Subscription) error {
	url := n.mockURL(sub.Provider)
	if sub.URL == url {
		return nil
	}
	_, err := n.Engine.Update(ctx, sub.ID, func(s *relay.Subscription) error {
		s.URL = url
		return nil
	})
	return err
}

func (n *Node) mockURL(provider string) string { return n.MockURL + "/" + provider }

// engineKeys tells the mock what the engine's subscriptions sign with, in whatever state they are, since their deliveries
// may still be on the way. One that signs nothing counts only while it is active: else the mock would take anybody's word
// once the built-in subscription has stepped aside for one with a key.
type engineKeys struct{ engine *relay.Engine }

// Keys implements mock.Keys.
func (k engineKeys) Keys(_ context.Context, provider string) ([]mock.Key, error) {
	now := k.engine.Clock.Now()
	var keys []mock.Key
	for _, sub := range k.engine.Subscriptions() {
		if sub.Provider != provider {
			continue
		}
		if secrets := sub.ActiveSecrets(now); len(secrets) > 0 || sub.State == relay.Active {
			keys = append(keys, mock.Key{Secrets: secrets})
		}
	}
	return keys, nil
}
