package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// How much of the signed text is shown.
const (
	signedHead = 96 // bytes from its beginning
	signedTail = 32 // and of its end

	maxReceived = 1024 // bytes of a header's value; several signatures take less
)

// result is the answer as JSON, with the lines to change in some languages; none means all.
func (q *question) result(e *relay.Explanation, languages []string) verified {
	shown := verified{Provider: q.presented.Provider, Recognized: q.recognized, Verified: control.VerifiedOf(*e), Received: q.received(e), Notes: append([]string{}, q.notes...)}
	if m := shown.Mistake; m != nil && len(languages) > 0 {
		m.Fixes = slices.DeleteFunc(slices.Clone(m.Fixes), func(f relay.Fix) bool { return !slices.Contains(languages, f.Language) })
	}
	return shown
}

// received are the values that are explained, by header.
func (q *question) received(e *relay.Explanation) map[string]string {
	received := map[string]string{}
	if q.presented.Computed != "" {
		received["computed"] = q.hidden(q.presented.Computed)
		return received
	}
	names := []string{"Authorization"}
	if q.presented.Provider != "finpilo" {
		names = provider.SignatureHeaders(q.presented.Provider)
	}
	for _, name := range names {
		var values []string
		for _, h := range q.presented.Headers {
			if strings.EqualFold(h.Name, name) {
				values = append(values, q.hidden(relay.MaskHeader(h.Name, h.Value)))
			}
		}
		if values != nil {
			received[name] = strings.Join(values, ", ")
		}
	}
	return received
}

// hidden is a text without the secrets, which somebody may have put where they do not belong.
func (q *question) hidden(text string) string {
	for _, secret := range slices.Concat(q.presented.Secrets, q.presented.Old) {
		for _, prefix := range []string{"", "whsec_", "whsec_fintoro_"} { // what stands behind those is as secret
			if bare, ok := strings.CutPrefix(secret, prefix); ok && bare != "" {
				text = strings.ReplaceAll(text, bare, relay.Masked)
			}
		}
	}
	return text
}

// printVerified writes the answer for people: the verdict first.
func (a *app) printVerified(q *question, e *relay.Explanation, r *verified) {
	a.printVerdict(e)
	product := r.Provider
	if r.Recognized {
		product += " (recognised; --provider names another)"
	}
	a.field("product", product)
	a.printReceived(q, e, r)
	if r.Key != "" { // else none is set, which the verdict says
		a.field("signed", r.SignedBytes+q.excerpt(e))
		a.field("key", r.Key)
	}
	for _, note := range r.Notes {
		a.field("note", note)
	}
	if q.presented.Now.IsZero() && e.Verdict == relay.SignatureRight && q.presented.Provider != "finpilo" && q.presented.Provider != "silverfin" {
		a.field("note", "how old its time is was not asked; --now auto does")
	}
	if r.Mistake == nil {
		return
	}
	a.field("mistake", r.Mistake.ID)
	a.field("remedy", r.Mistake.Remedy)
	for _, f := range r.Mistake.Fixes {
		a.field(f.Language, "- "+f.Wrong)
		a.field("", "+ "+f.Right)
	}
}

func (a *app) printVerdict(e *relay.Explanation) {
	what := e.Line()
	switch {
	case e.Verdict == relay.SignatureRight:
		what = "right: the signature fits"
		if e.Mistake == nil && len(e.Expected) == 0 {
			what = "right: the key fits"
		}
	case e.Mistake != nil:
		what = string(e.Verdict) + ": " + e.Mistake.Sentence
	}
	fmt.Fprintln(a.stdout, relay.Visible(what))
}

const verifyColumn = 10

// field writes a name and what it is.
func (a *app) field(name, value string) {
	fmt.Fprintf(a.stdout, "  %-*s%s\n", verifyColumn, name, relay.Visible(value))
}

// printReceived shows what came beside what should have, and where they begin to differ.
func (a *app) printReceived(q *question, e *relay.Explanation, r *verified) {
	if computed := r.Received["computed"]; computed != "" {
		right := ""
		if len(e.Expected) > 0 {
			right = signatureAlone(e.Expected[0].Value, computed)
		}
		a.printPair("computed", computed, right)
		return
	}
	if len(e.Expected) == 0 {
		for _, name := range []string{"Authorization", "X-SF-SIGNATURE-1", "X-SF-SIGNATURE-2"} {
			if value := r.Received[name]; value != "" {
				a.field("received", name+": "+value)
			}
		}
		return
	}
	for _, h := range e.Expected {
		value, there := r.Received[h.Name]
		if !there {
			value = "nothing"
		}
		a.field("header", h.Name)
		if e.Verdict == relay.SignatureRight {
			a.field("received", clipped(value)) // it need not hold one for every secret
			continue
		}
		a.printPair("received", value, h.Value)
	}
}

func (a *app) printPair(name, got, right string) {
	a.field(name, clipped(got))
	if right == "" || got == right {
		return
	}
	a.field("right", right)
	same := 0
	for same < min(len(got), len(right)) && got[same] == right[same] {
		same++
	}
	if same > maxReceived {
		return
	}
	before := ansi.StringWidth(relay.Visible(got[:same]))
	fmt.Fprintf(a.stdout, "  %-*s%s^ differs from character %d on\n", verifyColumn, "", strings.Repeat(" ", before), len([]rune(got[:same]))+1)
}

// clipped is a text's beginning, and how long it is, where it is longer than any signature.
func clipped(text string) string {
	if len(text) <= maxReceived {
		return text
	}
	return fmt.Sprintf("%s … (%s)", text[:maxReceived], relay.Counted(len(text), "byte"))
}

// signatureAlone is what a header's value holds of a signature, where what was computed is without the rest.
func signatureAlone(value, computed string) string {
	for _, version := range []string{"v1=", "v1,"} {
		if _, alone, found := strings.Cut(value, version); found && !strings.Contains(computed, version) {
			alone, _, _ = strings.Cut(alone, " ")
			alone, _, _ = strings.Cut(alone, ",")
			return alone
		}
	}
	return value
}

// excerpt is the signed text as it is, in one line: its length, its beginning and its end.
func (q *question) excerpt(e *relay.Explanation) string {
	if e.Lead == nil {
		return ""
	}
	body := q.presented.Body
	if dialect, ok := provider.ByName(q.presented.Provider); ok {
		body, _ = relay.MaskBody(body, dialect.SecretPaths())
	}
	text, size := q.hidden(*e.Lead+string(body)), len(*e.Lead)+len(q.presented.Body)
	if len(text) > signedHead+signedTail {
		text = text[:signedHead] + " … " + text[len(text)-signedTail:]
	}
	return fmt.Sprintf(", %s: %s", relay.Counted(size, "byte"), text)
}
