package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/mock"
)

// givenKeys are the secrets of the command line: one subscription a product.
type givenKeys map[string][]string

// Keys implements mock.Keys.
func (k givenKeys) Keys(_ context.Context, provider string) ([]mock.Key, error) {
	if len(k[provider]) == 0 {
		return nil, nil
	}
	return []mock.Key{{Secrets: k[provider]}}, nil
}

func (a *app) readKeys(secrets []string) (givenKeys, error) {
	keys := givenKeys{}
	return keys, a.readPairs("secret", "SECRET", secrets, func(name, secret string) error {
		keys[name] = append(keys[name], secret)
		return nil
	})
}

// readPairs reads the values of a flag that are PROVIDER=something secret.
func (a *app) readPairs(flag, what string, given []string, take func(name, value string) error) error {
	for i, pair := range given {
		name, value, err := splitPair(flag, what, i, pair)
		if err != nil {
			return err
		}
		if value, err = a.readSecret(flag, value); err != nil {
			return err
		}
		if err := take(name, value); err != nil {
			return err
		}
	}
	return nil
}

// splitPair reads PROVIDER=something. What is wrong is not shown: it may be the secret alone.
func splitPair(flag, what string, i int, pair string) (name, value string, err error) {
	name, value, ok := strings.Cut(pair, "=")
	if !ok || value == "" || !slices.Contains(providerNames(), name) {
		return "", "", usage(fmt.Sprintf("ledgerhook mock --%s fintoro=@FILE", flag),
			"--%s number %d: write PROVIDER=%s, with one of %s", flag, i+1, what, strings.Join(providerNames(), ", "))
	}
	return name, value, nil
}

// readAPIs reads where the products' APIs are, and what opens them.
func (a *app) readAPIs(urls, tokens []string) (map[string]mock.API, error) {
	apis := map[string]mock.API{}
	for i, pair := range urls {
		name, value, err := splitPair("api", "URL", i, pair)
		if err != nil {
			return nil, err
		}
		u, err := url.Parse(value)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return nil, usage("ledgerhook mock --api "+name+"=http://127.0.0.1:7117/"+name, "--api %s: write a URL that begins with http:// or https://, and holds no user and no query", name)
		}
		apis[name] = mock.API{URL: strings.TrimRight(value, "/")}
	}
	err := a.readPairs("api-token", "TOKEN", tokens, func(name, token string) error {
		api, known := apis[name]
		if !known {
			return usage("ledgerhook mock --api "+name+"=URL --api-token "+name+"=TOKEN", "--api-token %s: there is no --api %s that it would open", name, name)
		}
		api.Token = token
		apis[name] = api
		return nil
	})
	return apis, err
}
