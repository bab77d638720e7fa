package check

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// diagnosisLimit is how long classic mistakes are offered to a receiver that is slow. Source: our choice.
const diagnosisLimit = 20 * time.Second

// diagnose says why a right webhook is refused. Where it may be the proof, it offers what classic mistakes give: what the
// receiver takes then names its mistake.
func (s *Session) diagnose(ctx context.Context, w Webhook, request Request, x Exchange, found Finding) (Finding, error) {
	status := x.Status()
	switch {
	case x.gone():
		found.Remedy = "start the receiver, or give the URL at which it listens"
	case x.Response == nil && s.client.tls == nil && !x.Late:
		found.Remedy = "look into the receiver's log for why it breaks the connection; where it speaks HTTPS, give its https:// URL"
	case x.Response == nil:
		found.Remedy = "look into the receiver's log for what it waits for, or why it breaks the connection"
	case status >= 200 && status <= 299:
		found.Remedy = "answer what counts as success: " + s.Traits.SuccessRule
	case status >= 300 && status <= 399:
		found.Remedy = "give the URL that it redirects to: webhooks are sent to one address and follow nothing"
	case status == http.StatusNotFound || status == http.StatusGone || status == http.StatusMethodNotAllowed:
		found.Remedy = "give the URL that takes webhooks, with its path: it is not this one"
	default:
		return s.offer(ctx, w, request, x, found)
	}
	return found, nil
}

// offer tries what classic mistakes give.
func (s *Session) offer(ctx context.Context, w Webhook, request Request, x Exchange, found Finding) (Finding, error) {
	offers, err := s.offers(w, request)
	if err != nil {
		return Finding{}, err
	}
	found.Remedy = s.untold(x.Status())
	if s.Traits.Name == "fintoro" && len(nonEmpty(s.Secrets...)) > 0 { // whatever the answer, such a receiver takes nothing that could be offered
		found.Remedy += "; a library for Standard Webhooks cannot even read Fintoro's secret, for all that the header names are the same: compute the HMAC yourself"
	}
	elapsed := relay.RealClock{}.Stopwatch()
	for _, o := range offers {
		y := s.Send(ctx, o.what, o.request)
		if y.Response == nil || elapsed() > diagnosisLimit {
			return found, nil // it is down, or hangs, or is slow
		}
		if status := y.Status(); status < 200 || status > 299 {
			continue
		}
		told := Broken(fmt.Sprintf("it %s to a right webhook, and %d to %s: %s", Answer(&x), y.Status(), o.what, o.bug), x, y)
		told.Remedy = o.remedy
		return told, nil
	}
	return found, nil
}

// offered is what a receiver with one mistake takes.
type offered struct {
	what, bug, remedy string
	request           Request
}

func (s *Session) offers(w Webhook, request Request) ([]offered, error) {
	all := []offered{{
		"a webhook without any proof", "it refuses what proves who sends, and takes what does not",
		"look which headers it expects", s.withoutProofs(request),
	}}
	switch {
	case len(nonEmpty(s.Secrets...)) == 0:
		return all, nil // whatever it computes, it is with a secret that is not known
	case s.Traits.Name == "finpilo":
		return append(all, s.bearerOffers(request)...), nil
	}
	mistaken, err := provider.Explainer{}.Mistaken(relay.Presented{
		Provider: s.Traits.Name, Body: w.Body, Headers: request.Headers, Secrets: s.sub.ActiveSecrets(s.Clock.Now()), Old: nonEmpty(s.Old),
	})
	if err != nil {
		return nil, err
	}
	for _, m := range mistaken {
		words := strings.TrimPrefix(m.Mistake.Sentence, "this comes out ")
		all = append(all, offered{
			"one whose signature is made " + words, "it computes the signature " + words, m.Mistake.Remedy, Request{Headers: m.Headers, Body: request.Body},
		})
	}
	if s.Traits.SignsTime {
		millis, err := s.stamped(w, strconv.FormatInt(s.Clock.Now().UnixMilli(), 10))
		if err != nil {
			return nil, err
		}
		all = append(all, offered{"one whose time is in milliseconds", "it takes the timestamp for milliseconds", "the timestamp is in seconds: compare it with the time in seconds", millis})
	}
	return all, nil
}

// bearerOffers are the ways in which people look for a key.
func (s *Session) bearerOffers(request Request) []offered {
	key := s.Secrets[0]
	in := func(what, bug, header, value string) offered {
		return offered{"one with the key " + what, bug, "read the key from Authorization, behind Bearer and a blank", request.With("Authorization", "").With(header, value)}
	}
	query := request.With("Authorization", "")
	query.Query = "key=" + url.QueryEscape(key)
	return []offered{
		in("in Authorization without Bearer", "it compares the whole header with the key", "Authorization", key),
		in("as Token", "it expects another scheme than Bearer", "Authorization", "Token "+key),
		in("as ApiKey", "it expects another scheme than Bearer", "Authorization", "ApiKey "+key),
		in("with bearer in lower case", "it expects bearer in lower case", "Authorization", "bearer "+key),
		in("as the password of Basic", "it expects basic authentication", "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(":"+key))),
		in("in base64", "it decodes the key", "Authorization", "Bearer "+base64.StdEncoding.EncodeToString([]byte(key))),
		in("as X-API-Key", "it looks for the key in X-API-Key", "X-API-Key", key),
		{"one with the key in the query", "it looks for the key in the URL", "read the key from Authorization, behind Bearer and a blank", query},
	}
}

// untold is the remedy where no mistake shows.
func (s *Session) untold(status int) string {
	given := len(nonEmpty(s.Secrets...)) > 0
	switch {
	case status >= 500:
		return "look into the receiver's log: its code broke on a right webhook, or what it needs is not there"
	case !given && s.Traits.Name == "finpilo":
		return "give its API key with --secret: without one, Finpilo sends none"
	case !given:
		return "give its secret with --secret: without one, the webhook was signed with one that is made up"
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return "see that both have the same secret; no known mistake gives what it wants, so look what it computes: `ledgerhook verify --computed` explains that"
	}
	return "look what it says in its answer or its log: no known mistake with the signature gives what it wants"
}

// nonEmpty are the texts that are not empty.
func nonEmpty(texts ...string) []string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}
