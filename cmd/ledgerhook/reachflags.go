package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"
	"golang.org/x/net/http/httpproxy"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// reachFlags are those that say where deliveries may go and how.
func (s *serving) reachFlags(f *pflag.FlagSet) {
	f.BoolVar(&s.strict, "strict", false, "refuse what the products themselves would refuse: URLs that break a product's rule, tokens that were not issued")
	f.StringArrayVar(&s.assumed, "assume-public", nil, "`HOST=ADDRESS`: deliveries to HOST go to ADDRESS, and HOST counts as public; can be given more than once")
	f.BoolVar(&s.tls, "tls", false, "serve everything over https, by an authority for this machine whose file it prints; with --assume-public also make certificates for your app")
	f.BoolVar(&s.proxy, "proxy", false, "send deliveries through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name; without it these are ignored")
}

// setReach checks those flags.
func (s *serving) setReach(a *app, opt *local.Options) error {
	if s.strict && s.proxy {
		return usage("ledgerhook serve --strict", "--proxy does not go with --strict, which looks at the address dialled: behind a proxy nobody here sees it")
	}
	opt.Strict, opt.Assumed, opt.TLS = s.strict, relay.Assumed{}, s.tls
	for _, text := range s.assumed {
		name, addr, err := relay.ParseAssumed(text)
		if err != nil {
			return usage("ledgerhook serve --assume-public api.test=127.0.0.1", "--%w", err)
		}
		if before, twice := opt.Assumed[name]; twice && before != addr {
			return usage("ledgerhook serve --assume-public api.test=127.0.0.1", "--assume-public: %s is given two addresses, %s and %s", name, before, addr)
		}
		opt.Assumed[name] = addr
	}
	if s.tls {
		dir, err := a.stateDir()
		if err != nil {
			return usage("XDG_STATE_HOME=DIRECTORY ledgerhook serve --tls", "--tls keeps its certificates in the state directory: %w", err)
		}
		opt.TLSDir = tlsDir(dir)
	}
	if s.proxy {
		opt.Proxy = a.proxy(opt.Assumed)
	}
	return nil
}

// proxy takes the proxy from the environment. Hosts that count as public are dialled without it.
func (a *app) proxy(assumed relay.Assumed) func(*http.Request) (*url.URL, error) {
	either := func(upper, lower string) string {
		if value := a.environ(upper); value != "" {
			return value
		}
		return a.environ(lower)
	}
	config := httpproxy.Config{
		HTTPProxy: either("HTTP_PROXY", "http_proxy"), HTTPSProxy: either("HTTPS_PROXY", "https_proxy"), NoProxy: either("NO_PROXY", "no_proxy"),
	}
	choose := config.ProxyFunc()
	return func(r *http.Request) (*url.URL, error) {
		if assumed.Has(r.URL.Hostname()) {
			return nil, nil
		}
		return choose(r.URL)
	}
}

// stateDir is ledgerhook's directory among the user's state.
func (a *app) stateDir() (string, error) {
	dir := a.environ("XDG_STATE_HOME")
	if dir == "" || !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("no home directory is known: %w", err)
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "ledgerhook"), nil
}

func tlsDir(stateDir string) string { return filepath.Join(stateDir, "tls") }
