package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// handling is what the words and flags of retry, replay and cancel say.
type handling struct {
	verb   relay.Verb
	id     string // of one delivery; empty: those that the filter takes
	filter string

	all, dryRun bool
	rate        float64
	replay      control.ReplayOptions
	set         []string
	body        string
}

func (a *app) deliveriesRetry() *cobra.Command {
	return a.byHand(&handling{verb: relay.RetryVerb}, &cobra.Command{
		Use: "retry ID|FILTER", Short: "Bring the next attempt of pending deliveries forward to now; send unknown ones again",
		Long:    "Brings the next attempt of the same delivery forward to now. An unknown one, whose answer was lost, is sent again: it may arrive twice. A final one can be replayed.",
		Example: "ledgerhook deliveries retry dlv_069v1m8qd5v6b8jq6s4g0000a4\nledgerhook deliveries retry provider:fintoro 'status:>=500' --dry-run",
	})
}

func (a *app) deliveriesCancel() *cobra.Command {
	return a.byHand(&handling{verb: relay.CancelVerb}, &cobra.Command{
		Use: "cancel ID|FILTER", Short: "End deliveries that are not final yet, or unknown",
		Long:    "Ends deliveries that are pending, held or unknown. One in flight still becomes delivered if its answer says so.",
		Example: "ledgerhook deliveries cancel dlv_069v1m8qd5v6b8jq6s4g0000a4\nledgerhook deliveries cancel state:unknown --dry-run",
	})
}

func (a *app) deliveriesReplay() *cobra.Command {
	h := &handling{verb: relay.ReplayVerb}
	c := a.byHand(h, &cobra.Command{
		Use: "replay ID|FILTER", Short: "Send the same events again, as new deliveries",
		Long: "Makes a new delivery of the same event and never changes the original one. Identity and bytes stay, the signed time is fresh, unless flags say otherwise. What came in at a hook of relay goes out with its own signature.\n\n" +
			"--set and --body edit one delivery; it is signed again.",
		Example: "ledgerhook deliveries replay dlv_069v1m8qd5v6b8jq6s4g0000a4\n" +
			"ledgerhook deliveries replay dlv_069v1m8qd5v6b8jq6s4g0000a4 --new-id --set resource.id=301\n" +
			"ledgerhook deliveries replay state:failed provider:silverfin --rate 20",
	})
	f := c.Flags()
	f.BoolVar(&h.replay.NewID, "new-id", false, "an identity of its own on the wire, so that the receiver takes it as new")
	f.BoolVar(&h.replay.OriginalTime, "original-time", false, "let the signed time say when the original was first attempted")
	f.StringVar(&h.replay.URL, "url", "", "send it there instead; @FILE reads the URL from a file, for one with a password or token")
	f.StringArrayVar(&h.set, "set", nil, "edit the body of one delivery: path=value, or path:=JSON")
	f.StringVar(&h.body, "body", "", "a file with the bytes to send instead, of one delivery; - reads standard input")
	return c
}

// byHand completes a verb that takes an ID or a filter.
func (a *app) byHand(h *handling, c *cobra.Command) *cobra.Command {
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := h.read(cmd, args); err != nil {
			return err
		}
		if err := a.readReplay(h); err != nil {
			return err
		}
		if h.id != "" && !h.dryRun {
			return a.handleOne(cmd.Context(), h)
		}
		return a.handleAll(cmd.Context(), h)
	}
	f := c.Flags()
	f.BoolVar(&h.dryRun, "dry-run", false, "change nothing, and tell how many would be, by state")
	f.Float64Var(&h.rate, "rate", 0, "at most so many a second (default: as fast as it goes)")
	f.BoolVar(&h.all, "all", false, "all deliveries, instead of a filter")
	return c
}

// read checks the words and flags.
func (h *handling) read(cmd *cobra.Command, args []string) error {
	example := "ledgerhook deliveries " + string(h.verb)
	filter, err := filterOf(args)
	if err != nil {
		return err
	}
	empty := strings.TrimSpace(filter) == ""
	var ids []string
	for word := range strings.FieldsSeq(filter) {
		if strings.HasPrefix(word, relay.DeliveryPrefix) && !strings.Contains(word, ":") {
			ids = append(ids, word)
		}
	}
	if len(ids) == 1 && ids[0] == strings.TrimSpace(filter) {
		h.id = ids[0]
	}
	h.filter = filter
	switch {
	case len(ids) > 1:
		return usage(example+" id:"+strings.Join(ids, ","), "several IDs are a filter: id:A,B")
	case empty && !h.all:
		return usage(example+" state:failed --dry-run, or --all", "say which deliveries: an ID or a filter; --all means every one")
	case !empty && h.all:
		return usage(example+" --all", "--all goes without an ID or a filter")
	case cmd.Flags().Changed("rate") && (!(h.rate > 0) || math.IsInf(h.rate, 0)):
		return usage(example+" state:failed --rate 10", "--rate %g: deliveries a second must be more than 0", h.rate)
	case h.rate > 0 && h.id != "":
		return usage(example+" "+h.id, "--rate goes with a filter")
	case h.id == "" && (len(h.set) > 0 || h.body != ""):
		return usage(example+" dlv_… --set path=value", "--set and --body edit one delivery: give its ID")
	}
	return nil
}

// readReplay takes the edits of a replay in.
func (a *app) readReplay(h *handling) (err error) {
	if h.body == "-" && h.replay.URL == "-" {
		return usage("--url @FILE", "--body and --url cannot both come from standard input")
	}
	if h.replay.URL, err = a.readSecret("url", h.replay.URL); err != nil {
		return err
	}
	if h.replay.Set, h.replay.SetText, err = readSets(h.set); err != nil || h.body == "" {
		return err
	}
	body, err := a.readInput("body", h.body)
	if err != nil {
		return err
	}
	if utf8.Valid(body) {
		text := string(body)
		h.replay.Body = &text
		return nil
	}
	encoded := base64.StdEncoding.EncodeToString(body)
	h.replay.BodyBase64 = &encoded
	return nil
}

// handleOne does it to one delivery.
func (a *app) handleOne(ctx context.Context, h *handling) error {
	client := a.client()
	var d control.Delivery
	var err error
	text := "%s is due now"
	switch h.verb {
	case relay.RetryVerb:
		d, err = client.Retry(ctx, h.id)
	case relay.CancelVerb:
		d, err = client.Cancel(ctx, h.id)
		text = "%s is canceled"
	default:
		d, err = client.ReplayWith(ctx, h.id, h.replay)
		text = "%s replays " + h.id
	}
	switch {
	case err != nil:
		return a.insteadOf(ctx, client, h, err)
	case a.json:
		return a.printJSON(d)
	case d.State == string(relay.Held):
		text += "; it is held, since its subscription is paused: ledgerhook subscriptions resume " + d.SubscriptionID
	case d.BlockedBy != "" && h.verb == relay.RetryVerb:
		text = "%s " + waitsBehind(&d) + ", which its ordered subscription sends first: ledgerhook deliveries retry|cancel " + d.BlockedBy
	case d.BlockedBy != "" && h.verb == relay.ReplayVerb:
		text += "; it " + waitsBehind(&d)
	case d.State == string(relay.Sending):
		text = "%s is being sent; should that fail, it goes again at once"
	}
	a.say(text, d.ID)
	return nil
}

// insteadOf says what to do where a delivery's state refuses.
func (a *app) insteadOf(ctx context.Context, client *control.Client, h *handling, err error) error {
	var refusal *control.Error
	if !errors.As(err, &refusal) || refusal.Status != http.StatusConflict {
		return err
	}
	d, problem := client.Delivery(ctx, h.id)
	if problem != nil {
		return err
	}
	instead := ""
	switch {
	case h.verb == relay.CancelVerb:
		instead = "ledgerhook deliveries show " + h.id
	case h.verb == relay.RetryVerb && d.Final() && d.State != string(relay.Unknown):
		instead = "ledgerhook deliveries replay " + h.id
	default: // its subscription sends nothing
		sub, problem := client.Subscription(ctx, d.SubscriptionID)
		if problem != nil || sub.State == string(relay.Expired) {
			instead = "ledgerhook subscriptions create --provider " + d.Provider + " --url URL, and trigger the event again"
			break
		}
		instead = "ledgerhook subscriptions resume " + sub.ID
	}
	return &exitError{code: exitRefused, err: err, try: instead}
}

// done is the verb as it reads once it is done.
func done(verb relay.Verb) string {
	switch verb {
	case relay.RetryVerb:
		return "retried"
	case relay.CancelVerb:
		return "canceled"
	}
	return fmt.Sprintf("%sed", verb)
}
