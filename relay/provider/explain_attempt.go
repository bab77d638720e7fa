package provider

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxLine is how long an attempt's line may become, in characters. Only the most telling remark always stands.
const maxLine = 200

// ExplainAttempt says in one line what was signed in an attempt that was refused, and what its answer tells of how the
// receiver went wrong. It is empty where the answer's status is not about signatures. It may hold text from the
// answer, which is not made safe for a terminal.
func (Explainer) ExplainAttempt(r relay.Refused) string {
	if r.Attempt.Outcome != relay.HTTPError || !relay.ExplainedStatus(r.Attempt.Status()) {
		return ""
	}
	a := refusedAttempt{Refused: r, answer: r.Attempt.Response}
	if line := a.injected(); line != "" {
		return line
	}
	sentence, remarks := a.sent()
	for i, remark := range remarks {
		longer := sentence + "; " + remark
		if i > 0 && utf8.RuneCountInString(longer) > maxLine {
			continue
		}
		sentence = longer
	}
	return sentence
}

type refusedAttempt struct {
	relay.Refused
	answer *relay.Response
}

// spoils reports whether a fault of the sender breaks what proves the sender.
func spoils(fault string) bool {
	return slices.Contains([]string{
		"bad-signature", "wrong-secret", "missing-signature", "stale-timestamp", "future-timestamp", "truncate-body", "corrupt-body",
	}, fault)
}

// injected is the line where a fault is the reason; empty where none is.
func (a *refusedAttempt) injected() string {
	for _, f := range a.Attempt.Faults {
		spec := (&relay.FaultRule{Name: f.Name, Value: f.Value}).Spec()
		switch {
		case f.At != relay.AtSender, strings.HasPrefix(f.Note, "not applied"):
		case f.Actual != nil && f.Actual.Status != a.Attempt.Status():
			return fmt.Sprintf("the fault %s made this answer; the receiver itself answered %d, and what was sent is not in doubt", spec, f.Actual.Status)
		case spoils(f.Name):
			return fmt.Sprintf("the fault %s spoiled this request on purpose: a receiver that checks is right to refuse it", spec)
		case f.Actual != nil:
			a.answer = f.Actual // it says more than what stands in for it
		}
	}
	return ""
}

// sent says what was sent, and then what is worth adding, the most telling first.
func (a *refusedAttempt) sent() (sentence string, remarks []string) {
	if a.Subscription == nil {
		return "its subscription is gone, and with it the secret: what was sent cannot be checked any more", a.words()
	}
	if a.Provider == "finpilo" {
		return a.sentBearer(), a.words()
	}
	active, old := secretsAt(a.Subscription, a.Now)
	in := relay.Presented{Provider: a.Provider, Body: a.Attempt.Request.Body, Headers: a.Attempt.Request.Headers, Secrets: active, Old: old}
	s, ok := schemeOf(a.Provider)
	if !ok {
		return "", nil
	}
	keys := s.rightKeys(active)
	if len(keys) == 0 {
		return fmt.Sprintf("%s has no secret that counts now: what was sent cannot be checked any more", a.sub()), a.words()
	}
	x := &explaining{scheme: s, in: &in, keys: keys}
	e := x.explain()
	switch {
	case e.Verdict == relay.SignatureRight:
		found := a.shown(x)
		if found == nil {
			return a.rightLine(x), append(a.untold(x), a.words()...)
		}
		sentence = fmt.Sprintf("sent right (%s, %s's secret)", s.short, a.sub())
		return sentence, []string{found.remark(sentence)}
	case e.Mistake != nil && e.Mistake.ID == oldSecret.String():
		sentence = fmt.Sprintf("sent right at its time, with a secret of %s that has ended since", a.sub())
		x.keys = s.endedKeys(old)
		if found := a.shown(x); found != nil {
			return sentence, []string{found.remark(sentence)}
		}
		return sentence, append([]string{"send it again to have it signed with the present one"}, a.words()...)
	}
	if e.Verdict != relay.SignatureWrong {
		return fmt.Sprintf("what was sent is %s: %s", e.Verdict, e.Mistake.Sentence), a.words()
	}
	sentence = fmt.Sprintf("what was sent fits no secret that %s has now", a.sub())
	if a.Subscription.UpdatedAt.After(a.Attempt.StartedAt) {
		sentence += ": it was replaced since; ledgerhook env prints the newest"
	}
	for _, c := range claimsOf(a.answer) {
		if _, ok := x.fits(presentedValue{bare: []string{c.text}}); ok {
			return sentence, []string{"the answer shows what the present one gives: replay it"}
		}
	}
	return sentence, a.words()
}

// rightLine tells bytes and key of a right signature.
func (a *refusedAttempt) rightLine(x *explaining) string {
	key := "the whole secret of " + a.sub()
	switch {
	case x.base64:
		key = "the decoded base64 behind whsec_ of " + a.sub()
	case len(x.headers) > 1:
		key = x.tokens(a.sub())
	case strings.HasPrefix(x.keys[0].secret, whsecFintoro):
		key += ", whsec_fintoro_ included"
	}
	return fmt.Sprintf("sent right: %s %s over %s, key: %s", x.encodingShort(), algorithm, x.short, key)
}

// tokens says which of Silverfin's tokens made its signatures.
func (x *explaining) tokens(sub string) string {
	var fitting []rightKey
	for _, name := range x.headers {
		for _, value := range valuesOf(x.in.Headers, name) {
			if key, ok := x.fits(presentedValue{header: name, bare: []string{value}}); ok {
				fitting = append(fitting, key)
			}
		}
	}
	if len(fitting) == 1 {
		return fitting[0].words + ", of " + sub + "; the other token was replaced since"
	}
	return "tokens 1 and 2 of " + sub + " as text"
}

// sentBearer tells of Finpilo's key, which is masked in what is stored.
func (a *refusedAttempt) sentBearer() string {
	sent := len(valuesOf(a.Attempt.Request.Headers, authorization)) > 0
	switch {
	case sent && a.Subscription.UpdatedAt.After(a.Attempt.StartedAt):
		return fmt.Sprintf("sent with the API key that %s had then as Bearer, no signature exists; it was changed since", a.sub())
	case sent:
		return fmt.Sprintf("sent right: the API key of %s as Authorization: Bearer; Finpilo has no signature to check", a.sub())
	}
	return fmt.Sprintf("sent without any key: %s had none, and Finpilo has no signature; give it one if your receiver wants one", a.sub())
}

// shown looks for a mistake in the answer; nil when there is none. What was sent is no mistake: an answer may just echo it.
func (a *refusedAttempt) shown(x *explaining) *finding {
	if a.Quick {
		return nil
	}
	var claims []claim
	for _, c := range claimsOf(a.answer) {
		if !x.sends(c) {
			claims = append(claims, c)
		}
	}
	found, _ := x.search(claims, presentedValue{}) // of whichever header
	return found
}

// sends reports whether the request itself holds a claim as it stands.
func (x *explaining) sends(c claim) bool {
	for _, name := range x.headers {
		for _, value := range valuesOf(x.in.Headers, name) {
			if strings.Contains(value, c.text) {
				return true
			}
		}
	}
	return false
}

// remark tells of what an answer shows, behind a sentence. Of several mistakes, the remedies are told as far as there is
// room, since each mistake hints at its own.
func (f *finding) remark(sentence string) string {
	remark := fmt.Sprintf("the answer shows %.8s…, which %s", f.shown, strings.TrimPrefix(f.mistake.Sentence, "this "))
	whole := remark + "; " + f.mistake.Remedy
	if !strings.Contains(f.mistake.ID, "+") || utf8.RuneCountInString(sentence+"; "+whole) <= maxLine {
		return whole
	}
	return remark
}

// untold are the remarks on an answer that shows no mistake.
func (a *refusedAttempt) untold(x *explaining) []string {
	var remarks []string
	if a.VirtualTime && !a.Subscription.Builtin && x.timestamp != "" {
		remarks = append(remarks, "its time is the virtual clock's, which a check of freshness refuses: serve --sign-time wall")
	}
	for _, c := range claimsOf(a.answer) {
		if x.sends(c) {
			return append(remarks, "the answer holds that very signature: echoed, or computed right and compared wrong")
		}
	}
	return remarks
}

// words quote the answer's own reason.
func (a *refusedAttempt) words() []string {
	reason := reasonOf(a.answer)
	if a.Subscription != nil { // a receiver may quote the key that it wants
		for _, secret := range a.Subscription.Secrets {
			if secret.Value != "" {
				reason = strings.ReplaceAll(reason, secret.Value, "***")
			}
		}
	}
	if reason == "" {
		return nil
	}
	return []string{"the answer says: " + shortened(reason)}
}

// sub is the subscription's id, short enough for a line and long enough to find it.
func (a *refusedAttempt) sub() string {
	const head, tail = 7, 4
	id := a.Subscription.ID
	if len(id) <= head+tail+1 {
		return id
	}
	return id[:head] + "…" + id[len(id)-tail:]
}

// secretsAt are a subscription's secrets that count at a time, and those that have ended.
func secretsAt(sub *relay.Subscription, now time.Time) (active, ended []string) {
	active = sub.ActiveSecrets(now)
	for _, secret := range sub.Secrets {
		if !slices.Contains(active, secret.Value) {
			ended = append(ended, secret.Value)
		}
	}
	return active, ended
}
