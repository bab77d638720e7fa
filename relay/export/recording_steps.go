package export

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// steps writes the steps of a file, and its faults.
type steps struct {
	recording *Recording
	subs      *recordedSubs
	texts     map[*happening]*disguisedTexts
	file      *scenarioFile

	at      time.Time // how far the clock was moved
	cancels []*control.Delivery
	of      map[*control.Delivery]*happening
}

func (s *steps) add(step recordedStep) { s.file.Steps = append(s.file.Steps, step) }

func (s *steps) write() {
	s.at, s.of = s.recording.happened[0].at, map[*control.Delivery]*happening{}
	for _, h := range s.recording.happened {
		s.until(h.at)
		s.pauses(h)
		later := s.faults(h)
		switch {
		case h.replayOf != nil:
			s.add(recordedStep{Replay: &recordedReplay{Of: h.replayOf.name, NewID: h.newID}, As: h.name})
		default:
			s.add(recordedStep{Trigger: s.trigger(h), As: h.name})
		}
		for i := range later {
			s.add(recordedStep{Fault: &later[i]})
		}
		if h.arrival != nil && h.arrival.Verdict == string(relay.Duplicate) && h.replayOf == nil {
			s.add(recordedStep{Replay: &recordedReplay{Of: h.name}, As: h.name + "-repeated"})
		}
		for _, d := range h.deliveries {
			s.of[d] = h
			if d.State == string(relay.Canceled) {
				s.cancels = append(s.cancels, d)
			}
		}
	}
	s.until(time.Time{})
	s.end()
	s.expect()
}

// until moves the clock to a time, and cancels on the way what was canceled; the zero time is the end.
func (s *steps) until(to time.Time) {
	slices.SortStableFunc(s.cancels, func(a, b *control.Delivery) int { return endOf(a).Compare(endOf(b)) })
	for len(s.cancels) > 0 && (to.IsZero() || !endOf(s.cancels[0]).After(to)) {
		d := s.cancels[0]
		s.cancels = s.cancels[1:]
		s.move(endOf(d))
		if h := s.of[d]; h.first() == d { // a step speaks of the first one only
			s.add(recordedStep{Cancel: h.name})
		}
	}
	s.move(to)
}

// endOf is when a delivery settled, or when it was made.
func endOf(d *control.Delivery) time.Time {
	if d.SettledAt == nil {
		return d.CreatedAt.Time
	}
	return d.SettledAt.Time
}

func (s *steps) move(to time.Time) {
	if gap := to.Sub(s.at).Round(time.Millisecond); gap > 0 {
		s.add(recordedStep{Advance: gap.String()})
		s.at = to
	}
}

// pauses holds the subscriptions of what was held from the start.
func (s *steps) pauses(h *happening) {
	for _, d := range h.deliveries {
		if d.State == string(relay.Held) && len(d.Attempts) == 0 {
			s.add(recordedStep{Pause: cmp.Or(s.subs.names[d.SubscriptionID], d.Provider)})
		}
	}
}

func (s *steps) trigger(h *happening) *recordedTrigger {
	t := &recordedTrigger{Type: plainOrQuoted(h.event.Type), Subscription: s.subs.soleOf(h), Data: s.texts[h].data, Set: s.texts[h].set}
	if h.provider != s.file.Provider {
		t.Provider = h.provider
	}
	if at := h.event.OccurredAt; !at.IsZero() && at.Sub(h.event.CreatedAt.Time).Abs() >= time.Second {
		t.OccurredAt = at.UTC().Format(time.RFC3339Nano)
	}
	return t
}

// end lets all come to where it was recorded. Where all had ended, the clock moves until that is so again: waits with some jitter
// are drawn anew. Where some had been tried and had not ended, it moves as often as there were attempts, or, of several
// deliveries, to between the last attempt and the next: nearer to that, since the last may take up to its time limit.
func (s *steps) end() {
	var open []*control.Delivery
	all, takesTime := 0, false
	var last, next time.Time
	for _, h := range s.recording.happened {
		for _, d := range h.deliveries {
			all++
			attempts := made(d)
			if len(attempts) == 0 {
				continue
			}
			newest := &attempts[len(attempts)-1]
			takesTime = takesTime || len(attempts) > 1 || newest.Status == 0
			if newest.StartedAt.After(last) {
				last = newest.StartedAt.Time
			}
			if d.Final() {
				continue
			}
			open = append(open, d)
			if d.DueAt != nil && (next.IsZero() || d.DueAt.Before(next)) {
				next = d.DueAt.Time
			}
		}
	}
	between := next.Sub(last) * 3 / 4
	switch {
	case !takesTime:
	case len(open) == 0:
		s.add(recordedStep{Wait: "final"})
	case all == 1:
		attempts := made(open[0])
		for range len(attempts) - 1 {
			s.add(recordedStep{Advance: "next"})
		}
		if attempts[len(attempts)-1].Status == 0 && between > 0 {
			s.add(recordedStep{Advance: between.Round(time.Millisecond).String()})
		}
	default:
		s.move(last.Add(max(between, time.Second)))
	}
}

// made are the attempts that count: what was broken off when the process ended costs no try, and cannot be had again.
func made(d *control.Delivery) []control.Attempt {
	return slices.DeleteFunc(slices.Clone(d.Attempts), func(a control.Attempt) bool { return a.Outcome == string(relay.Aborted) })
}

func (s *steps) expect() {
	var expected recordedExpect
	deliveries := []recordedDelivery{}
	for _, h := range s.recording.happened {
		if h.arrival != nil {
			s.expectArrival(h, &expected, &deliveries)
			continue
		}
		for _, d := range h.deliveries {
			deliveries = append(deliveries, s.expected(h, d))
		}
	}
	if len(deliveries) > 0 || len(expected.Received) == 0 {
		expected.Deliveries = &deliveries
	}
	s.add(recordedStep{Expect: &expected})
}

func (s *steps) expected(h *happening, d *control.Delivery) recordedDelivery {
	attempts := made(d)
	e := recordedDelivery{Of: h.name, State: d.State, Attempts: len(attempts)}
	if len(attempts) == 0 && (d.State == string(relay.Pending) || d.State == string(relay.Sending)) {
		e.State, e.Attempts = string(relay.Delivered), 1 // nothing had come of it yet, so that it is expected to be taken
	}
	if len(h.deliveries) > 1 {
		e.Subscription = s.subs.names[d.SubscriptionID]
	}
	if len(attempts) > 0 && (d.State == string(relay.Sending) || d.State == string(relay.Held)) {
		e.State = ""
	}
	ours := s.recording.Mock != "" && strings.HasPrefix(d.URL, strings.TrimSuffix(s.recording.Mock, "/")+"/")
	for i := range attempts {
		e.Statuses = append(e.Statuses, expectedStatus(&attempts[i], ours))
	}
	return e
}

// expectedStatus is that of an attempt. Where it is the choice of a receiver that is not the mock, another may choose otherwise:
// which 2xx to take an event with, and which refusal to answer to what a fault made of the request.
func expectedStatus(a *control.Attempt, ours bool) yaml.RawMessage {
	injected := slices.ContainsFunc(a.Faults, func(f control.Fault) bool { return f.Name == "status" })
	switch {
	case ours || injected || a.Status == 0:
	case a.Outcome == string(relay.Success):
		return yaml.RawMessage(`{matches: "^2"}`)
	case len(a.Faults) > 0:
		return yaml.RawMessage(`{matches: "^[345]"}`)
	}
	return yaml.RawMessage(strconv.Itoa(a.Status))
}

// expectArrival is what came of a request that came in: what the sender made of the answer is known of those that the mock took.
func (s *steps) expectArrival(h *happening, expected *recordedExpect, deliveries *[]recordedDelivery) {
	switch verdict := relay.Verdict(h.arrival.Verdict); verdict {
	case "", relay.Accepted:
		*deliveries = append(*deliveries, recordedDelivery{Of: h.name, State: string(relay.Delivered), Attempts: 1})
		if verdict != "" {
			expected.Received = append(expected.Received, recordedRequest{h.name, string(verdict)})
		}
	case relay.Duplicate:
		if h.replayOf != nil {
			expected.Received = append(expected.Received, recordedRequest{h.name, string(verdict)})
			return
		}
		expected.Received = append(expected.Received, recordedRequest{h.name, string(relay.Accepted)}, recordedRequest{h.name + "-repeated", string(verdict)})
	default:
		expected.Received = append(expected.Received, recordedRequest{h.name, string(verdict)})
	}
}
