package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// verifying is what verify is asked.
type verifying struct {
	provider        string // empty: as it is recognised
	secret, secret2 string
	old             []string

	delivery string // its id; empty: the request is given
	attempt  int    // 0: the last
	request  string // files; empty: none
	har      string
	entry    int
	headers  []string
	body     string
	data     string

	computed  string
	computes  bool   // --computed is given
	now       string // empty: a time's age does not matter
	languages []string
}

// verified is what verify prints as JSON: what POST /v1/verify answers, and how it came to that.
type verified struct {
	Provider   string `json:"provider"`
	Recognized bool   `json:"recognized"` // the provider was not named
	control.Verified
	Received map[string]string `json:"received"` // the headers of the signature as they came, keys masked; of --computed that
	Notes    []string          `json:"notes"`
}

func (a *app) verify() *cobra.Command {
	var v verifying
	c := &cobra.Command{
		Use: "verify [DELIVERY]", Short: "Say whether a signature is right, and if not, which mistake made it and the line to change",
		Long: "Holds a request against what the product sends, and tries the classic mistakes until one gives exactly the signature in question. The request is one of\n\n" +
			"  --request FILE            a captured one: its first line, headers, an empty line, its body; - is standard input\n" +
			"  --har FILE [--entry N]    one in an HTTP Archive\n" +
			"  --header … --body FILE    its parts, or --data TEXT for the body\n" +
			"  DELIVERY                  an attempt of a delivery of the running server, the last or --attempt N, with its subscription's secret\n\n" +
			"--computed explains what your own code computed for that request instead of what the request's headers say. All but a delivery works without a server, and nothing is sent " +
			"anywhere. No secret is printed.\n\n" +
			"The body counts byte for byte. How old its time is does not matter, unless --now says what to hold it against: a captured request is always old.\n\n" +
			"Exit codes: 0 the signature is right, 1 it is wrong, missing or malformed.",
		Example: "ledgerhook verify --provider fintoro --secret @secret.txt --request captured.http\n" +
			"ledgerhook verify --secret - --request captured.http --computed 6b1f… --lang node < secret.txt\n" +
			"ledgerhook verify --provider moneybird --secret @secret.txt --header 'Moneybird-Signature: t=1777887001,v1=fccb…' --body body.json\n" +
			"ledgerhook verify --provider silverfin --secret @token1 --secret2 @token2 --request captured.http\n" +
			"ledgerhook verify dlv_069v1m8qd5v6b8jq6s4g0000a4 --computed 6b1f…",
		RunE: func(cmd *cobra.Command, args []string) error {
			v.computes = cmd.Flags().Changed("computed")
			if err := v.check(args); err != nil {
				return err
			}
			return a.runVerify(cmd.Context(), &v)
		},
	}
	f := c.Flags()
	f.StringVar(&v.provider, "provider", "", "the product: "+strings.Join(providerNames(), ", ")+" (default: as the request shows)")
	f.StringVar(&v.secret, "secret", "", "the secret (Finpilo: the API key; Silverfin: token 1); "+howToGive)
	f.StringVar(&v.secret2, "secret2", "", "the second one that counts (Silverfin: token 2), likewise")
	f.StringArrayVar(&v.old, "old-secret", nil, "one that counts no more, so that its use is recognised, likewise; again for more")
	f.StringVar(&v.request, "request", "", "a file with a captured request; - is standard input")
	f.StringVar(&v.har, "har", "", "a file that is an HTTP Archive; - is standard input")
	f.IntVar(&v.entry, "entry", 0, "the entry of the archive, from 1 (default: the only POST in it)")
	f.StringArrayVar(&v.headers, "header", nil, "a header as 'Name: value'; again for more")
	f.StringVar(&v.body, "body", "", "a file with the body; - is standard input")
	f.StringVar(&v.data, "data", "", "the body itself")
	f.IntVar(&v.attempt, "attempt", 0, "the attempt of a delivery, from 1 (default: the last)")
	f.StringVar(&v.computed, "computed", "", "what your own code computed, in hex or base64: explained instead of the headers")
	f.StringVar(&v.now, "now", "", "what a time is held against: auto, Unix seconds, or like 2026-05-04T09:30:00Z (default: its age does not matter)")
	f.StringSliceVar(&v.languages, "lang", nil, "the languages of the lines to change, by commas: "+strings.Join(provider.FixLanguages(), ", ")+" (default: all)")
	_ = c.RegisterFlagCompletionFunc("provider", cobra.FixedCompletions(providerNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions(provider.FixLanguages(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// check refuses what contradicts itself.
func (v *verifying) check(args []string) error {
	const try = "ledgerhook verify --help"
	parts := len(v.headers) > 0 || v.body != "" || v.data != ""
	sources, stdin := 0, 0
	for _, given := range []bool{len(args) > 0, v.request != "", v.har != "", parts} {
		if given {
			sources++
		}
	}
	for _, file := range []string{v.request, v.har, v.body} {
		if file == "-" {
			stdin++
		}
	}
	for _, secret := range append([]string{v.secret, v.secret2}, v.old...) {
		if secret == "-" && stdin > 0 {
			return usage("--secret @FILE", "the request and a secret cannot both come from standard input")
		}
	}
	switch {
	case len(args) > 1:
		return usage(try, "verify takes one delivery, not %d words", len(args))
	case len(args) == 1 && !strings.HasPrefix(args[0], relay.DeliveryPrefix):
		return usage("ledgerhook verify --request FILE --secret @FILE", "%q is no delivery's id, which begins with %s", args[0], relay.DeliveryPrefix)
	case sources == 0:
		return usage(try, "say what to verify: --request FILE, --har FILE, --header and --body, or a delivery's id")
	case sources > 1:
		return usage(try, "verify one request: --request FILE, --har FILE, --header and --body, or a delivery's id")
	case v.body != "" && v.data != "":
		return usage(try, "--body and --data are the same body: give one of them")
	case v.computes && strings.TrimSpace(v.computed) == "": // else the headers would be judged instead, and be right
		return usage("--computed 6b1f…", "--computed is empty: your code computed nothing, or a variable of the shell is not set")
	case v.attempt < 0 || v.attempt > 0 && len(args) == 0:
		return usage("ledgerhook verify dlv_… --attempt 1", "--attempt is the number of an attempt of a delivery, from 1")
	case v.entry < 0 || v.entry > 0 && v.har == "":
		return usage(try, "--entry is the number of an entry of --har FILE, from 1")
	case v.secret2 != "" && v.secret == "":
		return usage("--secret @FILE --secret2 @FILE", "--secret2 is the second secret, and --secret is missing")
	case v.provider != "" && !slices.Contains(providerNames(), v.provider):
		_, err := products{}.Dialect(v.provider)
		return err
	}
	if len(args) == 1 {
		v.delivery = args[0]
	}
	return v.checkLanguages()
}

func (v *verifying) checkLanguages() error {
	for _, name := range v.languages {
		if known := provider.FixLanguages(); !slices.Contains(known, name) {
			if near := relay.Nearest(name, known); near != "" {
				return usage("--lang "+near, "--lang %q: did you mean %s", name, near)
			}
			return usage("--lang "+known[0], "--lang %q: there are %s", name, strings.Join(known, ", "))
		}
	}
	return nil
}

// moment is what --now says; zero where it is not given.
func (v *verifying) moment() (time.Time, error) {
	if v.now == "" {
		return time.Time{}, nil
	}
	if v.now == "auto" {
		return relay.RealClock{}.Now(), nil
	}
	if seconds, err := strconv.ParseInt(v.now, 10, 41); err == nil && seconds > 0 {
		return time.Unix(seconds, 0).UTC(), nil
	}
	at, err := time.Parse(time.RFC3339Nano, v.now)
	if err != nil {
		return at, usage("--now auto, or --now 2026-05-04T09:30:00Z", "--now %q is no time", v.now)
	}
	return at, nil
}

// runVerify explains a request, and fails where its signature is not right.
func (a *app) runVerify(ctx context.Context, v *verifying) error {
	now, err := v.moment()
	if err != nil {
		return err
	}
	asked, err := a.toVerify(ctx, v)
	if err != nil {
		return err
	}
	asked.presented.Now, asked.presented.Computed = now, strings.TrimSpace(v.computed)
	e, err := asked.explain()
	if err != nil {
		return err
	}
	result := asked.result(&e, v.languages)
	if a.json {
		err = a.printJSON(result)
	} else {
		a.printVerified(asked, &e, &result)
	}
	if err == nil && e.Verdict != relay.SignatureRight {
		return errFailed
	}
	return err
}

// explain holds the request against the product. Where the line break at the end of a file is what stands between it and a better
// answer, an editor has added it: it is left out, which is noted.
func (q *question) explain() (relay.Explanation, error) {
	e, err := provider.Explainer{}.Explain(q.presented)
	if err != nil || e.Verdict == relay.SignatureRight || !q.ofFile {
		return e, err
	}
	shorter := q.presented
	shorter.Body = bytes.TrimSuffix(bytes.TrimSuffix(shorter.Body, []byte("\n")), []byte("\r"))
	if len(shorter.Body) == len(q.presented.Body) {
		return e, nil
	}
	without, err := provider.Explainer{}.Explain(shorter)
	if err != nil || mistakesIn(&without) >= mistakesIn(&e) {
		q.note("the file ends in a line break, which counts as part of the body; a Content-Length would tell whether it is")
		return e, err
	}
	q.presented = shorter
	q.note("the file ends in a line break that was not signed, as editors add one: it is left out")
	return without, nil
}

// mistakesIn is how many mistakes an explanation is made of; one that names none is worse than any.
func mistakesIn(e *relay.Explanation) int {
	switch {
	case e.Verdict == relay.SignatureRight:
		return 0
	case e.Mistake == nil:
		return 100
	}
	return 1 + strings.Count(e.Mistake.ID, "+")
}

func (q *question) note(format string, args ...any) {
	q.notes = append(q.notes, fmt.Sprintf(format, args...))
}
