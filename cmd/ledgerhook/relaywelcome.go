package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// welcomeRelay tells, once everything is ready, which URLs to register, and what becomes of what comes in there.
func (a *app) welcomeRelay(ctx context.Context, client *control.Client, node *local.Node, hooks []local.Hook) error {
	if a.quiet {
		return nil
	}
	stats, err := client.Stats(ctx)
	if err != nil {
		return err
	}
	a.say("ledgerhook %s relays", buildVersion().Version)
	a.say("  public side    %s, which serves the hooks and nothing else", node.PublicURL)
	a.say("  control API    %s", node.ControlURL)
	if node.TokenDrawn {
		a.say("  its token      %s (other machines can call: set LEDGERHOOK_TOKEN to it for the command line)", node.Token)
	}
	a.say("  mock receiver  %s", node.MockURL)
	a.say("  database       %s, seed %d", node.DB, node.Seed)
	if a.workspace != nil {
		a.say("  declared in    %s", relay.Visible(a.workspace.Path))
	}
	if open := stats.Deliveries[string(relay.Pending)] + stats.Deliveries[string(relay.Sending)] + stats.Deliveries[string(relay.Held)]; open > 0 {
		a.say("  from before    %d deliveries are still pending and go on now", open)
	}
	for i := range hooks {
		a.sayHook(node, &hooks[i])
	}
	if node.PublicHookURLs[hooks[0].Name] == node.HookURLs[hooks[0].Name] {
		address := strings.TrimPrefix(node.PublicURL, "http://")
		a.say("\nA tunnel lets the product reach it, such as one of")
		a.say("  cloudflared tunnel --url %s", node.PublicURL)
		a.say("  ngrok http %s", address)
		a.say("  ssh -R 80:%s nokey@localhost.run", address)
		a.say("  and its address stands in place of %s in what you register; --public-url prints it so", node.PublicURL)
	}
	a.say("\nWhat came in:   ledgerhook relay list\nLook at it:     ledgerhook tui\n")
	return nil
}

// sayHook tells of one hook: what to register, what proves the sender, where it goes, and how to try it.
func (a *app) sayHook(node *local.Node, hook *local.Hook) {
	url := node.PublicHookURLs[hook.Name]
	name := hook.Name
	if name != hook.Provider {
		name += " (" + hook.Provider + ")"
	}
	a.say("\n%s: register %s", name, url)
	a.say("  verifies with  %s", verifiesWith(hook))
	for _, sub := range node.Engine.Subscriptions() {
		if sub.Hook != hook.Name || sub.Provider != hook.Provider || sub.State != relay.Active && sub.State != relay.Paused {
			continue
		}
		state := ""
		if sub.State != relay.Active {
			state = ", which is " + string(sub.State)
		}
		a.say("  goes on to     %s (%s%s)", relay.Visible(relay.MaskURL(sub.URL)), sub.ID, state)
	}
	if hook.Sync {
		a.say("  answers        what the first of them answers within 29s; nothing is tried again, as its user is told of a failure")
	}
	if command := tryHook(node, hook); command != "" {
		a.say("  try it         %s", command)
	}
}

// verifiesWith says what proves the sender, and no secret.
func verifiesWith(hook *local.Hook) string {
	dialect, known := provider.ByName(hook.Provider)
	if !known {
		return "nothing"
	}
	var proofs []string
	if n := len(hook.Secrets); n > 0 {
		traits := dialect.Traits()
		proofs = append(proofs, strings.Join(traits.SignatureHeaders, ", ")+" and "+relay.Counted(n, "secret"))
	}
	if hook.Token != "" {
		proofs = append(proofs, "webhook_token")
	}
	text := strings.Join(proofs, ", ")
	switch {
	case text == "":
		text = "nothing: anybody who knows the URL can send"
	case hook.ForwardUnverified:
		text += ", and passes on what does not verify"
	}
	return text
}

// exampleEvents are the events that a hook is tried with, one of each product.
func exampleEvents() map[string]string {
	return map[string]string{
		"finpilo": "document.sent", "fintoro": "invoices.paid", "moneybird": "sales_invoice_state_changed_to_paid",
		"silverfin": "permanent_document.processed", "bookkeeper": "payment.confirmed",
	}
}

// longestTry is the longest body that the command that tries a hook shows, in bytes.
const longestTry = 500

// tryHook is a command that sends a hook an event as its product would: one that is signed with the hook's secret, which
// counts as long as the product's signature is fresh. Where a credential itself would stand in it, a command that asks for it.
// Empty where there is none: nothing but the product sends its webhook_token.
func tryHook(node *local.Node, hook *local.Hook) string {
	if hook.Token != "" {
		return ""
	}
	event, url := exampleEvents()[hook.Provider], node.HookURLs[hook.Name]
	asking := fmt.Sprintf("ledgerhook trigger %s %s --to %s --secret @FILE", hook.Provider, event, url)
	if len(hook.Secrets) > 1 {
		asking += " --secret2 @FILE"
	}
	if hook.Provider == "finpilo" && len(hook.Secrets) == 0 {
		asking = fmt.Sprintf("ledgerhook trigger %s %s --to %s", hook.Provider, event, url)
	}
	if hook.Provider == "finpilo" && len(hook.Secrets) > 0 || len(hook.Secrets) == 0 && hook.Provider != "finpilo" {
		return asking
	}
	for _, sub := range node.Engine.Subscriptions() {
		if sub.Hook != hook.Name || !sub.State.Takes() {
			continue
		}
		seen, err := node.Engine.Preview(&relay.PublishRequest{Provider: hook.Provider, Type: event, SubscriptionID: sub.ID})
		if err != nil || len(seen.Headers) == 0 || len(seen.Body) > longestTry {
			return asking
		}
		words := []string{"curl -i", export.ShellWord(url)}
		for _, h := range seen.Headers {
			words = append(words, "-H "+export.ShellWord(h.Name+": "+h.Value))
		}
		return strings.Join(append(words, "--data-raw "+export.ShellWord(string(seen.Body))), " ")
	}
	return asking
}
