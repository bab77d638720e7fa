package main

import (
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// testSecrets are what an app under test verifies with, the same in every run, so that it can be told before. They open nothing.
func testSecrets() map[string][2]string {
	return map[string][2]string{
		"finpilo":    {"ledgerhook-test-finpilo-api-key"},
		"fintoro":    {"ledgerhook-test-fintoro-secret"},
		"moneybird":  {"ledgerhook-test-moneybird-secret"},
		"silverfin":  {"ledgerhook-test-silverfin-token-1", "ledgerhook-test-silverfin-token-2"},
		"bookkeeper": {"whsec_bGVkZ2VyaG9vay10ZXN0LWJvb2trZWVwZXItc2VjcmV0"},
	}
}

// testToken is a bearer token for the products' APIs, which take any on loopback.
const testToken = "ledgerhook-test-token"

// appVariables are what `ledgerhook env` would print while a scenario runs: they are known before.
func (e *testEngines) appVariables() []variable {
	base := "http://" + e.options.Listen
	env := control.Env{
		Control: base, Mock: "http://" + e.options.MockListen,
		Providers: map[string]string{}, Tokens: map[string]string{}, Secrets: map[string]control.Keys{},
	}
	for name, secrets := range testSecrets() {
		env.Providers[name], env.Tokens[name] = base+"/"+name, testToken
		env.Secrets[name] = control.Keys{Secret: secrets[0], Secret2: secrets[1]}
	}
	return variables(&env)
}
