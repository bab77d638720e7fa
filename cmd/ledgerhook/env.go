package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

func (a *app) env() *cobra.Command {
	format := "dotenv"
	c := &cobra.Command{
		Use: "env", Short: "Print the base URLs, tokens and secrets that an app under test needs", Args: noArgs,
		Long:    "Prints the addresses of the running server, each product's base URL and the bearer token issued for its API, and the secrets of its newest active subscription (on purpose, so mind where the output goes); of a server that speaks TLS, also the file of the authority to trust.",
		Example: "ledgerhook env > .env\neval \"$(ledgerhook env --format shell)\"\nledgerhook env --format curl",
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := a.client().Env(cmd.Context())
			if err != nil {
				return err
			}
			if a.json {
				format = "json"
			}
			switch format {
			case "json":
				return a.printJSON(env)
			case "dotenv", "shell":
				for _, v := range variables(&env) {
					fmt.Fprintln(a.stdout, assignment(format, v.name, v.value))
				}
				return nil
			case "curl":
				a.printCalls(&env)
				return nil
			}
			return usage("ledgerhook env --format dotenv", "no format %q; there are dotenv, shell, json and curl", format)
		},
	}
	c.Flags().StringVar(&format, "format", format, "one of dotenv, shell, json and curl, which prints calls of the products' APIs that can be pasted")
	return c
}

// variable is one entry of an app's environment.
type variable struct {
	name, value string
	secret      bool // it opens something
}

// variables lists what an app and its tests read, in a fixed order: of each product first the names that are alike for all, which
// a test suite reads, then those that an app's own settings have.
func variables(env *control.Env) []variable {
	vars := []variable{
		{name: "LEDGERHOOK_SERVER", value: env.Control}, {name: "LEDGERHOOK_CONTROL", value: env.Control}, {name: "LEDGERHOOK_MOCK", value: env.Mock},
	}
	if env.CA != "" {
		vars = append(vars, variable{name: "LEDGERHOOK_CA", value: env.CA}, variable{name: "NODE_EXTRA_CA_CERTS", value: env.CA})
	}
	for _, name := range providerNames() {
		prefix := strings.ToUpper(name)
		vars = append(vars, alike(env, name, "LEDGERHOOK_"+prefix)...)
		vars = append(vars, variable{name: prefix + "_BASE_URL", value: env.Providers[name]}, variable{prefix + "_API_TOKEN", env.Tokens[name], true})
		if emulate.HasMembers(name) {
			vars = append(vars, variable{prefix + "_MEMBER_TOKEN", emulate.MemberToken(env.Tokens[name]), true})
		}
		keys, ok := env.Secrets[name]
		switch {
		case !ok:
			continue
		case name == "silverfin":
			vars = append(vars, variable{prefix + "_WEBHOOK_SIGNING_TOKEN_1", keys.Secret, true}, variable{prefix + "_WEBHOOK_SIGNING_TOKEN_2", keys.Secret2, true})
		case name == "finpilo":
			vars = append(vars, variable{prefix + "_API_KEY", keys.Secret, true})
		default:
			vars = append(vars, variable{prefix + "_WEBHOOK_SECRET", keys.Secret, true})
		}
		vars = append(vars, ownVariables(&keys, prefix)...)
	}
	return vars
}

// alike are the variables that every product has under the same names.
func alike(env *control.Env, name, prefix string) []variable {
	vars := []variable{{name: prefix + "_URL", value: env.Providers[name]}, {prefix + "_TOKEN", env.Tokens[name], true}}
	keys, ok := env.Secrets[name]
	if !ok {
		return vars
	}
	vars = append(vars, variable{prefix + "_SECRET", keys.Secret, true})
	if keys.Secret2 != "" {
		vars = append(vars, variable{prefix + "_SECRET2", keys.Secret2, true})
	}
	return append(vars, ownVariables(&keys, prefix)...)
}

// ownVariables are a product's own fields, such as Moneybird's webhook_token.
func ownVariables(keys *control.Keys, prefix string) []variable {
	var vars []variable
	for _, field := range slices.Sorted(maps.Keys(keys.Own)) {
		if value := scalar(jsontext.Value(keys.Own[field])); value != "" {
			vars = append(vars, variable{prefix + "_" + strings.ToUpper(field), value, strings.Contains(field, "token")})
		}
	}
	return vars
}

// scalar is a JSON string or number as text; empty for anything else.
func scalar(value jsontext.Value) string {
	switch value.Kind() {
	case jsontext.KindString:
		text, err := jsontext.AppendUnquote(nil, value)
		if err == nil {
			return string(text)
		}
	case jsontext.KindNumber:
		return string(value)
	}
	return ""
}

// assignment quotes a value so that neither a dotenv reader nor a shell does anything with it.
func assignment(format, name, value string) string {
	if format == "shell" {
		return "export " + name + "='" + strings.ReplaceAll(value, "'", `'\''`) + "'"
	}
	if strings.ContainsAny(value, " #'\"\\$`\n\r\t") {
		escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "$", `\$`, "`", "\\`")
		return name + `="` + escape.Replace(value) + `"`
	}
	return name + "=" + value
}
