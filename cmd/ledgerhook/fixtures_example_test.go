package main

import (
	"slices"
	"testing"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// What a starter reads is named as env prints it and run exports it.
func TestStartersReadWhatEnvPrints(t *testing.T) {
	t.Parallel()
	env := control.Env{Secrets: map[string]control.Keys{}}
	for _, name := range providerNames() {
		env.Secrets[name] = control.Keys{Secret: "one", Secret2: "two"}
	}
	names := []string{"PORT", "INBOX"} // their own
	for _, v := range variables(&env) {
		names = append(names, v.name)
	}
	all, err := fixtures.Starters()
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	for _, s := range all {
		for _, name := range s.Env {
			if !slices.Contains(names, name) {
				t.Errorf("%s in %s reads %s, which env does not print", s.Provider, s.Lang, name)
			}
		}
	}
}
