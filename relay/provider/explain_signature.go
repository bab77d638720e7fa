package provider

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ExplainSignature says how an attempt proved who sent it, and what a fault did to that. The secrets are those that counted
// at the attempt's time, as far as the subscription still has them.
func (Explainer) ExplainSignature(in relay.SentAttempt) relay.Signature {
	if in.Provider == (finpilo{}).Traits().Name {
		return provenByKey(&in)
	}
	s, ok := schemeOf(in.Provider)
	if !ok {
		return relay.Signature{Verdict: relay.SignatureUnknown, Line: fmt.Sprintf("there is no product %q", in.Provider)}
	}
	presented := &relay.Presented{Provider: in.Provider, Body: in.Attempt.Request.Body, Headers: in.Attempt.Request.Headers}
	p := &proof{explaining: &explaining{scheme: s, in: presented}, sent: in, spoiler: spoilerOf(in.Attempt)}
	return p.signature()
}

// proof is one signature on its way.
type proof struct {
	*explaining
	sent    relay.SentAttempt
	spoiler *relay.AppliedFault // what broke it on purpose; nil where nothing did
	known   []rightKey          // those that are known to have counted; nil where it is open which did
	ended   []rightKey          // those that counted, and have ended since
}

func (p *proof) signature() relay.Signature {
	headers := p.readHeaders()
	p.id, p.timestamp = headers.id, headers.timestamp
	s := relay.Signature{Verdict: relay.SignatureUnknown, Algorithm: algorithm + ", " + p.encodingShort(), SignedBytes: p.signedBytes, Headers: p.sentHeaders()}
	switch {
	case len(p.sent.Attempt.Request.Headers) == 0:
		s.Headers, s.Line = nil, unknown("no request is known of this attempt"+dash(p.sent.Attempt.Error))
		return s
	case p.sent.Subscription == nil:
		s.Lead, s.Body = p.signed()
		s.Line = unknown("its subscription is gone, and with it the secret")
		return s
	}
	p.findKeys()
	s.Lead, s.Body = p.signed()
	if len(p.keys) == 0 {
		s.Line = unknown(p.sub() + " has no secret that counted then")
		return s
	}
	s.Key = p.keys[0].words
	p.judge(&s, headers)
	if p.spoiler != nil {
		p.blame(&s)
	}
	return s
}

// findKeys takes the secrets that counted when the attempt was made: those that still do, and those that have ended since.
func (p *proof) findKeys() {
	active, ended := secretsAt(p.sent.Subscription, p.sent.Now)
	p.in.Secrets = active
	p.keys = p.rightKeys(active)
	for _, secret := range p.sent.Subscription.Secrets {
		if !slices.Contains(ended, secret.Value) || !secret.ActiveAt(p.sent.Attempt.StartedAt) {
			continue
		}
		for _, key := range p.endedKeys([]string{secret.Value}) {
			key.words += ", which has ended since"
			for _, key.header = range p.headers { // it is open which of Silverfin's tokens it was
				p.ended = append(p.ended, key)
			}
		}
	}
	if len(p.ended) == 0 {
		p.known = p.keys
	}
	p.keys = append(slices.Clip(p.keys), p.ended...)
}

// judge holds what was sent against the keys.
func (p *proof) judge(s *relay.Signature, headers headers) {
	expected := p.expectedOf(p.known)
	var fitting []rightKey
	for i := range s.Headers {
		h := &s.Headers[i]
		if key, ok := p.fits(presentedValue{header: h.Name, bare: p.bare(h.Sent)}); ok && headers.mistake == nil {
			fitting = append(fitting, key)
			h.Expected, h.Matches = h.Sent, true
			continue
		}
		h.Expected = expected[h.Name]
	}
	replaced := p.sent.Subscription.UpdatedAt.After(p.sent.Attempt.StartedAt)
	switch {
	case headers.mistake != nil:
		s.Verdict, s.Mistake = headers.verdict, headers.mistake
		s.Line = string(s.Verdict) + ": " + s.Mistake.Sentence
	case len(fitting) > 0:
		s.Verdict, s.Key = relay.SignatureRight, keysText(fitting)
		s.Line = fmt.Sprintf("right: %s over %s, key: %s, of %s", s.Algorithm, p.short, s.Key, p.sub())
		if p.spoiler == nil && len(fitting) < len(s.Headers) { // the other token of Silverfin was replaced
			p.untold(s)
		}
	case p.spoiler != nil:
		s.Verdict = relay.SignatureWrong
	case replaced:
		p.untold(s)
		s.Line = unknown("it fits no secret that " + p.sub() + " has now, which was replaced since")
	default:
		e := p.wrong(headers.signatures)
		s.Verdict, s.Mistake, s.Line = e.Verdict, e.Mistake, e.Line()
	}
}

// untold leaves out what the headers that do not match should have been: the secret was another one.
func (p *proof) untold(s *relay.Signature) {
	for i := range s.Headers {
		if !s.Headers[i].Matches {
			s.Headers[i].Expected = ""
		}
	}
}

// blame says which fault made a signature what it is.
func (p *proof) blame(s *relay.Signature) {
	if s.Verdict == relay.SignatureRight {
		s.Verdict = relay.SignatureWrong
	}
	s.Mistake = nil // it was none
	s.Line = fmt.Sprintf("%s: the fault %s spoiled this request on purpose%s; a receiver that checks is right to refuse it", s.Verdict, specOf(p.spoiler), inBrackets(p.spoiler.Note))
}

// sentHeaders are the headers of the product's signatures as they went out.
func (p *proof) sentHeaders() []relay.ProvingHeader {
	sent := make([]relay.ProvingHeader, len(p.headers))
	for i, name := range p.headers {
		sent[i] = relay.ProvingHeader{Name: name, Sent: strings.Join(valuesOf(p.sent.Attempt.Request.Headers, name), ", ")}
	}
	return sent
}

// signed are the bytes that were signed: the body as it was before a fault changed it.
func (p *proof) signed() (lead string, body []byte) {
	lead, body = p.lead(), p.sent.Attempt.Request.Body
	if struckBy(p.sent.Attempt, "truncate-body", "corrupt-body") != nil {
		body = p.sent.Body
		if struckBy(p.sent.Attempt, "extra-fields", "unknown-event") != nil { // they changed it before it was signed, and nobody kept that
			return "", nil
		}
	}
	if p.needsID() && p.id == "" || p.needsTime() && p.timestamp == "" {
		return "", nil
	}
	return lead, slices.Concat([]byte{}, body) // not nil
}

// expectedOf is what the signatures should have been, by header, with keys.
func (p *proof) expectedOf(keys []rightKey) map[string]string {
	x := *p.explaining
	x.keys = keys
	values := map[string]string{}
	if len(keys) > 0 {
		for _, h := range x.expected() {
			values[h.Name] = h.Value
		}
	}
	return values
}

func (p *proof) sub() string {
	return (&refusedAttempt{Refused: relay.Refused{Subscription: p.sent.Subscription}}).sub()
}

// keysText names keys, each once.
func keysText(keys []rightKey) string {
	var words []string
	for _, key := range keys {
		if !slices.Contains(words, key.words) {
			words = append(words, key.words)
		}
	}
	return strings.Join(words, "; ")
}

// spoilerOf is the first fault that broke what proves the sender; nil where none did.
func spoilerOf(attempt *relay.Attempt) *relay.AppliedFault {
	for i := range attempt.Faults {
		f := &attempt.Faults[i]
		if applied(f) && spoils(f.Name) && !(spoilsTime(f.Name) && tolerable(f.Value)) {
			return f
		}
	}
	return nil
}

func applied(f *relay.AppliedFault) bool {
	return f.At == relay.AtSender && !strings.HasPrefix(f.Note, "not applied")
}

func spoilsTime(fault string) bool { return fault == "stale-timestamp" || fault == "future-timestamp" }

// tolerable reports whether a receiver takes a time that is so far away.
func tolerable(value string) bool {
	by, err := time.ParseDuration(value)
	return err == nil && by <= explainTolerance
}

func specOf(f *relay.AppliedFault) string {
	return (&relay.FaultRule{Name: f.Name, Value: f.Value}).Spec()
}

func unknown(why string) string { return string(relay.SignatureUnknown) + ": " + why }

func dash(remark string) string {
	if remark == "" {
		return ""
	}
	return ": " + remark
}

func inBrackets(remark string) string {
	if remark == "" {
		return ""
	}
	return " (" + remark + ")"
}
