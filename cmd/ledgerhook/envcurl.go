package main

import (
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// printCalls prints, per product, the calls of its own API that register a webhook and show what else it can do, for a shell.
func (a *app) printCalls(env *control.Env) {
	for i, name := range providerNames() {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintln(a.stdout, "# "+name)
		base, token := env.Providers[name], env.Tokens[name]
		for _, curl := range append([]string{emulate.Registration(name, base, token)}, emulate.Examples(name, base, token)...) {
			fmt.Fprintln(a.stdout, trusting(curl, env.CA))
		}
	}
}

// trusting lets a curl command trust an authority; an empty one is none.
func trusting(curl, ca string) string {
	if ca == "" {
		return curl
	}
	return strings.Replace(curl, "curl ", "curl --cacert "+export.ShellWord(ca)+" ", 1)
}
