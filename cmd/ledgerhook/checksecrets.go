package main

import (
	"cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// readCheckSecrets reads what the receiver verifies with, in place of the flags' values. An app that is started gets those
// of tests where none are given.
func (a *app) readCheckSecrets(f *checkFlags, traits *relay.Traits) (secrets []string, err error) {
	for _, of := range []struct {
		flag  string
		value *string
	}{{"secret", &f.secret}, {"secret2", &f.secret2}, {"next-secret", &f.next}, {"old-secret", &f.old}, {"webhook-token", &f.webhookToken}} {
		if *of.value, err = a.readSecret(of.flag, *of.value); err != nil {
			return nil, err
		}
	}
	if f.appCommand != "" {
		f.forTests()
	}
	const how = "the receiver verifies with it, so give the same: --%s @FILE, or LEDGERHOOK_%s=…"
	const try = "ledgerhook check URL --provider "
	switch {
	case f.provider == "finpilo" && f.secret == "": // a receiver without a key checks nothing
		return nil, nil
	case f.secret == "":
		return nil, usage(try+f.provider+" --secret @FILE", "%s's %s is missing: "+how, traits.Title, traits.SecretNames[0], "secret", "SECRET")
	case f.provider == "silverfin" && f.secret2 == "":
		return nil, usage(try+f.provider+" --secret @FILE --secret2 @FILE", "%s's %s is missing: "+how, traits.Title, traits.SecretNames[1], "secret2", "SECRET2")
	case f.provider == "silverfin":
		return []string{f.secret, f.secret2}, nil
	}
	return []string{f.secret}, nil
}

// forTests fills in secrets that were not given. Of Moneybird's token it is not known whether the app looks at it.
func (f *checkFlags) forTests() {
	known := testSecrets()[f.provider]
	if f.secret == "" {
		f.secret, f.secret2 = known[0], cmp.Or(f.secret2, known[1])
	}
}

// checkVariables are what an app that check starts finds in its environment: what `ledgerhook env` prints where a server
// runs.
func (a *app) checkVariables(f *checkFlags) []variable {
	env := control.Env{Control: a.server, Providers: map[string]string{}, Tokens: map[string]string{}, Secrets: map[string]control.Keys{}}
	for _, name := range providerNames() {
		env.Providers[name], env.Tokens[name] = a.server+"/"+name, testToken
	}
	env.Secrets[f.provider] = control.Keys{Secret: f.secret, Secret2: f.secret2}
	vars := variables(&env)
	if f.webhookToken != "" {
		vars = append(vars, variable{"LEDGERHOOK_MONEYBIRD_WEBHOOK_TOKEN", f.webhookToken, true}, variable{"MONEYBIRD_WEBHOOK_TOKEN", f.webhookToken, true})
	}
	return vars
}
