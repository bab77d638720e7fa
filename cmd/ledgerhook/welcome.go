package main

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// welcome tells, once everything is ready, where what is served and how an app registers.
func (a *app) welcome(ctx context.Context, client *control.Client, node *local.Node) error {
	if a.quiet {
		return nil
	}
	stats, err := client.Stats(ctx)
	if err != nil {
		return err
	}
	clock, err := client.Clock(ctx)
	if err != nil {
		return err
	}
	a.say("ledgerhook %s is ready", buildVersion().Version)
	a.say("  control API    %s", node.ControlURL)
	if node.TokenDrawn {
		a.say("  its token      %s (other machines can call: set LEDGERHOOK_TOKEN to it for the command line)", node.Token)
	}
	a.say("  mock receiver  %s", node.MockURL)
	a.say("  database       %s, seed %d", node.DB, node.Seed)
	a.say("  clock          %s", clockText(&clock))
	a.sayReach(node)
	if a.workspace != nil {
		a.say("  declared in    %s", relay.Visible(a.workspace.Path))
	}
	if open := stats.Deliveries[string(relay.Pending)] + stats.Deliveries[string(relay.Sending)] + stats.Deliveries[string(relay.Held)]; open > 0 {
		a.say("  from before    %d deliveries are still pending and go on now", open)
	}
	for _, name := range providerNames() {
		a.say("\n%s: base URL %s, token %s", name, node.ProviderURLs[name], node.Tokens[name])
		a.say("  %s", registerable(emulate.Registration(name, node.ProviderURLs[name], node.Tokens[name]), node))
	}
	a.say("\nMore calls:     ledgerhook env --format curl\nSend something: ledgerhook trigger fintoro invoices.paid --wait\nLook at it:     ledgerhook tui\n")
	return nil
}

func clockText(c *control.Clock) string {
	text := c.Mode
	switch {
	case c.Mode == "real":
	case c.Running:
		text += ", running"
	default:
		text += ", standing still"
	}
	if c.TimeScale > 1 {
		text += fmt.Sprintf(", retry waits divided by %g", c.TimeScale)
	}
	return text
}
