package emulate

import (
	"errors"
	"maps"
	"net/http"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Faults tell what reads do wrong; package relay/fault has them.
type Faults interface {
	// Read tells what a read does wrong that a rule strikes.
	Read(rule *relay.FaultRule) relay.ReadFault
}

// reading is one read, of which event is the newest event; nil where there is none.
type reading struct {
	read
	r     *http.Request
	who   caller
	event *relay.Event
}

// struck is what a read answers that rules strike, where it would have answered a. They act in the order in which they were
// added: of those that put another answer in its place the first one counts that can be applied, and those that slow it down
// add up. Each leaves its mark. An error is the store's.
func (p product) struck(rules []relay.FaultRule, rd *reading, a answer) (answer, error) {
	var marks []string
	replaced := ""
	for i := range rules {
		rule := &rules[i]
		fault, note := p.Faults.Read(rule), ""
		switch {
		case fault == (relay.ReadFault{}):
			note = "the rule's value cannot be used"
		case fault.Slow > 0 && rd.r.Method == http.MethodHead:
			note = "the answer to HEAD has no body"
		case fault.Slow > 0:
			a.over += fault.Slow
		case replaced != "":
			note = replaced + " has answered"
		default:
			other, err := p.instead(&fault, rd)
			var why unapplied
			switch {
			case errors.As(err, &why):
				note = why.Error()
			case err != nil:
				return answer{}, err
			default:
				other.over = a.over
				a, replaced = other, rule.ID
			}
		}
		mark := rule.Spec() + " " + rule.ID
		if note != "" {
			mark += "; not applied: " + note
		}
		marks = append(marks, mark)
	}
	a.header = maps.Clone(a.header)
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header[relay.ReadFaultHeader] = marks
	return a, nil
}

// instead is what a read answers because of a fault. An error is an unapplied, or the store's.
func (p product) instead(fault *relay.ReadFault, rd *reading) (answer, error) {
	if fault.Status != 0 {
		return p.refused(fault, rd.missing), nil
	}
	if rd.event == nil {
		return answer{}, unapplied("no event has told of it")
	}
	v := view{before: rd.event}
	if fault.Differs {
		v = view{differ: rd.event}
	}
	a, err := rd.show(rd.r, rd.who, v)
	var known *refusal
	switch {
	case !errors.As(err, &known):
		return a, err
	case fault.Differs:
		return answer{}, unapplied("there is no such record")
	}
	return p.answerTo(err), nil
}

// refused is the product's own answer to a read that a fault refuses. The text behind a code that the product has none for
// is HTTP's. Source: our choice.
func (p product) refused(fault *relay.ReadFault, missing string) answer {
	refused, header := &refusal{status: fault.Status, reason: http.StatusText(fault.Status)}, http.Header{}
	switch {
	case fault.Status == http.StatusNotFound:
		refused.reason = missing
	case fault.Status == http.StatusTooManyRequests:
		now := p.wall().Now() // the product's own refusal always says when to ask again
		refused = p.tooMany(header, now, now.Add(max(fault.RetryAfter, time.Second)))
	case fault.RetryAfter > 0:
		header.Set("Retry-After", secondsUntil(time.Time{}, time.Time{}.Add(fault.RetryAfter)))
	}
	if refused.reason == "" {
		refused.reason = "the read was refused"
	}
	a := p.answerTo(refused)
	maps.Copy(header, a.header)
	a.header = header
	return a
}
