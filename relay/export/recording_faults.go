package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// faults puts in what hit the deliveries of h: at the top of the file where their type tells them from all others; else in steps,
// what hits the first attempts before it is triggered, and the rest, which it returns, after.
func (s *steps) faults(h *happening) (later []recordedFault) {
	if h.arrival != nil {
		for _, f := range h.arrival.faults() {
			spec := (&relay.FaultRule{Name: f.Name, Value: f.Value}).Spec()
			s.add(recordedStep{Fault: &recordedFault{Fault: quoted(spec), At: f.At, Filter: quoted(typeFilter(h)), First: 1, Limit: 1}})
		}
	}
	alone := s.alone(h)
	for _, d := range h.deliveries {
		for _, rule := range hitRules(standIns(d)) {
			fault, before, after := recordedFault{Fault: quoted(rule.spec), At: rule.at}, false, ""
			if alone {
				fault.First = rule.first
				if len(s.recording.happened) > 1 {
					rule.filter = strings.TrimSpace(typeFilter(h) + " " + rule.filter)
				}
				if rule.filter != "" {
					fault.Filter = quoted(rule.filter)
				}
				s.file.Faults = append(s.file.Faults, fault)
				continue
			}
			if before, after = rule.apart(); before {
				first := fault
				first.Filter, first.First, first.Limit = quoted(typeFilter(h)), 1, 1
				s.add(recordedStep{Fault: &first})
			}
			if after != "" {
				fault.Filter = quoted(whose(h, d, rule.at) + " " + after)
				later = append(later, fault)
			}
		}
	}
	return later
}

// alone reports whether no other delivery has the product and type of those of h.
func (s *steps) alone(h *happening) bool {
	return len(h.deliveries) < 2 && !slices.ContainsFunc(s.recording.happened, func(other *happening) bool {
		return other != h && other.provider == h.provider && other.event.Type == h.event.Type
	})
}

func typeFilter(h *happening) string {
	return "provider:" + h.provider + " type:" + filterWord(h.event.Type)
}

// filterWord is a value in the filter language.
func filterWord(text string) string {
	if strings.ContainsAny(text, " \t\"") {
		return strconv.Quote(text)
	}
	return text
}

// whose is the filter for one delivery. A receiver does not know the sender's ids.
func whose(h *happening, d *control.Delivery, at string) string {
	if at == string(relay.AtReceiver) || h.first() != d {
		return typeFilter(h)
	}
	return "id:${" + h.name + ".delivery}"
}

// apart takes a rule in two: whether it hits the first attempt, and the filter for those after it; empty where there are none.
func (r *hitRule) apart() (before bool, after string) {
	switch {
	case r.first == 0:
		return false, r.filter
	case r.first == 1:
		return true, ""
	}
	from, to := 1, r.first-1 // attempts before; the receiver counts the one that comes
	if r.at == string(relay.AtReceiver) {
		from, to = 2, r.first
	}
	if from == to {
		return true, fmt.Sprintf("attempts:%d", from)
	}
	return true, fmt.Sprintf("attempts:>=%d attempts:<=%d", from, to)
}

// standIns are a delivery's attempts, numbered from 1, where those that failed and were hit by no fault have one that stands for
// what the receiver did by itself, so that another receiver fails alike.
func standIns(d *control.Delivery) []control.Attempt {
	attempts := made(d)
	for i := range attempts {
		a := &attempts[i]
		a.Number = i + 1
		if a.Outcome == string(relay.Success) || len(a.Faults) > 0 {
			continue
		}
		fault := control.Fault{Name: "reset", At: string(relay.AtSender)}
		switch {
		case a.Status >= 100:
			fault.Name, fault.Value = "status", strconv.Itoa(a.Status)
		case a.Outcome == string(relay.Timeout):
			fault.Name = "hang"
		}
		a.Faults = []control.Fault{fault}
	}
	return attempts
}

// faults are those that hit a request that came in. What the mock rejected was signed with another secret, as far as is known.
func (a *Arrival) faults() []control.Fault {
	if a.Verdict == string(relay.Rejected) && len(a.Faults) == 0 {
		return []control.Fault{{Name: "wrong-secret", At: string(relay.AtSender)}}
	}
	return a.Faults
}
