package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// verdicts are those that a list can be asked for.
func verdicts() []string {
	var names []string
	for _, verdict := range relay.IncomingVerdicts() {
		names = append(names, string(verdict))
	}
	return names
}

func (a *app) relayList() *cobra.Command {
	var query control.IncomingQuery
	limit := -1
	c := &cobra.Command{
		Use: "list", Short: "List what came in at the hooks of the running relay, newest first", Args: noArgs,
		Long: "Lists what came in, and what was made of it: verified and unverified requests went on to the targets, repeated ones had come before, rejected ones went " +
			"nowhere, and a probe asks whether the URL answers. Of rejected ones and of probes the newest 1,000 each are kept.",
		Example: "ledgerhook relay list --verdict rejected\nledgerhook relay list --provider fintoro --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if query.Verdict != "" && !slices.Contains(verdicts(), query.Verdict) {
				hint := "one of " + strings.Join(verdicts(), ", ")
				if near := relay.Nearest(query.Verdict, verdicts()); near != "" {
					hint = "did you mean " + near + "?"
				}
				return usage("ledgerhook relay list --verdict rejected", "--verdict %.60q is none (%s)", query.Verdict, hint)
			}
			if query.Provider != "" {
				if _, err := (products{}).Dialect(query.Provider); err != nil {
					return err
				}
			}
			get := func(ctx context.Context, cursor string, n int) ([]control.Incoming, string, error) {
				page := query
				page.Cursor, page.Limit = cursor, n
				return a.client().Incoming(ctx, page)
			}
			return list(cmd.Context(), a, get, limit, []string{"ID", "RECEIVED", "HOOK", "TYPE", "VERDICT", "ANSWER", "EVENT", "PROBLEM"}, func(in control.Incoming) []string {
				return []string{in.ID, export.Moment(in.ReceivedAt), hookText(&in), incomingType(&in), in.Verdict, answerText(&in), in.EventID, in.Problem}
			})
		},
	}
	c.Flags().StringVar(&query.Hook, "hook", "", "only at this hook")
	c.Flags().StringVar(&query.Provider, "provider", "", "only this product's")
	c.Flags().StringVar(&query.Verdict, "verdict", "", "only this one: verified, unverified, repeated, rejected or probe")
	limitFlag(c, &limit)
	return c
}

// hookText is a hook's name, with the product's where that is another.
func hookText(in *control.Incoming) string {
	if in.Hook == in.Provider {
		return in.Hook
	}
	return in.Hook + " (" + in.Provider + ")"
}

// incomingType is the type of what came in, as far as it could be read; a probe has none.
func incomingType(in *control.Incoming) string {
	if in.Verdict == string(relay.IncomingProbe) {
		return ""
	}
	return typeText(in.EventType)
}

// whatCame is the hook with the type.
func whatCame(in *control.Incoming) string {
	return strings.TrimSpace(hookText(in) + " " + incomingType(in))
}

// answerText is what was answered: a status, or that it was the app's.
func answerText(in *control.Incoming) string {
	if in.Status == 0 {
		return "the app's"
	}
	return fmt.Sprint(in.Status)
}

func (a *app) relayShow() *cobra.Command {
	reveal := false
	c := &cobra.Command{
		Use: "show ID", Short: "Show one request that came in: what it was, what was made of it, and where it goes on to", Args: words(1, "ledgerhook relay show inc_…"),
		Long:    "Credentials are shown as ***: in Authorization, in the URL and in the body (Moneybird's webhook_token). --reveal shows those of headers and body.",
		Example: "ledgerhook relay show inc_069v1m8qd5v6b8jq6s4g0000a4",
		RunE: func(cmd *cobra.Command, args []string) error {
			show := a.client().IncomingRequest
			if reveal {
				show = a.client().RevealIncoming
			}
			in, err := show(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(in)
			}
			a.printIncoming(&in)
			return nil
		},
	}
	c.Flags().BoolVar(&reveal, "reveal", false, "show credentials instead of ***")
	return c
}

// printIncoming writes a request that came in for people.
func (a *app) printIncoming(in *control.Incoming) {
	w := a.stdout
	fmt.Fprintf(w, "%s  %s  %s, answered %s%s\n", in.ID, whatCame(in), in.Verdict, answerText(in), export.Remark(in.Problem))
	fmt.Fprintf(w, "received %s from %s\n", export.Moment(in.ReceivedAt), relay.Visible(in.RemoteAddr))
	if in.DialectID != "" {
		fmt.Fprintf(w, "identity %s\n", relay.Visible(in.DialectID))
	}
	if in.EventID != "" {
		fmt.Fprintf(w, "event %s\n", in.EventID)
	}
	for i := range in.Deliveries {
		d := &in.Deliveries[i]
		fmt.Fprintf(w, "goes on as %s  -> %s %s  %s\n", d.ID, shortTarget(d.URL), lastOf(d), stateOf(d))
	}
	if in.Request != nil {
		fmt.Fprintln(w)
		request := *in.Request
		request.URL = "/hooks/…/" + in.Hook + request.URL // which is what stands behind
		export.Request(w, &request)
	}
}
