package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// givenHook is a hook as flags or the file say it. Its secrets are read already where the file gives them.
type givenHook struct {
	provider, name                           string
	secret, secret2, token                   string
	old, to                                  []string
	resign, forwardUnverified, sync, ordered bool
	retry                                    string // empty: the relay's own
	rate                                     float64
	concurrency                              int

	given []string // names of the flags that were given
	// mistake says where a mistake in a field is.
	mistake func(field, problem, hint string) error
}

// readSecrets reads those that stand in files or on standard input, and URLs that do.
func (g *givenHook) readSecrets(a *app) (err error) {
	for _, secret := range []struct {
		flag string
		to   *string
	}{{"secret", &g.secret}, {"secret2", &g.secret2}, {"webhook-token", &g.token}} {
		if *secret.to, err = a.readSecret(secret.flag, *secret.to); err != nil {
			return err
		}
	}
	for i := range g.old {
		if g.old[i], err = a.readSecret("old-secret", g.old[i]); err != nil {
			return err
		}
	}
	for i := range g.to {
		if g.to[i], err = a.readSecret("to", g.to[i]); err != nil {
			return err
		}
	}
	return nil
}

// hook checks what was given. Whether a secret has the product's shape, the product says.
func (g *givenHook) hook() (local.Hook, error) {
	dialect, err := (products{}).Dialect(g.provider)
	if err != nil {
		return local.Hook{}, g.mistake("provider", err.Error(), "ledgerhook providers list")
	}
	traits := dialect.Traits()
	if g.name == "" {
		g.name = g.provider
	}
	hook := local.Hook{
		Hook: inbound.Hook{
			Name: g.name, Provider: g.provider, Old: g.old, Token: g.token, ForwardUnverified: g.forwardUnverified, Sync: g.sync,
		},
		To: g.to, Resign: g.resign,
		Limits: relay.Limits{Rate: g.rate, Concurrency: g.concurrency, Ordered: g.ordered},
	}
	for _, secret := range []string{g.secret, g.secret2} {
		if secret != "" {
			hook.Secrets = append(hook.Secrets, secret)
		}
	}
	if err := cmpOr(g.checkName, func() error { return g.checkSecrets(&traits) }, g.checkWay); err != nil {
		return hook, err
	}
	if g.retry != "" && g.retry != "default" {
		schedule, err := retry.Parse(g.retry)
		var wrong *retry.ParseError
		if errors.As(err, &wrong) {
			return hook, g.mistake("retry", wrong.Error(), "such as 5s,5m,1h, or none")
		}
		hook.Limits.Retry = &schedule
	}
	if err := hook.Limits.Validate(); err != nil {
		var input *relay.InputError
		if errors.As(err, &input) {
			return hook, g.mistake(input.Field, input.Problem, input.Hint)
		}
		return hook, err
	}
	return hook, nil
}

// cmpOr is the first error of checks, each of which is made only where those before it found nothing.
func cmpOr(checks ...func() error) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

const longestHookName = 64

func (g *givenHook) checkName() error {
	for _, r := range g.name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return g.mistake("name", fmt.Sprintf("%.70q cannot stand in a URL as it is", g.name), "lower-case letters, digits and hyphens")
		}
	}
	switch {
	case len(g.name) > longestHookName:
		return g.mistake("name", fmt.Sprintf("it has more than %d characters", longestHookName), "a short one")
	case strings.HasPrefix(g.name, "-"):
		return g.mistake("name", "it begins with a hyphen", "begin it with a letter or a digit")
	}
	return nil
}

// checkSecrets wants something that proves the sender, unless nothing is asked for.
func (g *givenHook) checkSecrets(traits *relay.Traits) error {
	unproven := g.forwardUnverified || g.provider == "finpilo" || g.provider == "moneybird" && g.token != ""
	switch {
	case g.token != "" && g.provider != "moneybird":
		return g.mistake("webhook-token", traits.Title+" sends none; only Moneybird does", "leave it out")
	case g.secret == "" && g.secret2 != "":
		return g.mistake("secret2", "it stands beside a secret, which is missing", "give both")
	case g.secret == "" && !unproven:
		return g.mistake("secret", fmt.Sprintf("the hook %s has nothing to verify with: %s's %s is missing", g.name, traits.Title, traits.SecretNames[0]),
			"--secret @FILE, or - for a line of standard input, or LEDGERHOOK_SECRET; --forward-unverified does without")
	case g.secret == "" && g.resign:
		return g.mistake("resign", "there is no secret to sign with", "give the secret, too")
	case g.resign && !traits.SignsTime:
		return g.mistake("resign", traits.Title+" signs no time, so that no signature of it grows too old", "leave it out")
	}
	return nil
}

// checkWay wants targets, and a product whose way allows what was asked for.
func (g *givenHook) checkWay() error {
	switch {
	case len(g.to) == 0:
		return g.mistake("to", "what comes in at the hook "+g.name+" has nowhere to go", "--to http://127.0.0.1:3000/hooks, or --to mock")
	case slices.Contains(g.to, ""):
		return g.mistake("to", "it is empty", "--to http://127.0.0.1:3000/hooks, or --to mock")
	case g.sync && g.provider != "finpilo":
		return g.mistake("sync", g.provider+" reads nothing in the answer; only Finpilo does", "leave it out: what comes in is answered at once, and passed on until the app takes it")
	case g.sync && g.retry != "" && g.retry != "none":
		return g.mistake("retry", "the product is told of a failure at once, and its user sends again: nothing is retried with sync", "leave it out")
	}
	return nil
}

// checkHooks wants each name once.
func checkHooks(given []givenHook) error {
	seen := map[string]bool{}
	for i := range given {
		g := &given[i]
		name := g.name
		if name == "" {
			name = g.provider
		}
		if seen[name] {
			return g.mistake("name", fmt.Sprintf("two hooks are named %q", name), "give each a name of its own with --name")
		}
		seen[name] = true
	}
	return nil
}

// hooksOf reads and checks all hooks.
func hooksOf(given []givenHook) ([]local.Hook, error) {
	if err := checkHooks(given); err != nil {
		return nil, err
	}
	hooks := make([]local.Hook, len(given))
	for i := range given {
		var err error
		if hooks[i], err = given[i].hook(); err != nil {
			return nil, err
		}
	}
	return hooks, nil
}

// unproven are the hooks at which anybody can send, each with why.
func unproven(hooks []local.Hook) []string {
	var warnings []string
	for i := range hooks {
		hook := &hooks[i]
		switch proves := len(hook.Secrets) > 0 || hook.Token != ""; {
		case hook.ForwardUnverified:
			warnings = append(warnings, "the hook "+hook.Name+" passes on what does not verify: your app gets whatever anybody sends there")
		case !proves:
			warnings = append(warnings, "the hook "+hook.Name+" has no secret, so that nothing proves who sends: whoever knows its URL can send to your app; give Finpilo an API key, and relay the same with --secret @FILE")
		case len(hook.Secrets) == 0:
			warnings = append(warnings, "the hook "+hook.Name+" has no signing secret: a webhook_token alone does not prove that a body is as Moneybird sent it")
		}
	}
	return warnings
}
