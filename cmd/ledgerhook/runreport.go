package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// What a report holds at most, the newest first. Source: our choice.
const (
	reportedRows      = 500
	reportedExchanges = 20 // of deliveries that were sent and are not delivered
)

// undelivered takes what was sent at least once and has no success.
const undelivered = "attempts:>0 -state:delivered"

// runReport is report.json. Credentials are masked in it, as the API does.
type runReport struct {
	Command       []string               `json:"command"`
	ExitCode      int                    `json:"exit_code"`
	DurationMS    float64                `json:"duration_ms"`
	Version       string                 `json:"version"`
	Seed          uint64                 `json:"seed"`
	Clock         control.Clock          `json:"clock"`
	Subscriptions []control.Subscription `json:"subscriptions"`
	Faults        []control.FaultRule    `json:"faults"`
	Deliveries    []control.Delivery     `json:"deliveries"`  // the newest first, without their attempts
	Undelivered   []control.Delivery     `json:"undelivered"` // those sent and not delivered, with their attempts
	Receipts      []control.Receipt      `json:"receipts"`
	TrialBalance  control.TrialBalance   `json:"trial_balance"`
	Reconcile     control.Reconciliation `json:"reconcile"`
}

// report writes report.txt and report.json beside the node's files.
func (n *commandNode) report(ctx context.Context, b *bundle) error {
	r := runReport{
		Command: b.words, ExitCode: b.code, DurationMS: float64(b.took) / float64(time.Millisecond), Version: buildVersion().Version, Seed: n.Seed,
	}
	err := r.read(ctx, n.client)
	text, problem := json.Marshal(&r, json.Deterministic(true), jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	if problem == nil {
		problem = writePrivate(filepath.Join(n.dir, "report.json"), string(relay.VisibleJSON(text))+"\n")
	}
	return errors.Join(err, problem, writePrivate(filepath.Join(n.dir, "report.txt"), n.transcript(ctx, &r)))
}

// read asks the node for everything. What it cannot tell is left empty.
func (r *runReport) read(ctx context.Context, client *control.Client) error {
	var problems [8]error
	r.Clock, problems[0] = client.Clock(ctx)
	r.Subscriptions, problems[1] = client.Subscriptions(ctx)
	r.Faults, problems[2] = client.Faults(ctx)
	r.Deliveries, _, problems[3] = client.Deliveries(ctx, control.DeliveryQuery{Limit: reportedRows})
	r.Undelivered, problems[4] = exchangesOf(ctx, client)
	r.Receipts, _, problems[5] = client.Receipts(ctx, "", "", "", reportedRows)
	r.TrialBalance, problems[6] = client.TrialBalance(ctx, "")
	r.Reconcile, problems[7] = client.Reconcile(ctx, "", "")
	return errors.Join(problems[:]...)
}

func exchangesOf(ctx context.Context, client *control.Client) ([]control.Delivery, error) {
	found, _, err := client.Deliveries(ctx, control.DeliveryQuery{Filter: undelivered, Limit: reportedExchanges})
	for i := range found {
		if err != nil {
			break
		}
		found[i], err = client.Delivery(ctx, found[i].ID)
	}
	return found, err
}

// transcript is report.txt: what our own commands show, each under the line that shows it again.
func (n *commandNode) transcript(ctx context.Context, r *runReport) string {
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s\nexit code %d; seed %d; ledgerhook %s\n", shellWords(r.Command), r.ExitCode, r.Seed, r.Version)
	looks := [][]string{
		{"clock", "show"}, {"subscriptions", "list"}, {"faults", "list"}, {"deliveries", "list", "--limit", fmt.Sprint(reportedRows)},
		{"mock", "receipts", "--limit", fmt.Sprint(reportedRows)}, {"mock", "trial-balance"}, {"mock", "reconcile"},
	}
	for i := range r.Undelivered {
		looks = append(looks, []string{"deliveries", "show", r.Undelivered[i].ID})
	}
	for _, words := range looks {
		fmt.Fprintf(&text, "\n$ ledgerhook %s\n", shellWords(words))
		n.look(ctx, words, &text)
	}
	return text.String()
}

// look runs one of our commands on the node; what goes wrong stands in the text.
func (n *commandNode) look(ctx context.Context, words []string, text *bytes.Buffer) {
	a := &app{stdin: strings.NewReader(""), stdout: text, stderr: text, environ: func(string) string { return "" }}
	root := a.root()
	root.SetArgs(append(words, "--server", n.ControlURL, "--token", n.Token))
	root.SetOut(text)
	root.SetErr(text)
	if err := root.ExecuteContext(ctx); err != nil {
		a.explain(ctx, err)
	}
}
