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

type variable struct{ name, value string }

// variables lists what an app reads, in a fixed order.
func variables(env *control.Env) []variable {
	vars := []variable{{"LEDGERHOOK_SERVER", env.Control}, {"LEDGERHOOK_MOCK", env.Mock}}
	if env.CA != "" {
		vars = append(vars, variable{"LEDGERHOOK_CA", env.CA}, variable{"NODE_EXTRA_CA_CERTS", env.CA})
	}
	for _, name := range providerNames() {
		prefix := strings.ToUpper(name)
		vars = append(vars, variable{prefix + "_BASE_URL", env.Providers[name]}, variable{prefix + "_API_TOKEN", env.Tokens[name]})
		if emulate.HasMembers(name) {
			vars = append(vars, variable{prefix + "_MEMBER_TOKEN", emulate.MemberToken(env.Tokens[name])})
		}
		keys, ok := env.Secrets[name]
		switch {
		case !ok:
			continue
		case name == "silverfin":
			vars = append(vars, variable{prefix + "_WEBHOOK_SIGNING_TOKEN_1", keys.Secret}, variable{prefix + "_WEBHOOK_SIGNING_TOKEN_2", keys.Secret2})
		case name == "finpilo":
			vars = append(vars, variable{prefix + "_API_KEY", keys.Secret})
		default:
			vars = append(vars, variable{prefix + "_WEBHOOK_SECRET", keys.Secret})
		}
		for _, field := range slices.Sorted(maps.Keys(keys.Own)) {
			if value := scalar(jsontext.Value(keys.Own[field])); value != "" {
				vars = append(vars, variable{prefix + "_" + strings.ToUpper(field), value})
			}
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
