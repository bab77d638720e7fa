package local

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// tokenBytes is how long a drawn token is, before it is written in hex.
const tokenBytes = 16

// secretPrefix begins the keys of those settings of a database that are secrets, which are kept sealed.
const secretPrefix = "secret."

// secret is a setting that a database draws once and keeps. It comes from crypto/rand and not from the seed: a seed is
// shown, and may be as short as "42".
func (f *files) secret(ctx context.Context, name string) (string, error) {
	value, kept, err := f.store.SecretMeta(ctx, secretPrefix+name)
	if err != nil || kept {
		return value, err
	}
	if value, err = draw(); err != nil {
		return "", err
	}
	return value, f.store.PutSecretMeta(ctx, secretPrefix+name, value)
}

// draw makes a token that nobody guesses.
func draw() (string, error) {
	raw := make([]byte, tokenBytes)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("draw a token: %w", err)
	}
	return hex.EncodeToString(raw), nil
}

// drawMockTokens makes the tokens with which the mock reads; this process alone ever knows them.
func (n *Node) drawMockTokens() error {
	n.mockTokens = map[string]string{}
	for name := range n.Tokens {
		token, err := draw()
		if err != nil {
			return err
		}
		n.mockTokens[name] = token
	}
	return nil
}

// apis are where the mock reads what events are about. The files of Finpilo open to the webhook's own key.
func (n *Node) apis() map[string]mock.API {
	apis := map[string]mock.API{}
	for name := range n.ProviderURLs {
		api := mock.API{URL: n.ControlURL + "/" + name, Public: n.publicURL}
		if name != "finpilo" {
			api.Token = n.mockTokens[name]
		}
		apis[name] = api
	}
	return apis
}

// issuedTokens are the bearer tokens of the products' APIs, by product: the database's own, or those of a seed that was
// given on purpose, so that a run can be repeated. seed is nil where none was given, or where others could guess it.
func (f *files) issuedTokens(ctx context.Context, seed *uint64) (map[string]string, error) {
	tokens := map[string]string{}
	for _, d := range provider.All() {
		name := d.Traits().Name
		var text string
		if seed != nil {
			text = hex.EncodeToString(relay.Chance{Seed: *seed}.Bytes("local/token", name, 0, tokenBytes))
		} else {
			var err error
			if text, err = f.secret(ctx, "token."+name); err != nil {
				return nil, err
			}
		}
		tokens[name] = "local_" + name + "_" + text
	}
	return tokens, nil
}
