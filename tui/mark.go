package tui

import (
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// mark is how one attempt went, in one sign.
type mark byte

const (
	markBad      mark = iota // no success; also for attempts of which only the number is known
	markGood                 // success
	markInjected             // no success, and a fault hit it
	markAborted              // this process ended meanwhile
)

// attemptMark is the mark of the attempt with a number, from 1.
type attemptMark struct {
	number int
	mark   mark
}

func markOf(outcome string, injected bool) mark {
	switch {
	case outcome == string(relay.Success):
		return markGood
	case outcome == string(relay.Aborted):
		return markAborted
	case injected:
		return markInjected
	}
	return markBad
}

// lastMark is the mark of a delivery's newest attempt.
func lastMark(d *control.Delivery) attemptMark {
	return attemptMark{number: d.AttemptCount, mark: markOf(d.LastOutcome, d.LastFaults > 0)}
}

// marks are one mark for each attempt, in order.
type marks []mark

// with sets an attempt's mark, if the number is a likely one.
func (m marks) with(a attemptMark) marks {
	const most = 1000
	if a.number < 1 || a.number > most {
		return m
	}
	for len(m) < a.number {
		m = append(m, markBad)
	}
	m[a.number-1] = a.mark
	return m
}

// marksOf are the marks that a list row tells, together with what was known before.
func marksOf(d *control.Delivery, known marks) marks {
	if d.AttemptCount == 0 {
		return nil
	}
	m := slices.Clone(known[:min(len(known), d.AttemptCount)])
	for _, o := range d.Outcomes {
		m = m.with(attemptMark{number: o.Number, mark: markOf(o.Outcome, o.Injected)})
	}
	return m.with(lastMark(d))
}

// marksOfAttempts are the marks of a delivery read whole.
func marksOfAttempts(attempts []control.Attempt) marks {
	var m marks
	for i := range attempts {
		m = m.with(attemptMark{number: attempts[i].Number, mark: markOf(attempts[i].Outcome, len(attempts[i].Faults) > 0)})
	}
	return m
}

// tries draws the marks in w cells; where they do not fit, the last ones and how many there are.
func (t *theme) tries(m marks, w int) string {
	if first := t.lastMarks(m, w); first == 0 {
		return t.fit(t.markSigns(m), w)
	}
	count := " " + number(len(m))
	first := t.lastMarks(m, w-width(t.ellipsis)-width(count))
	if first == len(m) {
		return t.fit(number(len(m)), w)
	}
	return t.fit(t.dim.Render(t.ellipsis)+t.markSigns(m[first:])+t.dim.Render(count), w)
}

// marksWidth is how many cells all marks take.
func (t *theme) marksWidth(m marks) int {
	cells := 0
	for _, one := range m {
		sign, _ := t.markSign(one)
		cells += width(sign)
	}
	return cells
}

// lastMarks is from where on the marks fit into w cells.
func (t *theme) lastMarks(m marks, w int) int {
	for i := len(m) - 1; i >= 0; i-- {
		sign, _ := t.markSign(m[i])
		if w -= width(sign); w < 0 {
			return i + 1
		}
	}
	return 0
}

// markSigns draws marks, equal neighbours in one go.
func (t *theme) markSigns(m marks) string {
	var b strings.Builder
	for len(m) > 0 {
		n := 1
		for n < len(m) && m[n] == m[0] {
			n++
		}
		sign, style := t.markSign(m[0])
		b.WriteString(style.Render(strings.Repeat(sign, n)))
		m = m[n:]
	}
	return b.String()
}

func (t *theme) markSign(m mark) (string, pen) {
	switch m {
	case markGood:
		return t.delivered, t.ok
	case markInjected:
		return t.bolt, t.injected
	case markAborted:
		return t.abortedMark, t.dim
	}
	return t.failedSign, t.failed
}
