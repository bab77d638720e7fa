package relay

import (
	"slices"
	"strings"
	"time"
)

// freshFor is how old a signature may be so that every receiver takes it. What products document is 5 minutes (Fintoro and
// Moneybird); the minute less is our choice.
const freshFor = 4 * time.Minute

// Timestamped is a Dialect whose headers tell when they were signed. With any other, nothing can be too old.
type Timestamped interface {
	// SignedAt reads that time, to the second; ok is false where the headers do not tell it.
	SignedAt(headers []Header) (at time.Time, ok bool)
}

// passing is how an attempt of a delivery goes out that passes on what came in.
type passing struct {
	signs bool   // the dialect signs it anew
	note  string // why, or what is worth knowing; empty for nothing
}

// passingSituation is all that decides about it.
type passingSituation struct {
	edited   bool // another body or identity than what came in
	faulty   bool // a fault strikes what is signed
	resign   bool // the subscription lets it be signed anew
	keyless  bool // and has no secret to do that with
	original bool // it is to say the original's time
	signed   bool // the headers tell when they were signed
	age      time.Duration
}

// What the notes of attempts begin with that tell how a request was passed on.
const (
	signedAnew = "signed anew"
	asItCame   = "passed on as it came"
)

// PassingNote is what an attempt's note tells of how a request that came in was passed on; empty where it went out as it came,
// and nothing is worth knowing.
func PassingNote(note string) string {
	for part := range strings.SplitSeq(note, "; ") {
		if strings.HasPrefix(part, signedAnew) || strings.HasPrefix(part, asItCame) {
			return part
		}
	}
	return ""
}

// decidePassing is pure.
func decidePassing(s passingSituation) passing {
	stale := s.signed && (s.age > freshFor || s.age < -freshFor)
	switch {
	case s.edited:
		return passing{true, signedAnew + ": it was edited"}
	case s.faulty:
		return passing{true, signedAnew + ": a fault changes what is signed"}
	case !stale:
		return passing{}
	case s.original:
		return passing{note: asItCame + ", as was asked for: its signature is " + ageOf(s.age)}
	case s.resign && s.keyless:
		return passing{note: asItCame + ": its signature is " + ageOf(s.age) + ", and there is no secret to sign it anew with"}
	case s.resign:
		return passing{true, signedAnew + ": the original signature is " + ageOf(s.age)}
	}
	return passing{note: asItCame + ": its signature is " + ageOf(s.age) + ", and a receiver that checks that refuses it (--resign signs anew)"}
}

// ageOf tells how old something is, such as "2h old", in the two largest units.
func ageOf(age time.Duration) string {
	word := "old"
	if age < 0 {
		age, word = -age, "ahead"
	}
	unit := time.Second
	if age >= time.Hour {
		unit = time.Minute
	}
	text := age.Round(unit).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text + " " + word
}

// passingOf is how an attempt of a delivery goes out; one that passes nothing on is signed.
func (e *Engine) passingOf(d *Delivery, sub *Subscription, now time.Time, struck []FaultRule) passing {
	if d.IncomingID == "" {
		return passing{signs: true}
	}
	s := passingSituation{
		edited: d.Edited, resign: sub.Resign, keyless: len(sub.ActiveSecrets(now)) == 0, original: !d.SignedAt.IsZero(),
		faulty: slices.ContainsFunc(struck, func(rule FaultRule) bool { return rule.Stage == SignStage }),
	}
	var at time.Time
	if at, s.signed = e.signedAt(d); s.signed {
		s.age = e.freshTime(now).Sub(at)
	}
	return decidePassing(s)
}

// signedAt is when what a delivery passes on was signed, as far as it tells.
func (e *Engine) signedAt(d *Delivery) (at time.Time, ok bool) {
	if timestamped, tells := e.dialects[d.Provider].(Timestamped); tells {
		return timestamped.SignedAt(d.Passed)
	}
	return time.Time{}, false
}
